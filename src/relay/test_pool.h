// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "net/environment.h"
#include "relay/tx_pool.h"

namespace quanta::relay {

/// A pool for tests and the simulator: takes what spends nothing unknown, unless told otherwise; answers in a
/// task of its own.
class TestPool final : public TxPool {
public:
    /// `scheduler` outlives this.
    explicit TestPool(net::Scheduler& scheduler) : m_scheduler(scheduler) {}

    void submit(std::shared_ptr<const primitives::Transaction> transaction, Done done) override {
        ++submitted;
        m_scheduler.post(
            [this, transaction = std::move(transaction), done = std::move(done)] { done(add(transaction)); });
    }
    size_t max_in_work() const override { return 16; }
    bool takes_packages() const override { return packages; }
    /// All enter, or each is answered as it is alone.
    void submit_package(Package package, PackageDone done) override {
        ++packages_submitted;
        m_scheduler.post([this, package = std::move(package), done = std::move(done)] {
            const bool pays = std::ranges::any_of(package, [&](const auto& transaction) {
                return pays_for_all.contains(transaction->wtxid());
            });
            std::vector<Outcome> outcomes;
            for (const auto& transaction : package) {
                if (pays) verdicts.erase(transaction->wtxid());
                outcomes.push_back(add(transaction));
            }
            done(outcomes);
        });
    }
    std::optional<PoolEntry> find(const primitives::Wtxid& wtxid) const override {
        const auto found = m_by_wtxid.find(wtxid);
        return found == m_by_wtxid.end() ? std::nullopt : find(found->second);
    }
    std::optional<PoolEntry> find(const primitives::Txid& txid) const override {
        const auto found = m_entries.find(txid);
        return found == m_entries.end() ? std::nullopt : std::optional(found->second);
    }
    bool recently_confirmed(const primitives::Txid& txid) const override { return confirmed.contains(txid); }
    void for_each(const std::function<bool(const PoolEntry&)>& visit) const override {
        for (const auto& [txid, entry] : m_entries) {
            if (!visit(entry)) return;
        }
    }
    uint64_t next_sequence() const override { return m_next_sequence; }
    int64_t min_rate_sat_per_kvb() const override { return min_rate; }
    int64_t relay_rate_sat_per_kvb() const override { return 100; }

    /// Puts it in at once if it may be in.
    Outcome add(const std::shared_ptr<const primitives::Transaction>& transaction) {
        if (const auto found = verdicts.find(transaction->wtxid()); found != verdicts.end())
            return {found->second, "as told", {}};
        if (m_entries.contains(transaction->txid())) return {Verdict::AlreadyThere, "", {}};
        std::set<primitives::Txid> missing;
        for (const primitives::TxIn& input : transaction->inputs()) {
            const primitives::Txid& parent = input.prevout.txid;
            if (!m_entries.contains(parent) && !coins.contains(parent)) missing.insert(parent);
        }
        if (!missing.empty()) return {Verdict::MissingInputs, "", {missing.begin(), missing.end()}};
        m_entries[transaction->txid()] = {transaction, {fee_sat}, m_next_sequence++};
        m_by_wtxid[transaction->wtxid()] = transaction->txid();
        return {Verdict::Accepted, "", {}};
    }

    std::set<primitives::Txid> coins;  ///< what may be spent though its transaction is not here
    std::set<primitives::Txid> confirmed;
    std::map<primitives::Wtxid, Verdict> verdicts;  ///< for these, whatever they are
    int64_t min_rate = 1000;
    int64_t fee_sat = 10'000;
    size_t submitted = 0;
    bool packages = false;                     ///< whether it takes them
    std::set<primitives::Wtxid> pays_for_all;  ///< the fee of each is enough for its whole package
    size_t packages_submitted = 0;

private:
    net::Scheduler& m_scheduler;
    std::map<primitives::Txid, PoolEntry> m_entries;
    std::map<primitives::Wtxid, primitives::Txid> m_by_wtxid;
    uint64_t m_next_sequence = 1;
};

}  // namespace quanta::relay
