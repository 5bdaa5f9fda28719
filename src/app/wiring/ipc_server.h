// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/wiring/node_init.h"
#include "base/result.h"
#include "ipc/host.h"

namespace quanta::wiring {

/// Where a node is reached, from the command line.
struct IpcServerOptions {
    std::string directory;            ///< of the network: paths are relative to it
    bool node_socket = true;          ///< node.sock
    std::vector<std::string> bind;    ///< -ipcbind
    std::vector<std::string> allow;   ///< -ipcallow
    std::optional<int> started_with;  ///< -ipcfd: the socket of the process that started this one
};

/// Offers a node to other processes. Made and destroyed by one thread.
class IpcServer {
public:
    /// Binds all sockets. `host` and `services` outlive it, and connections end with the host's close().
    /// Error: a sentence that names the address.
    static base::Result<std::unique_ptr<IpcServer>, std::string> start(ipc::Host& host,
                                                                       const Services& services,
                                                                       const IpcServerOptions& options);

private:
    IpcServer() = default;

    std::list<NodeInit> m_inits;  ///< one for each socket
};

}  // namespace quanta::wiring
