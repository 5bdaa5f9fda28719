// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "interfaces/chain.h"
#include "params/params.h"
#include "primitives/block.h"
#include "sys/mutex.h"
#include "wallet/test_pool.h"

/// @file
/// A chain for tests of wallets, which believe every block.

namespace quanta::wallet {

inline const params::ChainParams& regtest() {
    static const params::ChainParams params = params::make_params(params::Chain::Regtest).value();
    return params;
}

/// A node's active chain in memory: grown and cut by the test, followed by wallets. Any thread.
class TestChain {
public:
    /// What a follower's calls do.
    enum class Mood : uint8_t {
        Well,
        Quiet,  ///< Sinks are not told.
        Gone,   ///< Every call throws.
    };

    TestChain() { append(base::Bytes(regtest().genesis)); }

    /// Adds a block of a coinbase to `script` and `transactions`; its coinbase.
    primitives::Txid mine(base::ByteSpan script,
                          const std::vector<primitives::MutableTransaction>& transactions = {}) {
        primitives::MutableTransaction coinbase;
        const uint64_t number = ++m_number;
        base::Bytes tag(8);
        base::write_le<uint64_t>(tag.data(), number);
        coinbase.inputs.push_back({{}, std::move(tag), 0xffffffff, {}});
        coinbase.outputs.push_back({{50 * primitives::kCoinSat}, {script.begin(), script.end()}});
        std::vector<base::Bytes> raw{coinbase.serialize()};
        for (const auto& transaction : transactions)
            raw.push_back(transaction.serialize());
        primitives::BlockHeader header;
        header.previous = tip().hash;
        header.time = static_cast<uint32_t>(time_of(tip().height + 1));
        header.nonce = static_cast<uint32_t>(number);
        append(primitives::Block::assemble(header, raw));
        tell();
        return coinbase.freeze()->txid();
    }
    void mine_empty(int count) {
        const base::Bytes nobody{0x51};
        for (int i = 0; i < count; ++i)
            mine(nobody);
    }
    /// Takes off the blocks above `height`.
    void cut(primitives::Height height) {
        {
            const sys::MutexLock lock(m_mutex);
            m_blocks.resize(static_cast<size_t>(height) + 1);
        }
        tell();
    }
    static int64_t time_of(primitives::Height height) { return 1'600'000'000 + 600 * int64_t{height}; }

    void set_mood(Mood mood) {
        {
            const sys::MutexLock lock(m_mutex);
            m_mood = mood;
        }
        if (mood == Mood::Well) tell();
    }
    void set_initial_block_download(bool on) {
        const sys::MutexLock lock(m_mutex);
        m_initial_block_download = on;
    }
    /// Blocks below `height` are not on disk any more.
    void prune(primitives::Height height) {
        const sys::MutexLock lock(m_mutex);
        m_pruned_below = height;
    }

    interfaces::BlockRef tip() const {
        const sys::MutexLock lock(m_mutex);
        return m_blocks.back().block;
    }
    uint64_t pages() const {
        const sys::MutexLock lock(m_mutex);
        return m_pages;
    }
    std::vector<std::string> notified() const {
        const sys::MutexLock lock(m_mutex);
        return m_notified;
    }

    /// Its mempool, which knows nothing of blocks.
    TestPool& pool() { return m_pool; }
    /// A connection to it; this outlives it.
    std::unique_ptr<interfaces::Chain> connect();

private:
    class Connection;
    using Locator = std::vector<primitives::BlockHash>;

    void append(base::Bytes raw) {
        const auto block = primitives::Block::parse(raw).value();
        const sys::MutexLock lock(m_mutex);
        const auto height = static_cast<primitives::Height>(m_blocks.size());
        m_blocks.push_back({{block->hash(), height}, std::move(raw)});
        ++m_sequence;
    }
    void tell() {
        std::vector<std::shared_ptr<interfaces::ChainSink>> sinks;
        interfaces::ChainPosition now;
        {
            const sys::MutexLock lock(m_mutex);
            ++m_sequence;
            m_pool.set_tip(m_blocks.back().block);
            if (m_mood != Mood::Well) return;
            for (const auto& [number, sink] : m_sinks)
                sinks.push_back(sink);
            now = position();
        }
        for (const auto& sink : sinks)
            sink->chain_changed(now);
    }
    void check() const QUANTA_REQUIRES(m_mutex) {
        if (m_mood == Mood::Gone) throw std::runtime_error("the node has gone");
    }
    interfaces::ChainPosition position() const QUANTA_REQUIRES(m_mutex) {
        const auto& tip = m_blocks.back().block;
        return {m_sequence, tip, time_of(tip.height), m_initial_block_download};
    }
    Locator locator(size_t height) const QUANTA_REQUIRES(m_mutex) {
        Locator hashes;
        for (size_t step = 1; height > 0; height -= std::min(step, height)) {
            hashes.push_back(m_blocks[height].block.hash);
            if (hashes.size() > 8) step *= 2;
        }
        hashes.push_back(m_blocks[0].block.hash);
        return hashes;
    }

    mutable sys::Mutex m_mutex;
    std::vector<interfaces::RawBlock> m_blocks QUANTA_GUARDED_BY(m_mutex);
    std::map<uint64_t, std::shared_ptr<interfaces::ChainSink>> m_sinks QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::string> m_notified QUANTA_GUARDED_BY(m_mutex);
    Mood m_mood QUANTA_GUARDED_BY(m_mutex) = Mood::Well;
    bool m_initial_block_download QUANTA_GUARDED_BY(m_mutex) = false;
    primitives::Height m_pruned_below QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_sequence QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_pages QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_next_sink QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_number = 0;  ///< the test's thread alone
    TestPool m_pool;
};

class TestChain::Connection final : public interfaces::Chain {
public:
    explicit Connection(TestChain& owner) : m_owner(owner) {}

