// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "consensus/bip30.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/transaction_inputs.h"
#include "script/script.h"

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::Amount;
using primitives::Block;
using primitives::Coin;
using primitives::Height;
using primitives::OutPoint;
using primitives::Transaction;
using primitives::Txid;
using primitives::TxIn;

namespace {

using Verdict = base::Result<void, BlockError>;
using Txids = std::unordered_set<Txid, primitives::HashBytes>;

/// Connects the transactions of one block, one after the other. Lives for one call of connect_block.
class Connector {
public:
    Connector(const Block& block, const HeaderLink& link, const ConsensusParams& params, CoinView& coins)
        : m_block(block),
          m_link(link),
          m_params(params),
          m_coins(coins),
          m_bip30(bip30_check(link, params)),
          m_relative_locks(link.height >= params.csv_height) {
        m_connected.flags = script_flags(link, params);
        m_connected.undo.input_counts.reserve(block.transactions().size());
        m_connected.undo.coins.reserve(block.all_inputs().size());
    }

    base::Result<ConnectedBlock, ConnectFailure> run() {
        Verdict verdict = connect_all();
        if (verdict) return std::move(m_connected);
        BlockError error = std::move(verdict).error();
        if (m_bip30 == Bip30Check::Implied && rest_overwrites())
            error = make_error(ErrorCode::OverwritesCoins);
        return base::Err(ConnectFailure{std::move(error), std::move(m_connected.undo), m_applied});
    }

private:
    Verdict connect_all() {
        if (m_bip30 == Bip30Check::Before) TRY(check_overwrites());
        for (const Transaction& transaction : m_block.transactions()) {
            TRY(connect_transaction(transaction));
            add_outputs(transaction);
            ++m_applied;
        }
        return check_coinbase_amount();
    }

    /// BIP30 against the coins before the block.
    Verdict check_overwrites() {
        for (const Transaction& transaction : m_block.transactions()) {
            if (has_coins(transaction)) return base::Err(make_error(ErrorCode::OverwritesCoins));
        }
        return {};
    }

    bool has_coins(const Transaction& transaction) {
        OutPoint outpoint{transaction.txid(), 0};
        for (; outpoint.index < transaction.outputs().size(); ++outpoint.index) {
            if (m_coins.contains(outpoint)) return true;
        }
        return false;
    }

    /// Whether the transaction that failed or one after it has the id of one with coins before the block,
    /// some of which may be spent by now. Those applied have not: their inputs existed (see
    /// Bip30Check::Implied).
    bool rest_overwrites() {
        const std::span<const Transaction> all = m_block.transactions();
        const Txids spent = spent_ids();
        Txids applied;
        for (const Transaction& transaction : all.first(m_applied))
            applied.insert(transaction.txid());
        return std::ranges::any_of(all.subspan(m_applied), [&](const Transaction& transaction) {
            if (applied.contains(transaction.txid())) return false;
            return spent.contains(transaction.txid()) || has_coins(transaction);
        });
    }

    /// The ids of the transactions whose coins this block has spent so far.
    Txids spent_ids() const {
        Txids ids;
        const auto transactions = m_block.transactions().subspan(1);
        const std::vector<uint32_t>& counts = m_connected.undo.input_counts;
        for (size_t i = 0; i < counts.size(); ++i) {
            for (const TxIn& input : transactions[i].inputs().first(counts[i]))
                ids.insert(input.prevout.txid);
        }
        return ids;
    }

    Verdict connect_transaction(const Transaction& transaction) {
        std::span<const Coin> spent;
        if (!transaction.is_coinbase()) {
            spent = TRY(spend_inputs(transaction));
            TRY(check_spent(transaction, spent));
        }
        m_sigops_cost += script::sigop_cost(transaction, spent, m_connected.flags);
        if (m_sigops_cost > kMaxBlockSigopsCost) {
            return base::Err(make_error(ErrorCode::TooManySigops, "too many sigops"));
        }
        return {};
    }

    /// Takes the coins of all inputs, in order, as far as they exist.
    base::Result<std::span<const Coin>, BlockError> spend_inputs(const Transaction& transaction) {
        std::vector<Coin>& coins = m_connected.undo.coins;
        const size_t start = coins.size();
        uint32_t& count = m_connected.undo.input_counts.emplace_back(0);
        for (const TxIn& input : transaction.inputs()) {
            std::optional<Coin> coin = m_coins.spend(input.prevout);
            if (!coin) return base::Err(in_transaction(make_error(ErrorCode::MissingOrSpent), transaction));
            coins.push_back(*std::move(coin));
            ++count;
        }
        return std::span<const Coin>(coins).subspan(start);
    }

    Verdict check_spent(const Transaction& transaction, std::span<const Coin> spent) {
        const base::Result<Amount, BlockError> fee = check_inputs(transaction, spent, m_link.height);
        if (!fee) return base::Err(in_transaction(fee.error(), transaction));
        m_connected.fees += *fee;
        if (!m_connected.fees.in_money_range()) {
            return base::Err(make_error(ErrorCode::AccumulatedFeeOutOfRange));
        }
        if (!m_relative_locks) return {};
        const HeaderLink& parent = *m_link.previous;
        if (is_reached(sequence_lock(transaction, spent, parent), parent)) return {};
        return base::Err(make_error(
            ErrorCode::SequenceLocks,
            fmt::format("contains a non-BIP68-final transaction {}", transaction.txid().to_text())));
    }

    static BlockError in_transaction(BlockError error, const Transaction& transaction) {
        error.detail += fmt::format(" in transaction {}", transaction.txid().to_text());
        return error;
    }

    void add_outputs(const Transaction& transaction) {
        OutPoint outpoint{transaction.txid(), 0};
        for (const primitives::TxOut& output : transaction.outputs()) {
            if (!is_unspendable(output.script)) {
                m_coins.add(outpoint, Coin{output.value, primitives::ScriptBytes(output.script),
                                           m_link.height, transaction.is_coinbase()});
            }
            ++outpoint.index;
        }
    }

    Verdict check_coinbase_amount() const {
        const Amount paid = m_block.transactions()[0].output_sum();
        const Amount limit = m_connected.fees + block_subsidy(m_link.height, m_params);
        if (paid <= limit) return {};
        return base::Err(
            make_error(ErrorCode::CoinbaseAmount,
                       fmt::format("coinbase pays too much (actual={} vs limit={})", paid.sat, limit.sat)));
    }

    const Block& m_block;
    const HeaderLink& m_link;
    const ConsensusParams& m_params;
    CoinView& m_coins;
    const Bip30Check m_bip30;
    const bool m_relative_locks;
    ConnectedBlock m_connected;
    int64_t m_sigops_cost = 0;
    size_t m_applied = 0;
};

}  // namespace

base::Result<ConnectedBlock, ConnectFailure> connect_block(const Block& block, const HeaderLink& link,
                                                           const ConsensusParams& params, CoinView& coins) {
    // The coins of the genesis block have never been spendable.
    if (!link.previous) return ConnectedBlock{.undo = {}, .fees = {}, .flags = script_flags(link, params)};
    return Connector(block, link, params, coins).run();
}

Amount block_subsidy(Height height, const ConsensusParams& params) {
    const int halvings = height / params.subsidy_halving_interval;
    if (halvings >= kMaxHalvings) return {};
    return {kInitialSubsidy.sat >> halvings};
}

bool is_unspendable(base::ByteSpan script) {
    return script::is_unspendable(script);
}

}  // namespace quanta::consensus
