// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/ipc_server.h"

#include <map>
#include <utility>

#include "app/wiring/allowed.h"
#include "base/log.h"
#include "ipc/address.h"

namespace quanta::wiring {

namespace {

using base::Err;

constexpr std::string_view kNodeAddress = "unix";

}  // namespace

base::Result<std::unique_ptr<IpcServer>, std::string> IpcServer::start(ipc::Host& host,
                                                                       const Services& services,
                                                                       const IpcServerOptions& options) {
    std::map<std::string, Grants> allowed = TRY(read_allowed(options.allow, options.directory));
    // Path to address, so that one named twice is bound once.
    std::map<std::string, std::string> wanted;
    for (const std::string& address : options.bind) {
        const auto path = ipc::socket_path(address, options.directory);
        if (!path) return Err("Unable to bind to IPC address '" + address + "'. " + path.error());
        wanted.emplace(*path, address);
    }
    const std::string node_socket = *ipc::socket_path(kNodeAddress, options.directory);
    const bool unasked = options.node_socket && wanted.emplace(node_socket, kNodeAddress).second;

    std::unique_ptr<IpcServer> server(new IpcServer());
    for (const auto& [path, address] : wanted) {
        const auto listening = ipc::listen_at(path);
        if (!listening && path == node_socket && unasked) {
            base::log_warning("no IPC at '{}': {}", path, listening.error());
            continue;
        }
        if (!listening) return Err("Unable to bind to IPC address '" + address + "'. " + listening.error());
        const auto named = allowed.find(path);
        const Grants usual = path == node_socket ? kAllGrants : kMiningGrants;
        host.listen(*listening,
                    server->m_inits.emplace_back(services, named == allowed.end() ? usual : named->second));
        base::log_info("IPC at {}", path);
        if (named != allowed.end()) allowed.erase(named);
    }
    if (!allowed.empty()) return Err("-ipcallow names '" + allowed.begin()->first + "', which is not bound");
    if (options.started_with)
        host.serve(*options.started_with, server->m_inits.emplace_back(services, kAllGrants));
    return server;
}

}  // namespace quanta::wiring
