// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/rescan.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "testing/temp_dir.h"
#include "wallet/test_chain.h"
#include "wallet/wallets.h"

namespace quanta::wallet {
namespace {

constexpr int64_t kCoin = primitives::kCoinSat;
const base::Bytes kOther{0x51};

/// Wallets over a chain of the test's; the wallet looks through blocks that it has passed.
class RescanTest : public ::testing::Test {
protected:
    void start() {
        WalletOptions options;
        options.directory = m_directory.path();
        options.params = regtest();
        options.keypool = 5;
        options.chain = m_chain.connect();
        options.random = &m_random;
        options.follower.silence = std::chrono::milliseconds(20);
        m_wallets = std::make_unique<Wallets>(std::move(options));
    }
    /// A wallet at a tip whose blocks hold payments to it that it has not seen: `scripts` are its own.
    std::vector<base::Bytes> prepare(const std::vector<int>& gaps) {
        start();
        m_wallet = *m_wallets->create({.name = "w"});
        std::vector<base::Bytes> scripts;
        m_wallet->read([&](const WalletView& view) {
            for (const auto& [id, descriptor] : view.addresses.descriptors()) {
                if (descriptor.row.internal || descriptor.parsed.output_type() != OutputType::Bech32)
                    continue;
                for (uint32_t i = 0; i < 40; ++i)
                    scripts.push_back(descriptor.parsed.expand(i)->script);
            }
        });
        m_wallet.reset();
        m_wallets.reset();
        for (const int place : gaps) {
            m_chain.mine(scripts.at(static_cast<size_t>(place)));
            m_chain.mine_empty(3);
        }
        start();
        m_wallet = *m_wallets->load("w");
        return scripts;
    }
    /// Takes from the wallet what it has found.
    void forget() {
        m_wallets->sync(m_wallet);
        ASSERT_TRUE(m_wallet->update([](WalletMemory& memory, Changes&) -> WalletResult<void> {
            return memory.ledger.disconnect_above(0);
        }));
        EXPECT_EQ(immature(), 0);
    }
    int64_t immature() { return m_wallet->status()->immature.sat; }

    testing::TempDir m_directory{"rescan"};
    TestChain m_chain;
    sys::FakeRandom m_random{1};
    std::unique_ptr<Wallets> m_wallets;
    std::shared_ptr<Wallet> m_wallet;
};

TEST_F(RescanTest, FindsWhatWasThere) {
    prepare({0, 3, 7, 11, 2});
    forget();
    const auto outcome = m_wallets->rescans().run(m_wallet, {0, 1000});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->end, RescanOutcome::End::Done);
    EXPECT_EQ(outcome->last, 20);
    EXPECT_EQ(immature(), 5 * 50 * kCoin);
    EXPECT_EQ(m_wallets->rescans().find("w"), nullptr);
}

TEST_F(RescanTest, LooksAtNothingButItsRange) {
    prepare({0, 1, 2, 3, 4});
    forget();
    ASSERT_EQ(m_wallets->rescans().run(m_wallet, {5, 9})->last, 9);
    EXPECT_EQ(immature(), 2 * 50 * kCoin);
    ASSERT_EQ(m_wallets->rescans().run(m_wallet, {17, 17})->last, 17);
    EXPECT_EQ(immature(), 3 * 50 * kCoin);
}

TEST_F(RescanTest, BeginsAtATime) {
    prepare({0, 1, 2, 3, 4});
    forget();
    // Two hours before it are twelve blocks.
    ASSERT_TRUE(m_wallets->rescans().run_from(m_wallet, TestChain::time_of(13 + 12)));
    EXPECT_EQ(immature(), 2 * 50 * kCoin);
    ASSERT_TRUE(m_wallets->rescans().run_from(m_wallet, TestChain::time_of(1000)));
    ASSERT_TRUE(m_wallets->rescans().run_from(m_wallet, 0));
    EXPECT_EQ(immature(), 5 * 50 * kCoin);
}

TEST_F(RescanTest, WhatWasCutOffIsTakenUp) {
    prepare({0, 1, 2});
    forget();
    ASSERT_TRUE(m_wallet->update([](WalletMemory& memory, Changes& changes) -> WalletResult<void> {
        memory.properties.rescan_next = 5;
        memory.properties.rescan_last = 12;
        changes.properties = memory.properties;
        return {};
    }));
    m_wallet.reset();
    m_wallets.reset();
    start();
    m_wallet = *m_wallets->load("w");
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (immature() < 2 * 50 * kCoin && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(immature(), 2 * 50 * kCoin);
    while (m_wallets->rescans().find("w") && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    m_wallet->read([](const WalletView& view) { EXPECT_EQ(view.properties.rescan_next, -1); });
}

TEST_F(RescanTest, SaysThatBlocksArePruned) {
    prepare({0, 1, 2});
    m_wallets->sync(m_wallet);
    m_chain.prune(6);
    const auto outcome = m_wallets->rescans().run(m_wallet, {1, 12});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->end, RescanOutcome::End::Pruned);
}

TEST_F(RescanTest, AbortsWhereItIs) {
    prepare({0, 1, 2});
    forget();
    const auto node = m_chain.connect();
    RescanState state;
    state.aborted = true;
    const auto outcome = rescan(*m_wallet, *node, {1, 12}, {}, state);
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->end, RescanOutcome::End::Aborted);
    EXPECT_FALSE(m_wallets->rescans().abort("w"));
    m_wallet->read([](const WalletView& view) { EXPECT_EQ(view.properties.rescan_next, -1); });
}

TEST_F(RescanTest, ANodeThatHasGoneIsAnError) {
    prepare({0});
    m_wallets->sync(m_wallet);
    m_chain.set_mood(TestChain::Mood::Gone);
    EXPECT_FALSE(m_wallets->rescans().run(m_wallet, {0, 4}));
    m_wallets->set_chain(nullptr);
    EXPECT_EQ(m_wallets->rescans().run(m_wallet, {0, 4}).error().message,
              "The wallet process is not connected to its node");
}

}  // namespace
}  // namespace quanta::wallet
