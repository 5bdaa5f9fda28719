// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/pool_follower.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

#include "keys/address.h"
#include "sys/clock.h"
#include "testing/temp_dir.h"
#include "wallet/test_chain.h"
#include "wallet/wallets.h"

namespace quanta::wallet {
namespace {

using interfaces::PoolEvent;
using primitives::MutableTransaction;
using primitives::Txid;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int64_t kTime_s = 1'600'000'000;
constexpr int64_t kCoin = primitives::kCoinSat;
const base::Bytes kOther{0x51};

/// A wallet of a chain and a pool of the test's.
class PoolFollowerTest : public ::testing::Test {
protected:
    PoolFollowerTest() { m_clock.set_mock_time_s(kTime_s); }

    void start() {
        WalletOptions options;
        options.directory = m_directory.path();
        options.params = regtest();
        options.keypool = 5;
        options.chain = m_chain.connect();
        options.random = &m_random;
        options.clock = &m_clock;
        options.broadcast = m_broadcast;
        options.follower.silence = milliseconds(20);
        options.follower.first_wait = milliseconds(5);
        options.follower.longest_wait = milliseconds(20);
        m_wallets = std::make_unique<Wallets>(std::move(options));
    }
    void create() {
        start();
        m_wallet = *m_wallets->create({.name = "w"});
    }
    void restart() {
        m_wallet.reset();
        m_wallets.reset();
        start();
        m_wallet = *m_wallets->load("w");
    }
    base::Bytes new_script() {
        const auto address = m_wallet->new_address(std::nullopt, Purpose::Receive, "").value();
        const auto script = keys::script_for_destination(keys::decode_address(address, regtest()).value());
        return {script.span().begin(), script.span().end()};
    }
    /// A confirmed coin of the wallet's.
    primitives::OutPoint coin() {
        const Txid txid = m_chain.mine(new_script());
        m_chain.mine_empty(100);
        return {txid, 0};
    }
    /// An output of nobody's.
    primitives::OutPoint foreign() {
        Txid txid;
        txid.bytes()[0] = ++m_foreign;
        return {txid, 7};
    }
    Balances balances() {
        m_wallets->sync(m_wallet);
        Balances balances;
        m_wallet->read([&](const WalletView& view) {
            balances = view.ledger.balances(view.tip.height, 0, Reuse::Counted).value();
        });
        return balances;
    }
    std::vector<Txid> conflicts_of(const Txid& txid) {
        m_wallets->sync(m_wallet);
        std::vector<Txid> conflicts;
        m_wallet->read([&](const WalletView& view) { conflicts = view.ledger.pool().conflicts_of(txid); });
        return conflicts;
    }
    void wait_for_offers(size_t count) {
        const auto deadline = std::chrono::steady_clock::now() + seconds(20);
        while (m_chain.pool().offered().size() < count && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(milliseconds(1));
        EXPECT_EQ(m_chain.pool().offered().size(), count);
    }
    void add(const MutableTransaction& transaction) {
        const auto added = m_wallet->update([&](WalletMemory& memory, Changes&) -> WalletResult<void> {
            TRY(memory.ledger.wait(transaction.freeze(), m_clock.system_time_s()));
            return {};
        });
        ASSERT_TRUE(added) << added.error().message;
    }

    testing::TempDir m_directory{"pool_follower"};
    TestChain m_chain;
    sys::FakeRandom m_random{1};
    sys::MockableClock m_clock;
    bool m_broadcast = true;
    uint8_t m_foreign = 0;
    std::unique_ptr<Wallets> m_wallets;
    std::shared_ptr<Wallet> m_wallet;
};

TEST_F(PoolFollowerTest, WhatPaysToTheWalletIsPending) {
    create();
    const auto paying = payment(foreign(), new_script(), 3 * kCoin);
    m_chain.pool().enter(paying);
    m_chain.pool().enter(payment(foreign(), kOther, kCoin));
    EXPECT_EQ(balances().untrusted_pending.sat, 3 * kCoin);
    EXPECT_EQ(m_wallet->status()->transactions, 1u);
    // -walletnotify hears of it once.
    EXPECT_EQ(m_chain.notified(),
              std::vector<std::string>{"w " + paying.freeze()->txid().to_text() + " in none"});
    m_chain.pool().leave(paying.freeze()->txid(), PoolEvent::Evicted);
    EXPECT_EQ(balances().untrusted_pending.sat, 0);
    m_chain.pool().enter(paying);
    EXPECT_EQ(balances().untrusted_pending.sat, 3 * kCoin);
}

TEST_F(PoolFollowerTest, ChangeOfOursIsTrustedInThePoolAlone) {
    create();
    const auto from = coin();
    const auto change = payment(from, new_script(), 49 * kCoin);
    m_chain.pool().set_refusal("no");
    add(change);
    EXPECT_EQ(balances().trusted.sat, 0);
    EXPECT_EQ(balances().nonmempool.sat, 50 * kCoin) << "what it takes";
    m_chain.pool().enter(change);
    EXPECT_EQ(balances().nonmempool.sat, 0);
    EXPECT_EQ(balances().trusted.sat, 49 * kCoin);
    // A chain of them.
    m_chain.pool().enter(payment({change.freeze()->txid(), 0}, new_script(), 48 * kCoin));
    EXPECT_EQ(balances().trusted.sat, 48 * kCoin);
}

TEST_F(PoolFollowerTest, ABlockTakesOverWithoutAGap) {
    create();
    const auto change = payment(coin(), new_script(), 49 * kCoin);
    m_chain.pool().enter(change);
    EXPECT_EQ(balances().trusted.sat, 49 * kCoin);
    m_chain.pool().leave(change.freeze()->txid(), PoolEvent::Block);
    EXPECT_EQ(balances().trusted.sat, 49 * kCoin) << "the block has not come yet";
    m_chain.mine(kOther, {change});
    EXPECT_EQ(balances().trusted.sat, 49 * kCoin);
    // Taken off, it is not in the pool until it says so.
    m_chain.pool().enter(payment(foreign(), kOther, kCoin));
    balances();
    m_chain.cut(m_chain.tip().height - 1);
    m_chain.mine_empty(2);
    EXPECT_EQ(balances().trusted.sat, 0);
    EXPECT_EQ(balances().nonmempool.sat, 50 * kCoin);
}

TEST_F(PoolFollowerTest, WhatStandsAgainstAWalletsTransaction) {
    create();
    const auto from = coin();
    const auto spend = payment(from, kOther, 10 * kCoin);
    m_chain.pool().enter(spend);
    EXPECT_EQ(balances().trusted.sat, 0);
    auto rival = payment(from, kOther, 9 * kCoin);
    const Txid spend_id = spend.freeze()->txid();
    const Txid rival_id = rival.freeze()->txid();
    m_chain.pool().leave(spend_id, PoolEvent::Replaced, rival_id);
    m_chain.pool().enter(rival);
    EXPECT_EQ(conflicts_of(spend_id), std::vector<Txid>{rival_id});
    EXPECT_TRUE(conflicts_of(rival_id).empty());
    EXPECT_EQ(balances().trusted.sat, 0) << "the rival spends it";
    m_chain.pool().leave(rival_id, PoolEvent::Expired);
    EXPECT_TRUE(conflicts_of(spend_id).empty());

    // One that has nothing to do with the wallet but an input of a payment to it.
    const auto source = foreign();
    const auto paying = payment(source, new_script(), kCoin);
    const auto stolen = payment(source, kOther, kCoin);
    m_chain.pool().enter(paying);
    m_chain.pool().leave(paying.freeze()->txid(), PoolEvent::Replaced, stolen.freeze()->txid());
    m_chain.pool().enter(stolen);
    EXPECT_EQ(conflicts_of(paying.freeze()->txid()), std::vector<Txid>{stolen.freeze()->txid()});
    EXPECT_EQ(balances().untrusted_pending.sat, 0);
}

TEST_F(PoolFollowerTest, CoinsOfWhatIsConflictedCanBeSpentAgain) {
    create();
    const auto own = coin();
    const auto source = foreign();
    auto joint = payment(own, kOther, 10 * kCoin);
    joint.inputs.push_back({source, {}, 0xfffffffd, {}});
    m_chain.pool().enter(joint);
    EXPECT_EQ(balances().trusted.sat, 0);
    const auto thief = payment(source, kOther, kCoin);
    m_chain.pool().leave(joint.freeze()->txid(), PoolEvent::Replaced, thief.freeze()->txid());
    m_chain.pool().enter(thief);
    EXPECT_EQ(balances().trusted.sat, 50 * kCoin);
    m_chain.pool().leave(thief.freeze()->txid(), PoolEvent::Evicted);
    EXPECT_EQ(balances().trusted.sat, 0);
}

TEST_F(PoolFollowerTest, AWalletThatWasAwayHeals) {
    create();
    std::vector<MutableTransaction> paying;
    for (int i = 0; i < 7; ++i) {
        paying.push_back(payment(foreign(), new_script(), kCoin));
        m_chain.pool().enter(paying.back());
    }
    EXPECT_EQ(balances().untrusted_pending.sat, 7 * kCoin);
    m_broadcast = false;
    const auto late = payment(foreign(), new_script(), kCoin);
    m_wallet.reset();
    m_wallets.reset();
    m_chain.pool().leave(paying[0].freeze()->txid(), PoolEvent::Expired);
    m_chain.pool().enter(late);
    start();
    m_wallet = *m_wallets->load("w");
    EXPECT_EQ(balances().untrusted_pending.sat, 7 * kCoin);
    // A node that does not know any more what it has told.
    m_chain.pool().forget();
    m_chain.pool().leave(paying[1].freeze()->txid(), PoolEvent::Expired);
    EXPECT_EQ(balances().untrusted_pending.sat, 6 * kCoin);
}

TEST_F(PoolFollowerTest, TwoWalletsEachGetTheirs) {
    create();
    const auto first = m_wallet;
    m_chain.pool().enter(payment(foreign(), new_script(), kCoin));
    m_chain.pool().enter(payment(foreign(), kOther, kCoin));
    m_chain.pool().enter(payment(foreign(), kOther, kCoin));
    m_wallet = *m_wallets->create({.name = "other"});
    m_chain.pool().enter(payment(foreign(), new_script(), 2 * kCoin));
    EXPECT_EQ(balances().untrusted_pending.sat, 2 * kCoin);
    m_wallet = first;
    EXPECT_EQ(balances().untrusted_pending.sat, kCoin);
}

TEST_F(PoolFollowerTest, WhatWaitsIsOfferedAtTheStartAndAgain) {
    create();
    const auto spend = payment(coin(), new_script(), 49 * kCoin);
    const Txid txid = spend.freeze()->txid();
    balances();
    m_chain.pool().set_refusal("no");
    add(spend);
    restart();
    wait_for_offers(1);
    EXPECT_EQ(m_chain.pool().offered()[0], std::pair(txid, false));
    m_clock.set_mock_time_s(kTime_s + 11 * 3600);
    std::this_thread::sleep_for(milliseconds(60));
    wait_for_offers(1);
    m_chain.pool().set_refusal("");
    m_clock.set_mock_time_s(kTime_s + 36 * 3600);
    wait_for_offers(2);
    EXPECT_EQ(m_chain.pool().offered()[1], std::pair(txid, true));
    EXPECT_EQ(balances().trusted.sat, 49 * kCoin);
}

TEST_F(PoolFollowerTest, NothingIsOfferedUnasked) {
    m_broadcast = false;
    create();
    add(payment(coin(), new_script(), 49 * kCoin));
    restart();
    balances();
    std::this_thread::sleep_for(milliseconds(60));
    EXPECT_TRUE(m_chain.pool().offered().empty());
}

TEST_F(PoolFollowerTest, LooksAgainAfterAFailureOfItsOwn) {
    create();
    m_chain.pool().enter(payment(foreign(), new_script(), kCoin));
    EXPECT_EQ(balances().untrusted_pending.sat, kCoin);
    // A change that fails has the wallet read anew from its file.
    EXPECT_FALSE(m_wallet->update(
        [](WalletMemory&, Changes&) -> WalletResult<void> { return fail(ErrorCode::Failed, "as asked"); }));
    m_chain.pool().enter(payment(foreign(), kOther, kCoin));
    m_chain.pool().enter(payment(foreign(), new_script(), kCoin));
    EXPECT_EQ(balances().untrusted_pending.sat, 2 * kCoin);
    m_wallets->sync(m_wallet);
    bool known = false;
    m_wallet->read([&](const WalletView& view) { known = view.ledger.pool().known; });
    EXPECT_TRUE(known);
}

}  // namespace
}  // namespace quanta::wallet
