// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace quanta::ipc {

/// The socket below a node's network data directory that is meant by the address "unix".
inline constexpr std::string_view kNodeSocket = "node.sock";

/// The path of the socket that `address` ("unix" or "unix:<path>") names, relative ones below `directory`.
/// Error: a sentence without the address.
base::Result<std::string, std::string> socket_path(std::string_view address, const std::string& directory);

/// Makes a listening socket at `path`, for our user alone (0600), with the folders it needs (0700). What a
/// dead process left there is replaced. Its descriptor, closed on exec. Error: a sentence about `path`: it is
/// too long, in use by a live process, no socket, or the system's reason.
base::Result<int, std::string> listen_at(const std::string& path);

/// Why there is no connection.
struct ConnectError {
    int code = 0;  ///< errno: ECONNREFUSED and ENOENT mean that nobody listens; ENAMETOOLONG
    std::string message;

    /// No node offers IPC there: a client may try another way.
    bool nobody_there() const;
};

/// A connection to who listens at `path`: its descriptor, closed on exec. Does not wait long.
base::Result<int, ConnectError> connect_to(const std::string& path);

/// Takes a connection off `listening`, non-blocking ends included: nothing when there is none after all.
std::optional<int> accept_from(int listening);

/// The user who runs the process at the other end of `socket`; nothing when the system does not tell.
std::optional<uid_t> peer_user(int socket);

}  // namespace quanta::ipc
