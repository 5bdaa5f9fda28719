// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "app/wiring/grants.h"
#include "app/wiring/services.h"
#include "interfaces/init.h"

namespace quanta::wiring {

/// Makes the interfaces of a node, as far as they are granted.
class NodeInit final : public interfaces::QuantaInit {
public:
    NodeInit(Services services, Grants grants) : m_services(std::move(services)), m_grants(grants) {}

    std::unique_ptr<interfaces::Echo> make_echo() override;
    std::unique_ptr<interfaces::Mining> make_mining() override;
    std::unique_ptr<interfaces::Rpc> make_rpc() override;
    std::unique_ptr<interfaces::Node> make_node() override;
    std::unique_ptr<interfaces::Chain> make_chain() override;
    std::unique_ptr<interfaces::WalletLoader> make_wallet_loader() override;
    std::unique_ptr<interfaces::Handler> attach_wallets(
        std::unique_ptr<interfaces::WalletLoader> wallets) override;

private:
    WalletHub& wallets();
    void wait_until_loaded();

    const Services m_services;
    const Grants m_grants;
};

}  // namespace quanta::wiring
