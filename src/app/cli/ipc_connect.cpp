// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/cli/ipc_connect.h"

#include <exception>
#include <utility>

#include "interfaces/init.h"
#include "ipc/address.h"
#include "ipc/host.h"
#include "sys/signals.h"

namespace quanta::cli {

namespace {

using base::Err;
using std::chrono::milliseconds;

/// A node that lives answers this soon whether it may be asked, however long the answers take then.
constexpr milliseconds kConnectLimit{30'000};

/// Bounds the calls of this thread; zero is for ever.
std::shared_ptr<void> limit_calls(milliseconds timeout) {
    return timeout.count() > 0 ? ipc::Host::call_limit()(timeout) : nullptr;
}

/// A node in another process, with all it takes to call it.
class RemoteRpc final : public interfaces::Rpc {
public:
    /// Takes `socket` over. Throws std::runtime_error.
    RemoteRpc(int socket, milliseconds timeout) : m_timeout(timeout) {
        // A node that goes while it is written to is an error like others.
        sys::ignore_broken_pipes();
        const bool shorter = timeout.count() > 0 && timeout < kConnectLimit;
        const std::shared_ptr<void> limit = limit_calls(shorter ? timeout : kConnectLimit);
        m_node = m_host.connect(socket);
        m_rpc = m_node->make_rpc();
    }

    std::string execute_rpc(const std::string& request, const std::string& uri,
                            const std::string& user) override {
        const std::shared_ptr<void> limit = limit_calls(m_timeout);
        return m_rpc->execute_rpc(request, uri, user);
    }

private:
    const milliseconds m_timeout;
    ipc::Host m_host{"quanta-cli"};
    std::unique_ptr<interfaces::QuantaInit> m_node;
    std::unique_ptr<interfaces::Rpc> m_rpc;
};

}  // namespace

base::Result<std::unique_ptr<interfaces::Rpc>, IpcFailure> connect_ipc(const IpcTarget& target) {
    const auto path = ipc::socket_path(target.address, target.directory);
    if (!path)
        return Err(IpcFailure{"Invalid -ipcconnect address '" + target.address + "': " + path.error()});
    const auto socket = ipc::connect_to(*path);
    if (!socket) return Err(IpcFailure{socket.error().message, socket.error().nobody_there()});
    try {
        return std::unique_ptr<interfaces::Rpc>(std::make_unique<RemoteRpc>(*socket, target.timeout));
    } catch (const std::exception& error) {
        return Err(IpcFailure{"The node at '" + *path + "' does not answer RPC: " + error.what()});
    }
}

}  // namespace quanta::cli
