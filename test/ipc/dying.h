// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

namespace quanta::ipc_client {

/// How many clients are to die.
struct Dying {
    std::string path;  ///< of the socket
    int count = 0;
    int at_once = 1;
};

/// Starts so many processes that connect and die without a word: at once, while they construct, in the middle
/// of calls, after sending bytes that are no message. Prints a line of JSON that counts them by kind. Returns
/// false when one of them could not do what it was to.
bool run_dying(const Dying& dying);

}  // namespace quanta::ipc_client
