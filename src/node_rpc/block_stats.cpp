// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_stats.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "codec/writer.h"
#include "consensus/rules.h"

namespace quanta::node_rpc {

namespace {

using primitives::Coin;
using primitives::Transaction;

/// What a coin takes up beside its output, by the deployed count: outpoint, height and flag, bytes.
constexpr int64_t kCoinOverhead = 40;

/// Bytes of an output with this script as a coin.
int64_t coin_size(size_t script_size) {
    const size_t output = sizeof(int64_t) + codec::compact_size_length(script_size) + script_size;
    return static_cast<int64_t>(output) + kCoinOverhead;
}

/// Collects the numbers of a block, one transaction after another.
class Counter {
public:
    void add_outputs(const Transaction& transaction, bool become_coins) {
        for (const primitives::TxOut& output : transaction.outputs()) {
            const int64_t size = coin_size(output.script.size());
            m_stats.coins_growth_bytes += size;
            if (!become_coins || consensus::is_unspendable(output.script)) continue;
            ++m_stats.spendable_growth;
            m_stats.spendable_growth_bytes += size;
        }
        ++m_stats.transactions;
        m_stats.outputs += static_cast<int64_t>(transaction.outputs().size());
    }

    /// Everything else about a transaction that spends `coins`.
    void add_payer(const Transaction& transaction, std::span<const Coin> coins) {
        const auto size = static_cast<int64_t>(transaction.total_size());
        const auto weight = static_cast<int64_t>(transaction.weight());
        const int64_t paid = transaction.output_sum().sat;
        m_stats.inputs += static_cast<int64_t>(coins.size());
        m_stats.output_value_sat += paid;
        m_stats.weight += weight;
        if (transaction.has_witness()) {
            ++m_stats.segwit_transactions;
            m_stats.segwit_size += size;
            m_stats.segwit_weight += weight;
        }
        const int64_t fee = spend(coins) - paid;
        const int64_t rate = fee * primitives::kWitnessScale / weight;
        m_sizes.push_back(size);
        m_fees.push_back(fee);
        m_rates.push_back({rate, weight});
    }

    BlockStats finish() {
        std::vector<int64_t> rates;
        rates.reserve(m_rates.size());
        for (const RateShare& share : m_rates)
            rates.push_back(share.rate);
        m_stats.fees = spread_of(std::move(m_fees));
        m_stats.sizes = spread_of(std::move(m_sizes));
        m_stats.rates = spread_of(std::move(rates));
        m_stats.percentiles = rate_percentiles(std::move(m_rates));
        m_stats.coins_growth = m_stats.outputs - m_stats.inputs;
        m_stats.spendable_growth -= m_stats.inputs;
        return m_stats;
    }

private:
    /// What they were worth, sat.
    int64_t spend(std::span<const Coin> coins) {
        int64_t value = 0;
        for (const Coin& coin : coins) {
            const int64_t size = coin_size(coin.script.size());
            m_stats.coins_growth_bytes -= size;
            m_stats.spendable_growth_bytes -= size;
            value += coin.value.sat;
        }
        return value;
    }

    BlockStats m_stats;
    std::vector<int64_t> m_fees;
    std::vector<int64_t> m_sizes;
    std::vector<RateShare> m_rates;
};

}  // namespace

Spread spread_of(std::vector<int64_t> numbers) {
    if (numbers.empty()) return {};
    std::ranges::sort(numbers);
    const size_t middle = numbers.size() / 2;
    const int64_t median =
        numbers.size() % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    return {numbers.front(), numbers.back(), median,
            std::accumulate(numbers.begin(), numbers.end(), int64_t{0})};
}

std::array<int64_t, 5> rate_percentiles(std::vector<RateShare> shares) {
    constexpr std::array<double, 5> kParts{0.1, 0.25, 0.5, 0.75, 0.9};
    std::array<int64_t, 5> found{};
    std::ranges::sort(shares, {}, &RateShare::rate);
    int64_t total = 0;
    for (const RateShare& share : shares)
        total += share.weight;
    int64_t reached = 0;
    size_t next = 0;
    for (const RateShare& share : shares) {
        reached += share.weight;
        while (next < kParts.size() &&
               static_cast<double>(reached) >= kParts[next] * static_cast<double>(total))
            found[next++] = share.rate;
    }
    return found;
}

BlockStats block_stats(const primitives::Block& block, const primitives::BlockUndo& undo,
                       CoinbaseCoins coinbase) {
    Counter counter;
    const std::span<const Transaction> transactions = block.transactions();
    counter.add_outputs(transactions[0], coinbase == CoinbaseCoins::Counted);
    std::span<const Coin> coins(undo.coins);
    for (const Transaction& transaction : transactions.subspan(1)) {
        counter.add_outputs(transaction, true);
        const size_t count = transaction.inputs().size();
        counter.add_payer(transaction, coins.first(count));
        coins = coins.subspan(count);
    }
    return counter.finish();
}

}  // namespace quanta::node_rpc
