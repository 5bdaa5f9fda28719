// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "interfaces/init.h"

#include <stdexcept>
#include <string>

namespace quanta::interfaces {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw std::runtime_error(what + " is not available on this connection");
}

}  // namespace

std::unique_ptr<Echo> Init::make_echo() {
    refuse("Echo");
}

void Init::make_mining_old2() {
    throw std::runtime_error("Old mining interface (@2) not supported. Please update your client!");
}

std::unique_ptr<Mining> Init::make_mining() {
    refuse("Mining");
}

std::unique_ptr<Rpc> Init::make_rpc() {
    refuse("Rpc");
}

std::unique_ptr<Node> QuantaInit::make_node() {
    refuse("Node");
}

std::unique_ptr<Chain> QuantaInit::make_chain() {
    refuse("Chain");
}

std::unique_ptr<WalletLoader> QuantaInit::make_wallet_loader() {
    refuse("WalletLoader");
}

std::unique_ptr<Handler> QuantaInit::attach_wallets(std::unique_ptr<WalletLoader> /*wallets*/) {
    refuse("WalletLoader");
}

std::unique_ptr<WalletLoader> QuantaInit::serve_wallets(std::unique_ptr<Chain> /*chain*/) {
    refuse("WalletLoader");
}

}  // namespace quanta::interfaces
