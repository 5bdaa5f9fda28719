// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "chain/chain.h"
#include "mempool/mempool.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::mempool {

/// A chain on regtest in a directory of its own, and a pool that follows it.
class ChainPoolTest : public ::testing::Test {
protected:
    ChainPoolTest() : verified(16 << 20, std::array<uint8_t, 32>{1}) { options.check_every = 1; }
    ~ChainPoolTest() override {
        if (pool) pool->stop();
        pool.reset();
        if (chain) chain->stop();
    }

    void open() {
        chain::ChainOptions settings;
        settings.data_directory = directory.path();
        settings.blocks_directory = directory / "blocks";
        settings.cache_bytes = 64 << 20;
        settings.script_threads = 2;
        settings.verified = &verified;
        auto opened = chain::Chain::open(settings, builder.params(), sys::real_file_system(), clock);
        ASSERT_TRUE(opened) << opened.error();
        chain = std::move(opened).value();
        const auto started = chain->start([](const std::string&) {});
        ASSERT_TRUE(started) << started.error();
        make_pool();
    }
    void make_pool() {
        pool.reset();
        pool = std::make_unique<Mempool>(options, Mempool::Parts{*chain, verified, clock, sys::os_random()});
    }

    /// The reason of a refusal, or "ok"; the pool has seen it.
    std::string submit(const std::shared_ptr<const primitives::Block>& block) {
        const auto result = chain->submit_and_wait(block);
        if (!result) return result.error().reason;
        pool->sync();
        return "ok";
    }
    /// Blocks of the builder that the chain does not have.
    void catch_up() {
        for (const auto& block : builder.blocks()) {
            if (chain->headers().find(block->hash()) != nullptr) continue;
            ASSERT_EQ(submit(block), "ok");
        }
    }
    /// A chain of `height` blocks, whose clock stands at its tip's time.
    void open_at(int height) {
        builder.mine_empty(height);
        clock.set_system_time_s(builder.tip().time);
        open();
        catch_up();
    }
    /// Empty blocks on top of `parent`, submitted one by one.
    void fork(const consensus::HeaderLink& parent, int count, uint64_t nonce) {
        const consensus::HeaderLink* on = &parent;
        for (int i = 0; i < count; ++i) {
            const auto block = builder.build_on(*on, nonce);
            on = &builder.link(block->header(), *on);
            ASSERT_EQ(submit(block), "ok");
        }
    }

    std::string offer(const TransactionRef& transaction, const Terms& terms = {}) {
        const TransactionResult result = pool->accept(transaction, terms);
        return result.accepted() ? "ok" : result.rejection->text();
    }
    bool has(const TransactionRef& transaction) const { return pool->reader().contains(transaction->txid()); }

    /// Spends the coinbase at `height`, or `coin`, to outputs that anyone spends with a witness.
    primitives::MutableTransaction spend(const testing::SpendableCoin& coin, int64_t fee_sat,
                                         size_t outputs = 1) const {
        const std::vector<testing::SpendableCoin> coins{coin};
        auto made = testing::spend_to(coins, testing::anyone_witness_script(), {fee_sat}, outputs);
        const base::Bytes witness_script = testing::anyone_witness_script();
        const bool needs_witness = coin.coin.script == primitives::ScriptBytes(witness_script);
        if (needs_witness) made.inputs[0].witness = testing::anyone_witness();
        return made;
    }
    testing::SpendableCoin output(const TransactionRef& transaction, uint32_t index = 0) const {
        return testing::coin_of(*transaction, index, builder.tip().height + 1);
    }

    testing::TempDir directory{"mempool"};
    testing::ChainBuilder builder;
    sys::FakeClock clock;
    chain::VerifiedCache verified;
    Options options;
    std::unique_ptr<chain::Chain> chain;
    std::unique_ptr<Mempool> pool;
};

}  // namespace quanta::mempool
