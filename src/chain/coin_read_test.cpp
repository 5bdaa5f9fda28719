// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "chain/chain_fixture.h"
#include "sys/thread.h"
#include "testing/spending.h"

namespace quanta::chain {
namespace {

using primitives::Height;

constexpr Height kMaturity = 100;
constexpr Height kTip = 400;
constexpr int kReaders = 3;

/// 400 blocks; from 101 on each spends the coinbase 100 blocks below it.
class CoinReadTest : public ChainFixture {
protected:
    CoinReadTest() {
        m_builder.mine_empty(kMaturity);
        for (Height height = kMaturity + 1; height <= kTip; ++height) {
            const testing::SpendableCoin coin = m_builder.coinbase_coin(height - kMaturity);
            m_builder.mine({testing::spend_to(std::span(&coin, 1), testing::anyone_script())});
        }
    }
    primitives::OutPoint coinbase(Height height) const { return m_builder.coinbase_coin(height).outpoint; }
    primitives::OutPoint payment(Height height) const {
        return {m_builder.blocks()[static_cast<size_t>(height - 1)]->transactions()[1].txid(), 0};
    }
    /// What must be there at `tip`: made at `made` and spent at `spent`.
    void look(const primitives::OutPoint& outpoint, Height made, Height spent) {
        const auto found = m_chain->coin(outpoint);
        ASSERT_TRUE(found);
        const Height at = found->tip->height;
        EXPECT_EQ(found->coin.has_value(), made <= at && at < spent) << made << " at " << at;
        if (found->coin) {
            EXPECT_EQ(found->coin->height, made);
        }
    }
    /// Looks at every coin again and again until told to end.
    void read(Height first, const std::atomic<bool>& end) {
        while (!end) {
            for (Height height = first; height <= kTip && !end; height += kReaders) {
                look(coinbase(height), height, height + kMaturity <= kTip ? height + kMaturity : INT32_MAX);
                if (height > kMaturity) look(payment(height), height, INT32_MAX);
                m_looks += 1;
            }
        }
    }

    testing::ChainBuilder m_builder;
    std::atomic<uint64_t> m_looks{0};
};

TEST_F(CoinReadTest, ReadersSeeOneTipWhileTheChainMoves) {
    ChainOptions small = options();
    small.script_threads = 2;
    open(small);
    std::atomic<bool> end{false};
    std::vector<sys::Thread> readers;
    for (int i = 0; i < kReaders; ++i)
        readers.emplace_back("reader", [this, i, &end] { read(1 + i, end); });
    for (const auto& block : m_builder.blocks()) {
        m_chain->submit(block, {});
        if (m_chain->snapshot()->height() % 50 == 49) {
            EXPECT_TRUE(m_chain->flush());
        }
    }
    while (height() < kTip)
        m_chain->wait_for_tip_change(m_chain->snapshot()->tip, std::chrono::seconds(1));
    // Down, written there, and up again.
    for (const Height fork : {kTip - 5, kTip - 150}) {
        const HeaderNode& node = *m_chain->snapshot()->at(fork);
        EXPECT_TRUE(m_chain->invalidate(node));
        EXPECT_EQ(height(), fork - 1);
        EXPECT_TRUE(m_chain->flush());
        EXPECT_TRUE(m_chain->reconsider(node));
        EXPECT_EQ(height(), kTip);
    }
    while (m_looks < 1000)
        std::this_thread::yield();
    end = true;
}

TEST_F(CoinReadTest, AnyCoinOfATransaction) {
    open();
    for (const auto& block : m_builder.blocks())
        submit(block);
    const auto made_at = [this](const primitives::Txid& txid) {
        const auto found = coin_of(*m_chain, txid);
        return found && found->coin ? found->coin->height : -1;
    };
    for (int written = 0; written < 2; ++written) {
        EXPECT_EQ(made_at(payment(kTip).txid), kTip);
        EXPECT_EQ(made_at(payment(kMaturity + 1).txid), kMaturity + 1);
        EXPECT_EQ(made_at(coinbase(kTip - kMaturity + 1).txid), kTip - kMaturity + 1);
        EXPECT_EQ(made_at(coinbase(kTip - kMaturity).txid), -1);
        EXPECT_EQ(made_at(primitives::Txid()), -1);
        EXPECT_TRUE(m_chain->flush());
    }
}

TEST_F(CoinReadTest, TheEndsOfBranches) {
    open();
    for (size_t i = 0; i < 10; ++i)
        submit(m_builder.blocks()[i]);
    ASSERT_TRUE(m_chain->submit_header(m_builder.blocks()[10]->header()));
    const std::vector<ChainTip> tips = m_chain->tips();
    ASSERT_EQ(tips.size(), 2u);
    EXPECT_EQ(tips[0].status, ChainTip::Status::HeadersOnly);
    EXPECT_EQ(tips[0].branch_length, 1);
    EXPECT_EQ(tips[1].status, ChainTip::Status::Active);
    EXPECT_EQ(tips[1].node->height, 10);
    EXPECT_TRUE(m_chain->invalidate(*m_chain->snapshot()->at(10)));
    ASSERT_EQ(m_chain->tips().size(), 2u);
    EXPECT_EQ(m_chain->tips()[0].status, ChainTip::Status::Invalid);
    EXPECT_EQ(m_chain->tips()[1].node->height, 9);
}

}  // namespace
}  // namespace quanta::chain
