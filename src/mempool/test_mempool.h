// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "mempool/acceptance.h"
#include "mempool/chain_follower.h"
#include "mempool/reader.h"
#include "params/params.h"
#include "testing/spending.h"

/// @file
/// A pool over coins made up, for tests and fuzz targets: no chain, no disk.

namespace quanta::mempool {

/// Confirmed coins made up. Any thread.
class TestCoins final : public CoinSource {
public:
    Found coin(const primitives::OutPoint& outpoint) const override {
        const sys::MutexLock lock(m_mutex);
        if (m_broken) return base::Err(store::StoreError{store::StoreErrorCode::Io, "broken"});
        const auto found = m_coins.find(outpoint);
        if (found == m_coins.end()) return chain::CoinLookup{std::nullopt, m_tip};
        return chain::CoinLookup{found->second, m_tip};
    }
    Found coin_of(const primitives::Txid& txid) const override {
        const sys::MutexLock lock(m_mutex);
        const auto found = m_coins.lower_bound({txid, 0});
        if (found == m_coins.end() || found->first.txid != txid) return chain::CoinLookup{};
        return chain::CoinLookup{found->second, m_tip};
    }
    void add(const testing::SpendableCoin& coin) {
        const sys::MutexLock lock(m_mutex);
        m_coins[coin.outpoint] = coin.coin;
    }
    void remove(const primitives::OutPoint& outpoint) {
        const sys::MutexLock lock(m_mutex);
        m_coins.erase(outpoint);
    }
    /// From now on nothing can be read.
    void break_off() {
        const sys::MutexLock lock(m_mutex);
        m_broken = true;
    }
    void set_tip(const chain::HeaderNode* tip) {
        const sys::MutexLock lock(m_mutex);
        m_tip = tip;
    }

private:
    mutable sys::Mutex m_mutex;
    std::map<primitives::OutPoint, primitives::Coin> m_coins QUANTA_GUARDED_BY(m_mutex);
    const chain::HeaderNode* m_tip QUANTA_GUARDED_BY(m_mutex) = nullptr;
    bool m_broken QUANTA_GUARDED_BY(m_mutex) = false;
};

/// What a transaction of a test is like.
struct Spec {
    std::vector<testing::SpendableCoin> from;
    int64_t fee_sat = 1'000;
    size_t outputs = 1;
    uint32_t version = 2;
    uint32_t lock_time = 0;
    uint32_t sequence = 0xffffffff;
    size_t padding = 0;  ///< bytes of a data output
};

/// All of a pool but its chain. Its coins are spent by anyone with a witness.
class TestMempool {
public:
    static constexpr primitives::Height kHeight = 200;
    static constexpr int64_t kTime_s = 1'700'000'000;
    static constexpr int64_t kSpacing_s = 600;

    explicit TestMempool(const Options& given = {})
        : clock(kTime_s),
          params(params::make_params(params::Chain::Regtest).value()),
          state(with_checks(given), clock, {1, 2}),
          verified(1 << 20, {}),
          workers("mempool", 2, 64),
          scripts(workers, verified),
          gathering(state, coins, params.consensus),
          acceptance({state, coins, scripts, params.consensus}),
          follower(state, acceptance, gathering),
          reader(state) {
        for (primitives::Height i = 0; i <= kHeight; ++i)
            extend();
        coins.set_tip(tip);
        chain::Snapshot snapshot;
        snapshot.tip = tip;
        follower.start(snapshot);
    }

    /// A header on top of the tip, which is the tip from now on, for itself alone.
    const chain::HeaderNode* extend() {
        primitives::BlockHeader header;
        header.time = static_cast<uint32_t>(kTime_s + (m_headers - kHeight) * kSpacing_s);
        header.nonce = static_cast<uint32_t>(m_headers++);
        header.bits = 0x207fffff;
        if (tip != nullptr) header.previous = tip->hash;
        primitives::BlockHash hash;
        base::write_le(hash.data(), static_cast<uint64_t>(m_headers));
        tip =
            &tree.add(tree.find_mutable(tip == nullptr ? primitives::BlockHash() : tip->hash), header, hash);
        return tip;
    }

    /// A new confirmed coin.
    testing::SpendableCoin coin(int64_t sat = 100'000'000, primitives::Height height = 50,
                                bool coinbase = false) {
        return coin_with(testing::anyone_witness_script(), sat, height, coinbase);
    }
    testing::SpendableCoin coin_with(const base::Bytes& script, int64_t sat = 100'000'000,
                                     primitives::Height height = 50, bool coinbase = false) {
        testing::SpendableCoin made;
        base::write_le(made.outpoint.txid.data(), ++m_coins);
        made.outpoint.txid.data()[31] = 0xcc;
        made.outpoint.index = 0;
        made.coin = {{sat}, primitives::ScriptBytes(script), height, coinbase};
        coins.add(made);
        return made;
    }

    /// The transaction, its witnesses in place.
    static primitives::MutableTransaction draft(const Spec& spec) {
        primitives::MutableTransaction made =
            testing::spend_to(spec.from, testing::anyone_witness_script(), {spec.fee_sat}, spec.outputs);
        made.version = spec.version;
        made.lock_time = spec.lock_time;
        for (auto& input : made.inputs) {
            input.sequence = spec.sequence;
            input.witness = testing::anyone_witness();
        }
        if (spec.padding > 0) {
            base::Bytes script(spec.padding, 0);
            script[0] = 0x6a;
            made.outputs.push_back({{0}, std::move(script)});
        }
        return made;
    }
    static TransactionRef make(const Spec& spec) { return draft(spec).freeze(); }

    /// An output of `transaction`, to be spent while it is in the pool.
    static testing::SpendableCoin output(const TransactionRef& transaction, uint32_t index = 0) {
        return testing::coin_of(*transaction, index, kHeight + 1);
    }

    /// "ok", or the text of the rejection.
    std::string offer(const TransactionRef& transaction, const Terms& terms = {}) {
        return text_of(acceptance.accept(transaction, terms));
    }
    std::string offer(const Spec& spec) { return offer(make(spec)); }
    std::string test(const TransactionRef& transaction) { return offer(transaction, {Effect::None, {}, {}}); }
    static std::string text_of(const TransactionResult& result) {
        return result.accepted() ? "ok" : result.rejection ? result.rejection->text() : "not judged";
    }
    bool has(const TransactionRef& transaction) const { return reader.contains(transaction->txid()); }

    sys::FakeClock clock;
    params::ChainParams params;
    chain::HeaderTree tree;
    const chain::HeaderNode* tip = nullptr;
    TestCoins coins;
    State state;
    chain::VerifiedCache verified;
    sys::WorkerPool workers;
    ScriptRunner scripts;
    Gathering gathering;
    Acceptance acceptance;
    ChainFollower follower;
    Reader reader;

private:
    static Options with_checks(Options options) {
        options.check_every = 1;
        return options;
    }

    primitives::Height m_headers = 0;
    uint64_t m_coins = 0;
};

}  // namespace quanta::mempool
