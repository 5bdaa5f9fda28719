// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/daemon/wiring.h"
#include "config/options.h"

namespace quanta::daemon {

/// Wallets in the process of the node, which nobody else reaches.
class LocalWiring : public Wiring {
public:
    /// `options` outlive it.
    explicit LocalWiring(const config::Options& options) : m_options(options) {}

    std::shared_ptr<interfaces::WalletLoader> start_wallets(std::unique_ptr<interfaces::Chain> chain,
                                                            std::function<void()> lost) override;
    base::Result<void, std::string> open(const wiring::Services& /*services*/) override { return {}; }
    void close() override {}

private:
    const config::Options& m_options;
};

}  // namespace quanta::daemon
