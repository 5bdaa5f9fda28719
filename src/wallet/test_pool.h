// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "interfaces/pool.h"
#include "primitives/transaction.h"
#include "sys/mutex.h"

/// @file
/// A mempool for tests of wallets, which takes what it is told to.

namespace quanta::wallet {

/// A node's mempool in memory: filled by the test, followed by wallets. Any thread.
class TestPool {
public:
    /// Adds `transaction`.
    void enter(const primitives::MutableTransaction& transaction) {
        const auto frozen = transaction.freeze();
        note({interfaces::PoolEvent::Entered,
              frozen->txid(),
              {frozen->raw().begin(), frozen->raw().end()},
              {}});
    }
    /// Takes it away; `by` spends the same.
    void leave(const primitives::Txid& txid, interfaces::PoolEvent reason, const primitives::Txid& by = {}) {
        note({reason, txid, {}, by});
    }
    /// As of the chain: pages name it.
    void set_tip(const interfaces::BlockRef& tip) {
        const sys::MutexLock lock(m_mutex);
        m_tip = tip;
    }
    /// Forgets what has changed: followers are told everything anew.
    void forget() {
        const sys::MutexLock lock(m_mutex);
        m_first += m_log.size() + 1;
        m_log.clear();
    }
    /// What broadcast() answers from now on; when empty, it takes the transaction in.
    void set_refusal(std::string refusal) {
        const sys::MutexLock lock(m_mutex);
        m_refusal = std::move(refusal);
    }
    /// What was offered, and whether peers were to be told.
    std::vector<std::pair<primitives::Txid, bool>> offered() const {
        const sys::MutexLock lock(m_mutex);
        return m_offered;
    }
    size_t pages() const {
        const sys::MutexLock lock(m_mutex);
        return m_pages;
    }
    /// A connection to it; this outlives it.
    std::unique_ptr<interfaces::Pool> connect();

private:
    class Connection;

    void note(interfaces::PoolChange change) {
        std::vector<std::shared_ptr<interfaces::PoolSink>> sinks;
        uint64_t newest = 0;
        {
            const sys::MutexLock lock(m_mutex);
            if (change.event == interfaces::PoolEvent::Entered)
                m_all[change.txid] = change.raw;
            else
                m_all.erase(change.txid);
            m_log.push_back(std::move(change));
            newest = sequence();
            for (const auto& [number, sink] : m_sinks)
                sinks.push_back(sink);
        }
        for (const auto& sink : sinks)
            sink->pool_changed(newest);
    }
    uint64_t sequence() const QUANTA_REQUIRES(m_mutex) { return m_first + m_log.size(); }

    mutable sys::Mutex m_mutex;
    std::map<primitives::Txid, base::Bytes> m_all QUANTA_GUARDED_BY(m_mutex);
    std::vector<interfaces::PoolChange> m_log QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_first QUANTA_GUARDED_BY(m_mutex) = 1;  ///< the number before the first of the log
    std::map<uint64_t, std::shared_ptr<interfaces::PoolSink>> m_sinks QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_next_sink QUANTA_GUARDED_BY(m_mutex) = 0;
    std::string m_refusal QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::pair<primitives::Txid, bool>> m_offered QUANTA_GUARDED_BY(m_mutex);
    size_t m_pages QUANTA_GUARDED_BY(m_mutex) = 0;
    interfaces::BlockRef m_tip QUANTA_GUARDED_BY(m_mutex);
};

class TestPool::Connection final : public interfaces::Pool {
public:
    explicit Connection(TestPool& owner) : m_owner(owner) {}

    /// Two transactions a page.
    interfaces::PoolPage changes_after(const interfaces::PoolPlace& place, uint64_t) override {
        constexpr size_t kPage = 2;
        const sys::MutexLock lock(m_owner.m_mutex);
        ++m_owner.m_pages;
        interfaces::PoolPage page;
        const bool known = place.sequence >= m_owner.m_first && place.sequence <= m_owner.sequence();
        if (known && place.told == 0) {
            const auto from = static_cast<std::ptrdiff_t>(place.sequence - m_owner.m_first);
            const auto count =
                std::min<std::ptrdiff_t>(std::ssize(m_owner.m_log) - from, std::ptrdiff_t{kPage});
            page.changes.assign(m_owner.m_log.begin() + from, m_owner.m_log.begin() + from + count);
            page.next.sequence = place.sequence + static_cast<uint64_t>(count);
        } else {
            page.reset = !known || place.told == 0;
            page.next = page.reset ? interfaces::PoolPlace{m_owner.sequence(), 0} : place;
            auto next = m_owner.m_all.begin();
            std::advance(next, std::min<size_t>(page.next.told, m_owner.m_all.size()));
            for (; next != m_owner.m_all.end() && page.changes.size() < kPage; ++next, ++page.next.told)
                page.changes.push_back({interfaces::PoolEvent::Entered, next->first, next->second, {}});
            if (next == m_owner.m_all.end()) page.next.told = 0;
        }
        page.tip = m_owner.m_tip;
        page.more = page.next.told > 0 || page.next.sequence < m_owner.sequence();
        return page;
    }
    uint64_t sequence() override {
        const sys::MutexLock lock(m_owner.m_mutex);
        return m_owner.sequence();
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::PoolSink> sink) override {
        class Registration final : public interfaces::Handler {
        public:
            Registration(TestPool& owner, uint64_t number) : m_owner(owner), m_number(number) {}
            ~Registration() override { disconnect(); }
            void disconnect() override {
                const sys::MutexLock lock(m_owner.m_mutex);
                m_owner.m_sinks.erase(m_number);
            }

        private:
            TestPool& m_owner;
            const uint64_t m_number;
        };
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.m_sinks[m_owner.m_next_sink] = std::move(sink);
        return std::make_unique<Registration>(m_owner, m_owner.m_next_sink++);
    }
    std::string broadcast(const base::Bytes& raw, int64_t, bool relay) override {
        const auto transaction = primitives::parse_transaction(raw).value();
        std::string refusal;
        {
            const sys::MutexLock lock(m_owner.m_mutex);
            m_owner.m_offered.emplace_back(transaction->txid(), relay);
            refusal = m_owner.m_refusal;
        }
        if (refusal.empty()) m_owner.note({interfaces::PoolEvent::Entered, transaction->txid(), raw, {}});
        return refusal;
    }
    std::vector<interfaces::PoolVerdict> test_accept(const std::vector<base::Bytes>& raw) override {
        return std::vector<interfaces::PoolVerdict>(raw.size(), {.accepted = true});
    }
    interfaces::PoolRules rules() override { return {100, 100, 100, 3000, 64, 101'000, true, true, 1008}; }
    interfaces::PoolEstimate estimate(int32_t target, bool) override {
        return {0, target, "", "Insufficient data or no feerate found"};
    }
    std::vector<interfaces::PoolAncestry> ancestry(const std::vector<primitives::Txid>& txids) override {
        return std::vector<interfaces::PoolAncestry>(txids.size());
    }
    interfaces::PoolBump bump_fees(const std::vector<primitives::OutPoint>& outpoints, int64_t) override {
        return {std::vector<primitives::Amount>(outpoints.size()), {}};
    }

private:
    TestPool& m_owner;
};

inline std::unique_ptr<interfaces::Pool> TestPool::connect() {
    return std::make_unique<Connection>(*this);
}

}  // namespace quanta::wallet