    interfaces::ChainInfo info() override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        return {"regtest", "", m_owner.position(), m_owner.m_pruned_below > 0, true};
    }

    interfaces::BlocksPage blocks_after(const Locator& locator, uint64_t max_bytes) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        ++m_owner.m_pages;
        const auto& blocks = m_owner.m_blocks;
        size_t height = 0;
        for (auto hash = locator.rbegin(); hash != locator.rend(); ++hash) {
            const auto found = std::find_if(blocks.begin(), blocks.end(),
                                            [&](const auto& block) { return block.block.hash == *hash; });
            if (found != blocks.end()) height = static_cast<size_t>(found - blocks.begin());
        }
        interfaces::BlocksPage page;
        page.fork = blocks[height].block;
        uint64_t bytes = 0;
        while (height + 1 < blocks.size() && (page.blocks.empty() || bytes < max_bytes)) {
            if (static_cast<primitives::Height>(height) + 1 < m_owner.m_pruned_below) {
                page.pruned_away = true;
                break;
            }
            page.blocks.push_back(blocks[++height]);
            bytes += page.blocks.back().raw.size();
        }
        page.locator = m_owner.locator(height);
        page.position = m_owner.position();
        return page;
    }

    interfaces::FiltersPage filters_after(const Locator&, uint64_t) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        return {};
    }

    std::vector<interfaces::RawBlock> blocks(const Locator& hashes, uint64_t) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        std::vector<interfaces::RawBlock> found;
        for (const primitives::BlockHash& hash : hashes) {
            const auto block = std::ranges::find(
                m_owner.m_blocks, hash, [](const interfaces::RawBlock& of) { return of.block.hash; });
            if (block == m_owner.m_blocks.end())
                throw std::runtime_error("the test's chain has no such block");
            found.push_back(*block);
        }
        return found;
    }

    Locator tip_locator() override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        return m_owner.locator(m_owner.m_blocks.size() - 1);
    }

    Locator locator_before(int64_t time_s) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        size_t height = 0;
        while (height + 1 < m_owner.m_blocks.size() && time_of(static_cast<int>(height) + 1) < time_s)
            ++height;
        return m_owner.locator(height);
    }

    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::ChainSink> sink) override {
        class Registration final : public interfaces::Handler {
        public:
            Registration(TestChain& owner, uint64_t number) : m_owner(owner), m_number(number) {}
            ~Registration() override { disconnect(); }
            void disconnect() override {
                const sys::MutexLock lock(m_owner.m_mutex);
                m_owner.m_sinks.erase(m_number);
            }

        private:
            TestChain& m_owner;
            const uint64_t m_number;
        };
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        const uint64_t number = m_owner.m_next_sink++;
        m_owner.m_sinks[number] = std::move(sink);
        return std::make_unique<Registration>(m_owner, number);
    }

    Locator locator_at(int32_t height) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        return m_owner.locator(
            static_cast<size_t>(std::clamp(height, 0, m_owner.m_blocks.back().block.height)));
    }
    std::unique_ptr<interfaces::Pool> make_pool() override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        return m_owner.m_pool.connect();
    }

    void notify_wallet_transaction(const std::string& wallet, const primitives::Txid& txid,
                                   const std::optional<interfaces::BlockRef>& block) override {
        const sys::MutexLock lock(m_owner.m_mutex);
        m_owner.check();
        m_owner.m_notified.push_back(wallet + ' ' + txid.to_text() + (block ? " in a block" : " in none"));
    }

private:
    TestChain& m_owner;
};

inline std::unique_ptr<interfaces::Chain> TestChain::connect() {
    return std::make_unique<Connection>(*this);
}

/// Pays `value_sat` to `script` out of `from`.
inline primitives::MutableTransaction payment(const primitives::OutPoint& from, base::ByteSpan script,
                                              int64_t value_sat) {
    primitives::MutableTransaction transaction;
    transaction.inputs.push_back({from, {}, 0xfffffffd, {}});
    transaction.outputs.push_back({{value_sat}, {script.begin(), script.end()}});
    return transaction;
}

}  // namespace quanta::wallet
