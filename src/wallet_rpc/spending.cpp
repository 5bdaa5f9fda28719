// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/spending.h"

#include <exception>
#include <utility>

#include "base/log.h"
#include "interfaces/pool.h"
#include "spend/gather.h"
#include "spend/wallet_signer.h"
#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {

namespace {

using primitives::FeeRate;
using rpc::RpcResult;
using spend::CoinControl;
using spend::Draft;
using spend::NodeState;
using wallet::Changes;
using wallet::WalletMemory;
using wallet::WalletResult;
using wallet::WalletView;

/// How long the node may take for one question.
constexpr std::chrono::milliseconds kAskTime{10'000};
/// And for taking a transaction in.
constexpr std::chrono::milliseconds kOfferTime{60'000};

std::vector<primitives::Txid> txids_of(const std::vector<primitives::OutPoint>& outpoints) {
    std::vector<primitives::Txid> txids;
    for (const primitives::OutPoint& outpoint : outpoints)
        txids.push_back(outpoint.txid);
    return txids;
}

}  // namespace

WalletView view_of(const wallet::Wallet& wallet, const WalletMemory& memory) {
    return {wallet.name(), wallet.params(), memory.properties,  memory.addresses,
            memory.ledger, memory.book,     memory.position.tip};
}

RpcResult<void> check_private_keys(const wallet::Wallet& wallet) {
    bool private_keys = true;
    wallet.read([&](const WalletView& view) { private_keys = view.properties.private_keys; });
    if (!private_keys) return rpc::fail(rpc::kWallet, "Error: Private keys are disabled for this wallet");
    return {};
}

void Spending::ask_fees(const spend::FeeChoice& fee, NodeState& node) {
    const auto pool = m_wallets.pool();
    const auto chain = m_wallets.chain();
    if (!pool || !chain) return;
    const std::shared_ptr<void> bound = m_wallets.options().limit(kAskTime);
    const interfaces::PoolRules rules = pool->rules();
    node.min_relay = FeeRate::per_kvb(rules.relay_rate);
    node.incremental = FeeRate::per_kvb(rules.incremental_rate);
    node.dust = FeeRate::per_kvb(rules.dust_rate);
    node.pool_min = FeeRate::per_kvb(rules.min_rate);
    const interfaces::ChainPosition position = chain->info().position;
    node.tip_time_s = position.time_s;
    node.initial_download = position.initial_block_download;
    const auto longest = pool->estimate(spend::kLongestTarget, false);
    if (longest.rate > 0) node.longest_estimate = FeeRate::per_kvb(longest.rate);
    if (fee.rate) return;
    const auto estimate = pool->estimate(fee.target.value_or(m_wallets.options().spend.confirm_target),
                                         fee.mode == spend::FeeMode::Conservative);
    if (estimate.rate > 0)
        node.estimate = spend::FeeEstimate{FeeRate::per_kvb(estimate.rate), estimate.source};
}

void Spending::ask_coins(const CoinControl& control, NodeState& node) {
    std::vector<primitives::OutPoint> outpoints;
    m_wallet->read([&](const WalletView& view) { outpoints = spend::unconfirmed_coins(view, control); });
    const auto rate = spend::choose_rate(control.fee, m_wallets.options().spend, node);
    const auto pool = m_wallets.pool();
    if (outpoints.empty() || !rate || !pool) return;
    const std::shared_ptr<void> bound = m_wallets.options().limit(kAskTime);
    const auto ancestry = pool->ancestry(txids_of(outpoints));
    const interfaces::PoolBump bump = pool->bump_fees(outpoints, rate->rate.sat_per_kvb());
    for (size_t i = 0; i < outpoints.size() && i < ancestry.size() && i < bump.single.size(); ++i) {
        if (!ancestry[i].in_pool) continue;
        node.pool[outpoints[i]] = {static_cast<uint32_t>(ancestry[i].ancestors),
                                   static_cast<uint32_t>(ancestry[i].cluster_count), bump.single[i]};
    }
}

NodeState Spending::ask(const CoinControl& control) {
    NodeState node;
    node.now_s = m_wallets.options().clock->system_time_s();
    ask_fees(control.fee, node);
    ask_coins(control, node);
    return node;
}

void Spending::tell(const std::vector<wallet::TouchedTransaction>& touched) {
    m_wallets.note_change(m_wallet->name());
    const auto chain = m_wallets.chain();
    if (!chain) return;
    try {
        const std::shared_ptr<void> bound = m_wallets.options().limit(kAskTime);
        for (const wallet::TouchedTransaction& one : touched)
            chain->notify_wallet_transaction(m_wallet->name(), one.txid, one.block);
    } catch (const std::exception& error) {
        base::log_error("The node was not told of a transaction of wallet {}: {}", m_wallet->name(),
                        error.what());
    }
}

RpcResult<MadeDraft> Spending::run(const Maker& maker, const DraftUse& use) {
    MadeDraft made;
    std::string refusal;
    const int64_t now_s = m_wallets.options().clock->system_time_s();
    const auto change = [&](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        const WalletView view = view_of(*m_wallet, memory);
        spend::DraftResult draft = maker(view);
        if (!draft) {
            refusal = draft.error();
            return wallet::fail(wallet::ErrorCode::Failed, refusal);
        }
        made.draft = std::move(*draft);
        TRY(spend::take_change(memory, changes, made.draft));
        if (use.sign) made.errors = spend::sign_own(made.draft.transaction, view, made.draft.coins);
        if (use.lock_coins) {
            for (const auto& input : made.draft.transaction.inputs)
                TRY(memory.ledger.set_locked(input.prevout, true, wallet::LockTime::Now));
        }
        if (use.keep == nullptr || !made.is_complete()) return {};
        TRY(memory.ledger.wait(made.draft.transaction.freeze(), now_s, *use.keep));
        return {};
    };
    const auto updated = m_wallet->update(change);
    if (!refusal.empty()) return rpc::fail(use.error_code, refusal);
    if (!updated) return to_rpc(updated.error());
    tell(*updated);
    return made;
}

RpcResult<MadeDraft> Spending::make(const std::vector<spend::Recipient>& recipients,
                                    const CoinControl& control, const DraftUse& use) {
    const NodeState node = ask(control);
    const auto& options = m_wallets.options();
    return run(
        [&](const WalletView& view) {
            return spend::make_transaction({view, options, node}, recipients, control);
        },
        use);
}

void Spending::broadcast(const Draft& draft) {
    const auto pool = m_wallets.pool();
    if (!m_wallets.options().broadcast || !pool) return;
    std::string refusal;
    try {
        const std::shared_ptr<void> bound = m_wallets.options().limit(kOfferTime);
        constexpr int64_t kAnyRate = 0;
        refusal = pool->broadcast(draft.transaction.serialize(), kAnyRate, true);
    } catch (const std::exception& error) {
        refusal = error.what();
    }
    if (!refusal.empty())
        base::log_info("Transaction of wallet {} cannot be broadcast now: {}", m_wallet->name(), refusal);
    m_wallets.sync(m_wallet);
}

}  // namespace quanta::wallet_rpc
