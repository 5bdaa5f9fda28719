// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/rescan_methods.h"

#include <cstdint>
#include <optional>

namespace quanta::wallet_rpc {
namespace {

using rpc::Call;
using rpc::RpcResult;
using wallet::ErrorCode;
using wallet::RescanOutcome;
using wallet::RescanRange;
using wallet::WalletResult;
using wallet::Wallets;
using WalletPointer = Registrar::WalletPointer;

RpcResult<RescanRange> range_argument(const Call& call, primitives::Height tip) {
    RescanRange range;
    range.last = tip;
    range.first = TRY(call.args.integer_or<int32_t>("start_height", 0));
    if (range.first < 0 || range.first > tip) return rpc::fail(rpc::kBadParameter, "Invalid start_height");
    if (!call.args.has("stop_height")) return range;
    range.last = TRY(call.args.integer<int32_t>("stop_height"));
    if (range.last < 0 || range.last > tip) return rpc::fail(rpc::kBadParameter, "Invalid stop_height");
    if (range.last < range.first)
        return rpc::fail(rpc::kBadParameter, "stop_height must be greater than start_height");
    return range;
}

RpcResult<void> rescanblockchain(Wallets& wallets, const WalletPointer& wallet, const Call& call,
                                 json::Writer& out) {
    if (wallets.rescans().find(wallet->name())) {
        return rpc::fail(rpc::kWallet, "Wallet is currently rescanning. Abort existing rescan or wait.");
    }
    const RescanRange range = TRY(range_argument(call, wallet->tip().height));
    const RescanOutcome outcome = TRY(checked(wallets.rescans().run(wallet, range)));
    if (outcome.end == RescanOutcome::End::Aborted) return rpc::fail(rpc::kMisc, "Rescan aborted.");
    if (outcome.end == RescanOutcome::End::Pruned) {
        return rpc::fail(rpc::kMisc,
                         "Can't rescan beyond pruned data. Use RPC call getblockchaininfo to determine your "
                         "pruned height.");
    }
    out.begin_object().member("start_height", range.first).member("stop_height", outcome.last).end_object();
    return {};
}

RpcResult<void> abandontransaction(const WalletPointer& wallet, const Call& call, json::Writer& out) {
    const auto txid = TRY(call.args.hash<primitives::Txid>("txid"));
    const WalletResult<std::vector<wallet::TouchedTransaction>> abandoned =
        wallet->update([&](wallet::WalletMemory& memory, wallet::Changes&) -> WalletResult<void> {
            const auto entry = TRY(memory.ledger.find(txid));
            if (!entry) return wallet::fail(ErrorCode::BadAddress, "Invalid or non-wallet transaction id");
            const wallet::PoolTxids& pool = memory.ledger.pool();
            const bool placed = wallet::confirmations(*entry, memory.position.tip.height) != 0;
            if (placed || pool.txids.contains(txid))
                return wallet::fail(ErrorCode::BadAddress, "Transaction not eligible for abandonment");
            return memory.ledger.abandon(txid);
        });
    TRY(checked(abandoned));
    out.null();
    return {};
}

}  // namespace

void add_rescan_methods(Registrar& registrar) {
    Wallets& wallets = registrar.wallets();
    registrar.add_of_wallet("rescanblockchain", Sync::Yes,
                            [&wallets](const WalletPointer& wallet, const Call& call, json::Writer& out) {
                                return rescanblockchain(wallets, wallet, call, out);
                            });
    registrar.add_of_wallet("abortrescan", Sync::No,
                            [&wallets](const WalletPointer& wallet, const Call&, json::Writer& out) {
                                out.value(wallets.rescans().abort(wallet->name()));
                                return RpcResult<void>();
                            });
    registrar.add_of_wallet(
        "abandontransaction", Sync::Yes,
        [&wallets](const WalletPointer& wallet, const Call& call, json::Writer& out) -> RpcResult<void> {
            TRY(abandontransaction(wallet, call, out));
            wallets.note_change(wallet->name());
            return {};
        });
}

}  // namespace quanta::wallet_rpc
