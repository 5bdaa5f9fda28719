// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_methods/methods.h"

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "json/value.h"
#include "wallet_methods/declarations.h"

namespace quanta::wallet_methods {
namespace {

using rpc::Call;
using rpc::RpcResult;

/// The methods that may say which wallets are loaded at the start, and which parameter names the wallet.
struct NamesWallet {
    std::string_view method;
    std::string_view parameter;
};
constexpr std::array<NamesWallet, 3> kNameWallet = {
    {{"createwallet", "wallet_name"}, {"loadwallet", "filename"}, {"unloadwallet", "wallet_name"}}};

/// Tells `hook` what the call says about starts, if anything.
void note_startup(const Call& call, const StartupHook& hook) {
    for (const NamesWallet& names : kNameWallet) {
        if (names.method != call.method.name || !hook) continue;
        const json::Value* load = call.args.find("load_on_startup");
        if (load == nullptr) return;
        const json::Value* name = call.args.find(names.parameter);
        hook(name ? name->string() : call.caller.wallet.value_or(""), load->boolean());
    }
}

RpcResult<void> forward_call(const Call& call, const Forward& forward, json::Writer& out) {
    interfaces::WalletRpcRequest request;
    request.method = call.method.name;
    request.params = json::to_text(json::Value(call.args.values()));
    request.wallet = call.caller.wallet;
    const interfaces::WalletRpcReply reply = forward(request);
    if (reply.error_code != 0) return rpc::fail(reply.error_code, reply.error_message);
    if (!reply.result.empty()) out.raw(reply.result);
    return {};
}

}  // namespace

std::vector<rpc::Method> wallet_methods() {
    std::vector<rpc::Method> all = loading_methods();
    for (std::vector<rpc::Method>& group :
         std::array{address_methods(), history_methods(), spending_methods()}) {
        for (rpc::Method& method : group)
            all.push_back(std::move(method));
    }
    return all;
}

void add_wallet_methods(rpc::Dispatcher& dispatcher, Forward forward, StartupHook on_startup) {
    struct Hooks {
        Forward forward;
        StartupHook on_startup;
    };
    const auto hooks = std::make_shared<const Hooks>(Hooks{std::move(forward), std::move(on_startup)});
    for (rpc::Method& method : wallet_methods()) {
        dispatcher.add(std::move(method), [hooks](const Call& call, json::Writer& out) -> RpcResult<void> {
            TRY(forward_call(call, hooks->forward, out));
            note_startup(call, hooks->on_startup);
            return {};
        });
    }
}

}  // namespace quanta::wallet_methods
