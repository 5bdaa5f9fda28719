// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "sys/process.h"

namespace quanta::ipc {

/// A process that was started with one end of a socket pair.
struct Spawned {
    sys::Child child;
    int socket;  ///< our end, closed on exec; the caller's
};

/// Starts `program` (a path) with `arguments` and `-ipcfd=<n>`, the socket it finds there.
base::Result<Spawned, std::string> spawn(const std::string& program,
                                         const std::vector<std::string>& arguments);

/// In the spawned process: the socket that -ipcfd=`value` names, which its own children do not inherit.
/// Error: a sentence.
base::Result<int, std::string> take_spawned_socket(const std::string& value);

}  // namespace quanta::ipc
