// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/wiring/node_init.h"

#include <stdexcept>

#include "node/chain_service.h"
#include "node/mining_service.h"
#include "rpc/local_service.h"

namespace quanta::wiring {

void NodeInit::wait_until_loaded() {
    if (!m_services.node.wait_until_running()) throw std::runtime_error("The node is stopping");
}

std::unique_ptr<interfaces::Echo> NodeInit::make_echo() {
    return m_grants.echo ? interfaces::make_echo() : QuantaInit::make_echo();
}

std::unique_ptr<interfaces::Mining> NodeInit::make_mining() {
    if (!m_grants.mining) return QuantaInit::make_mining();
    wait_until_loaded();
    return node::make_mining_service(m_services.node);
}

std::unique_ptr<interfaces::Rpc> NodeInit::make_rpc() {
    return m_grants.rpc ? rpc::make_rpc_service(m_services.dispatcher) : QuantaInit::make_rpc();
}

std::unique_ptr<interfaces::Node> NodeInit::make_node() {
    if (!m_grants.node) return QuantaInit::make_node();
    return node::make_node_service(m_services.node, m_services.files, m_services.about);
}

std::unique_ptr<interfaces::Chain> NodeInit::make_chain() {
    if (!m_grants.chain) return QuantaInit::make_chain();
    wait_until_loaded();
    return node::make_chain_service(m_services.node);
}

WalletHub& NodeInit::wallets() {
    if (m_services.wallets == nullptr) throw std::runtime_error("Wallets are switched off (-disablewallet)");
    return *m_services.wallets;
}

std::unique_ptr<interfaces::WalletLoader> NodeInit::make_wallet_loader() {
    if (!m_grants.wallets) return QuantaInit::make_wallet_loader();
    return wallets().make_loader();
}

std::unique_ptr<interfaces::Handler> NodeInit::attach_wallets(
    std::unique_ptr<interfaces::WalletLoader> attached) {
    if (!m_grants.wallets) return QuantaInit::attach_wallets(nullptr);
    return wallets().attach(std::move(attached));
}

}  // namespace quanta::wiring
