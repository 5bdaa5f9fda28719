// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/options.h"
#include "interfaces/rpc.h"

namespace quanta::cli {

/// Why an attempt to ask a node failed.
struct Failure {
    /// For the user, without "error: ".
    std::string text;
    /// It may go away by waiting.
    bool again = false;
};

/// The socket of a node.
struct IpcTarget {
    /// "unix" or "unix:<path>".
    std::string address;
    /// What a path is relative to.
    std::string directory;
    /// For each call; zero waits for ever.
    std::chrono::milliseconds timeout{0};
};

/// Why a node cannot be asked through its socket.
struct IpcFailure {
    std::string text;
    /// No node listens there: one may later.
    bool nobody_there = false;
};

/// Connects to a node. Calls of the result throw std::runtime_error when the node has gone or does not answer
/// in time.
using IpcConnect =
    std::function<base::Result<std::unique_ptr<interfaces::Rpc>, IpcFailure>(const IpcTarget&)>;

/// What one request needs.
struct IpcRequest {
    /// JSON.
    std::string_view body;
    /// "/" or "/wallet/<name>".
    std::string uri;
    std::string user;
};

/// The way to a node through its socket, where -ipcconnect asks for it. Keeps its connection from one request
/// to the next. One thread.
class IpcRoute {
public:
    /// As -ipcconnect and -rpcconnect say; null when only HTTP is meant. `connect` is empty in a program
    /// without IPC. Errors: the two options contradict each other, or there is no IPC where it is required.
    static base::Result<std::unique_ptr<IpcRoute>, std::string> create(const config::Options& options,
                                                                       IpcConnect connect,
                                                                       std::chrono::milliseconds timeout);

    /// The reply to a request; nothing when HTTP is to be tried instead: with -ipcconnect=auto where nobody
    /// listens, or who listens there does not let us ask. Never when the node may have heard the request.
    base::Result<std::optional<std::string>, Failure> exchange(const IpcRequest& request);

private:
    /// Whether HTTP will do, too.
    enum class Need { Wished, Required };

    IpcRoute(IpcConnect connect, IpcTarget target, Need need);
    base::Result<void, IpcFailure> connect();

    const IpcConnect m_connect;
    const IpcTarget m_target;
    const Need m_need;
    /// Null while there is no connection.
    std::unique_ptr<interfaces::Rpc> m_rpc;
};

}  // namespace quanta::cli
