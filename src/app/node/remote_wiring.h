// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/daemon/wiring.h"
#include "app/wiring/ipc_server.h"
#include "config/options.h"
#include "ipc/host.h"

namespace quanta::node_program {

/// Wallets in a process that the node starts, and sockets by which others reach the node.
class RemoteWiring final : public daemon::Wiring {
public:
    /// `options` outlive it.
    explicit RemoteWiring(const config::Options& options) : m_options(options) {}

    interfaces::CallLimit call_limit() override { return ipc::Host::call_limit(); }
    interfaces::CallWatch call_watch() override { return ipc::Host::call_watch(); }
    std::shared_ptr<interfaces::WalletLoader> start_wallets(std::unique_ptr<interfaces::Chain> chain,
                                                            std::function<void()> lost) override;
    base::Result<void, std::string> open(const wiring::Services& services) override;
    void write_metrics(metrics::Exposition& out) override;
    void give_up_calls() override;
    void close() override;

private:
    const config::Options& m_options;
    std::unique_ptr<wiring::IpcServer> m_server;  ///< outlives the host
    std::unique_ptr<ipc::Host> m_host;
};

/// The arguments that make `table`'s program see what `options` say, as far as it knows them.
std::vector<std::string> forwarded_arguments(const config::Options& options, config::OptionTable table);

}  // namespace quanta::node_program
