// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/loader.h"

#include <string>
#include <utility>

#include "json/parser.h"
#include "rpc/dispatcher.h"
#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {
namespace {

/// Runs requests over the wallets of a process. Any thread.
class Runner {
public:
    explicit Runner(std::shared_ptr<wallet::Wallets> wallets)
        : m_wallets(std::move(wallets)), m_dispatcher(*m_wallets->options().clock) {
        Registrar registrar(m_dispatcher, *m_wallets);
        add_loading_methods(registrar);
        add_address_methods(registrar);
        add_balance_methods(registrar);
        add_transaction_methods(registrar);
        add_send_methods(registrar);
        add_sweep_methods(registrar);
        add_fund_methods(registrar);
        add_sign_methods(registrar);
        add_bump_methods(registrar);
        m_dispatcher.end_warm_up();
    }

    interfaces::WalletRpcReply run(const interfaces::WalletRpcRequest& request) {
        interfaces::WalletRpcReply reply;
        auto params = json::parse(request.params.empty() ? "[]" : request.params);
        if (!params) return {{}, rpc::kParse, "Parse error"};
        rpc::Caller caller;
        caller.wallet = request.wallet;
        json::Writer out(reply.result);
        const auto done = m_dispatcher.call(request.method, std::move(*params), caller, out);
        if (!done) return {{}, done.error().code, done.error().message};
        return reply;
    }

private:
    const std::shared_ptr<wallet::Wallets> m_wallets;
    rpc::Dispatcher m_dispatcher;
};

}  // namespace

std::unique_ptr<wallet::LocalWalletLoader> make_wallet_loader(wallet::WalletOptions options) {
    auto wallets = std::make_shared<wallet::Wallets>(std::move(options));
    auto runner = std::make_shared<Runner>(wallets);
    return std::make_unique<wallet::LocalWalletLoader>(
        std::move(wallets), [runner = std::move(runner)](const interfaces::WalletRpcRequest& request) {
            return runner->run(request);
        });
}

}  // namespace quanta::wallet_rpc
