// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {
namespace {

using rpc::Call;
using rpc::RpcResult;
using wallet::Purpose;
using wallet::Wallets;
using wallet::WalletView;

/// The version of the wallet format that deployed clients are told.
constexpr int kWalletVersion = 169900;

RpcResult<interfaces::CreateWalletOptions> read_create_options(const Call& call, std::string& warning) {
    interfaces::CreateWalletOptions options;
    options.name = TRY(call.args.string("wallet_name"));
    options.disable_private_keys = TRY(call.args.boolean_or("disable_private_keys", false));
    options.blank = TRY(call.args.boolean_or("blank", false));
    options.avoid_reuse = TRY(call.args.boolean_or("avoid_reuse", false));
    const std::string_view passphrase = TRY(call.args.string_or("passphrase", ""));
    if (call.args.has("passphrase") && passphrase.empty()) {
        warning = "Empty string given as passphrase, wallet will not be encrypted.";
    }
    if (!TRY(call.args.boolean_or("descriptors", true))) {
        return rpc::fail(
            rpc::kWallet,
            "descriptors argument must be set to \"true\"; it is no longer possible to create a legacy "
            "wallet.");
    }
    if (options.name.empty()) return rpc::fail(rpc::kBadParameter, "Wallet name cannot be empty");
    if (TRY(call.args.boolean_or("external_signer", false))) {
        return rpc::fail(rpc::kWallet, options.disable_private_keys
                                           ? "Wallets with an external signer are not in this version"
                                           : "Private keys must be disabled when using an external signer");
    }
    if (passphrase.empty()) return options;
    return rpc::fail(rpc::kWallet,
                     options.disable_private_keys
                         ? "Passphrase provided but private keys are disabled. A passphrase is only "
                           "used to encrypt private keys, so cannot be used for wallets with private "
                           "keys disabled."
                         : "Encrypted wallets are not in this version");
}

void write_named(json::Writer& out, const std::string& name, const std::string& warning = {}) {
    out.begin_object().member("name", name);
    if (!warning.empty()) out.key("warnings").begin_array().value(warning).end_array();
    out.end_object();
}

/// The wallet that the path or the parameter names.
RpcResult<std::string> read_unload_name(const Call& call) {
    const bool given = call.args.has("wallet_name");
    const std::string name(TRY(call.args.string_or("wallet_name", "")));
    if (!call.caller.wallet && !given) {
        return rpc::fail(rpc::kBadParameter,
                         "Either the RPC endpoint wallet or the wallet name parameter must be provided");
    }
    if (call.caller.wallet && given && *call.caller.wallet != name) {
        return rpc::fail(rpc::kBadParameter,
                         "The RPC endpoint wallet and the wallet name parameter specify different wallets");
    }
    return given ? name : *call.caller.wallet;
}

std::vector<std::string_view> flags_of(const wallet::Properties& properties) {
    std::vector<std::string_view> flags;
    if (properties.avoid_reuse) flags.push_back("avoid_reuse");
    flags.push_back("last_hardened_xpub_cached");
    if (!properties.private_keys) flags.push_back("disable_private_keys");
    if (properties.blank) flags.push_back("blank");
    flags.push_back("descriptor_wallet");
    return flags;
}

/// That it catches up with the chain, or looks through blocks once more.
void write_scanning(json::Writer& out, double progress, const wallet::RescanState* rescan) {
    out.key("scanning");
    int64_t duration_s = 0;
    if (rescan != nullptr) {
        progress = rescan->progress;
        const auto time = std::chrono::steady_clock::now() - rescan->begun;
        duration_s = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    } else if (progress >= 1) {
        out.value(false);
        return;
    }
    out.begin_object().member("duration", duration_s).member("progress", progress).end_object();
}

RpcResult<void> getwalletinfo(const WalletView& view, const wallet::RescanState* rescan, json::Writer& out) {
    const wallet::Properties& properties = view.properties;
    out.begin_object().member("walletname", view.name).member("walletversion", kWalletVersion);
    out.member("format", "sqlite").member("txcount", view.ledger.count());
    out.member("keypoolsize", view.addresses.keypool_size(Purpose::Receive));
    out.member("keypoolsize_hd_internal", view.addresses.keypool_size(Purpose::Change));
    out.member("private_keys_enabled", properties.private_keys).member("avoid_reuse", properties.avoid_reuse);
    write_scanning(out, view.scan_progress, rescan);
    out.member("descriptors", true).member("external_signer", false).member("blank", properties.blank);
    if (!view.addresses.descriptors().empty()) out.member("birthtime", properties.created_s);
    out.key("flags").begin_array();
    for (const std::string_view flag : flags_of(properties))
        out.value(flag);
    out.end_array();
    write_last_block(out, view);
    out.end_object();
    return {};
}

}  // namespace

void add_loading_methods(Registrar& registrar) {
    Wallets& wallets = registrar.wallets();
    registrar.add("createwallet", [&wallets](const Call& call, json::Writer& out) -> RpcResult<void> {
        std::string warning;
        const auto options = TRY(read_create_options(call, warning));
        TRY(checked(wallets.create(options)));
        write_named(out, options.name, warning);
        return {};
    });
    registrar.add("loadwallet", [&wallets](const Call& call, json::Writer& out) -> RpcResult<void> {
        const std::string name(TRY(call.args.string("filename")));
        TRY(checked(wallets.load(name)));
        write_named(out, name);
        return {};
    });
    registrar.add("unloadwallet", [&wallets](const Call& call, json::Writer& out) -> RpcResult<void> {
        TRY(checked(wallets.unload(TRY(read_unload_name(call)))));
        out.begin_object().end_object();
        return {};
    });
    registrar.add("listwallets", [&wallets](const Call&, json::Writer& out) -> RpcResult<void> {
        out.begin_array();
        for (const auto& wallet : wallets.loaded())
            out.value(wallet->name());
        out.end_array();
        return {};
    });
    registrar.add("listwalletdir", [&wallets](const Call&, json::Writer& out) -> RpcResult<void> {
        out.begin_object().key("wallets").begin_array();
        for (const std::string& name : wallets.in_directory()) {
            out.begin_object().member("name", name).key("warnings").begin_array().end_array().end_object();
        }
        out.end_array().end_object();
        return {};
    });
    registrar.add_reader("getwalletinfo", Sync::Yes,
                         [&wallets](const WalletView& view, const Call&, json::Writer& out) {
                             return getwalletinfo(view, wallets.rescans().find(view.name).get(), out);
                         });
}

}  // namespace quanta::wallet_rpc
