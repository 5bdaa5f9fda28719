// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/chain.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>
#include <vector>

#include "chain/chain_fixture.h"
#include "chain/importer.h"
#include "chain/importer_access.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/thread.h"
#include "testing/block_builder.h"
#include "testing/spending.h"

namespace quanta::chain {
namespace {

using primitives::Block;
using testing::ChainBuilder;
using BlockPtr = std::shared_ptr<const Block>;

constexpr int kMaturity = 100;

class ChainTest : public ChainFixture {
protected:
    /// Blocks of a branch of `count` on `fork`, told apart from others by `branch`.
    std::vector<BlockPtr> branch(ChainBuilder& builder, const consensus::HeaderLink& fork, int count,
                                 uint64_t branch) {
        std::vector<BlockPtr> blocks;
        const consensus::HeaderLink* parent = &fork;
        for (int i = 0; i < count; ++i) {
            blocks.push_back(builder.build_on(*parent, branch));
            parent = &builder.link(blocks.back()->header(), *parent);
        }
        return blocks;
    }
    void submit_all(const std::vector<BlockPtr>& blocks) {
        for (const BlockPtr& block : blocks)
            m_chain->submit(block, {});
        engine_of(*m_chain).wait_until_settled();
    }
    const HeaderNode& node(const BlockPtr& block) { return *m_chain->headers().find(block->hash()); }

    ChainBuilder m_builder;
};

TEST_F(ChainTest, StartsAtGenesisAndGrows) {
    open();
    EXPECT_EQ(height(), 0);
    EXPECT_EQ(tip(), "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");
    m_builder.mine_empty(3);
    for (const BlockPtr& block : m_builder.blocks())
        EXPECT_EQ(submit(block), "connected");
    EXPECT_EQ(submit(m_builder.blocks()[1]), "duplicate");
    EXPECT_EQ(height(), 3);
    const auto read = m_chain->archive().read_block(node(m_builder.blocks()[2]));
    EXPECT_EQ((*read)->hash(), m_builder.blocks()[2]->hash());
}

TEST_F(ChainTest, GoesOnAfterARestart) {
    open();
    m_builder.mine_empty(5);
    submit_all(m_builder.blocks());
    const std::string hash = utxo_hash();
    close();
    open();
    EXPECT_EQ(height(), 5);
    EXPECT_EQ(utxo_hash(), hash);
    m_builder.mine_empty(1);
    EXPECT_EQ(submit(m_builder.blocks().back()), "connected");
}

TEST_F(ChainTest, FirstSeenWinsUntilMoreWorkArrives) {
    open();
    m_builder.mine_empty(2);
    submit_all(m_builder.blocks());
    const std::vector<BlockPtr> other = branch(m_builder, m_builder.genesis(), 3, 9);
    EXPECT_EQ(submit(other[0]), "stored");
    EXPECT_EQ(submit(other[1]), "stored");
    EXPECT_EQ(tip(), m_builder.blocks()[1]->hash().to_text());
    EXPECT_EQ(submit(other[2]), "connected");
    EXPECT_EQ(tip(), other[2]->hash().to_text());
    ASSERT_EQ(m_chain->tips().size(), 2u);
    EXPECT_EQ(m_chain->tips()[0].status, ChainTip::Status::Active);
    EXPECT_EQ(m_chain->tips()[1].status, ChainTip::Status::ValidFork);
    EXPECT_EQ(m_chain->tips()[1].branch_length, 2);
}

TEST_F(ChainTest, BlocksMayArriveBeforeTheirParents) {
    open();
    m_builder.mine_empty(4);
    const auto& blocks = m_builder.blocks();
    EXPECT_EQ(submit(blocks[1]), "prev-blk-not-found");
    for (const BlockPtr& block : blocks)
        ASSERT_TRUE(m_chain->submit_header(block->header()));
    EXPECT_EQ(submit(blocks[3]), "stored");
    EXPECT_EQ(submit(blocks[1]), "stored");
    EXPECT_EQ(submit(blocks[2]), "stored");
    EXPECT_EQ(submit(blocks[0]), "connected");
    engine_of(*m_chain).wait_until_settled();
    EXPECT_EQ(height(), 4);
}

TEST_F(ChainTest, HeadersComeInBatches) {
    open();
    m_builder.mine_empty(5);
    std::vector<primitives::BlockHeader> headers;
    for (const BlockPtr& block : m_builder.blocks())
        headers.push_back(block->header());
    const HeadersResult none = m_chain->submit_headers({});
    EXPECT_EQ(none.accepted, 0u);
    EXPECT_EQ(none.last, nullptr);
    EXPECT_FALSE(none.error);
    const HeadersResult first = m_chain->submit_headers(std::span(headers).first(2));
    EXPECT_EQ(first.accepted, 2u);
    EXPECT_EQ(first.last->height, 2);
    EXPECT_EQ(m_chain->snapshot()->best_header, first.last);
    // Those known count, and what follows a refused one is not looked at.
    std::swap(headers[3], headers[4]);
    const HeadersResult all = m_chain->submit_headers(headers);
    EXPECT_EQ(all.accepted, 3u);
    EXPECT_EQ(all.last->height, 3);
    ASSERT_TRUE(all.error);
    EXPECT_EQ(all.error->code, consensus::ErrorCode::PreviousNotFound);
    EXPECT_EQ(m_chain->headers().size(), 4u);
    EXPECT_TRUE(m_chain->stop());
    EXPECT_EQ(m_chain->submit_headers(headers).error->detail, "the node is shutting down");
}

/// Reorganisations end at the coins a straight import of the winning branch has.
TEST_F(ChainTest, ReorganisationsOfAnyDepth) {
    for (const int depth : {1, 6, 100, 1000}) {
        testing::TempDir straight("straight");
        ChainBuilder builder;
        builder.mine_empty(3);
        const consensus::HeaderLink& fork = builder.tip();
        const std::vector<BlockPtr> common = builder.blocks();
        const std::vector<BlockPtr> first = branch(builder, fork, depth, 1);
        const std::vector<BlockPtr> second = branch(builder, fork, depth + 1, 2);
        open();
        submit_all(common);
        submit_all(second);
        const std::string expected = utxo_hash();
        close();
        std::filesystem::remove_all(m_directory.path());
        open();
        submit_all(common);
        submit_all(first);
        EXPECT_EQ(tip(), first.back()->hash().to_text());
        submit_all(second);
        EXPECT_EQ(tip(), second.back()->hash().to_text());
        EXPECT_EQ(utxo_hash(), expected) << depth;
        close();
        std::filesystem::remove_all(m_directory.path());
    }
}

/// Mature coins and a run of blocks that spend them, the one at `bad` with a wrong signature.
struct SpendingRun {
    std::vector<BlockPtr> blocks;
    size_t bad = 0;
};

SpendingRun run_with_bad_signature(ChainBuilder& builder, int length, int bad) {
    const testing::TestKey key(1);
    builder.mine_empty(kMaturity + 2);
    std::vector<testing::SpendableCoin> coins;
    for (int i = 1; i <= 2; ++i)
        coins.push_back(builder.coinbase_coin(i));
    primitives::MutableTransaction fan = testing::spend_to(coins, key.p2wpkh_script(), {}, length);
    const BlockPtr funding = builder.mine({fan});
    const primitives::Height height = builder.tip().height;
    SpendingRun run{builder.blocks(), 0};
    for (int i = 0; i < length; ++i) {
        const testing::SpendableCoin coin = testing::coin_of(funding->transactions()[1], i, height);
        primitives::MutableTransaction spend = testing::spend_to({&coin, 1}, testing::anyone_script());
        key.sign_p2wpkh(spend, 0, {&coin.coin, 1});
        if (i == bad) {
            run.bad = run.blocks.size();
            spend.outputs[0].value.sat -= 1;  // no longer what was signed
        }
        run.blocks.push_back(builder.mine({spend}));
    }
    return run;
}

/// An invalid block at any position of the pipeline leaves exactly the state of its parent.
TEST_F(ChainTest, InvalidBlockAtEveryPosition) {
    constexpr int kLength = 10;
    for (int bad = 0; bad < kLength; ++bad) {
        ChainBuilder builder;
        const SpendingRun run = run_with_bad_signature(builder, kLength, bad);
        open();
        std::atomic<int> refused{0};
        std::atomic<int> connected{0};
        for (const BlockPtr& block : run.blocks) {
            m_chain->submit(block, [&](const SubmitResult& result) { ++(result ? connected : refused); });
        }
        engine_of(*m_chain).wait_until_settled();
        EXPECT_EQ(tip(), run.blocks[run.bad - 1]->hash().to_text()) << bad;
        EXPECT_EQ(connected, static_cast<int>(run.bad));
        EXPECT_EQ(refused, kLength - bad);
        const std::string hash = utxo_hash();
        close();
        std::filesystem::remove_all(m_directory.path());
        open();
        submit_all({run.blocks.begin(), run.blocks.begin() + run.bad});
        EXPECT_EQ(utxo_hash(), hash) << bad;
        close();
        std::filesystem::remove_all(m_directory.path());
    }
}

TEST_F(ChainTest, ScriptsFailWithTheInputNamed) {
    const SpendingRun run = run_with_bad_signature(m_builder, 1, 0);
    open();
    submit_all({run.blocks.begin(), run.blocks.end() - 1});
    const SubmitResult result = m_chain->submit_and_wait(run.blocks.back());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, consensus::ErrorCode::ScriptFailed);
    EXPECT_TRUE(result.error().detail.starts_with("input 0 of ")) << result.error().detail;
    EXPECT_EQ(submit(run.blocks.back()), "duplicate-invalid");
    EXPECT_EQ(m_chain->tips()[0].status, ChainTip::Status::Invalid);
}

TEST_F(ChainTest, AssumedValidScriptsAreSkippedFarBelowTheBestHeader) {
    SpendingRun run = run_with_bad_signature(m_builder, 1, 0);
    m_builder.mine_empty(2200);  // more than two weeks of work on top
    ChainOptions assume = options();
    assume.assume_valid = m_builder.blocks().back()->hash();
    open(assume);
    for (const BlockPtr& block : m_builder.blocks())
        ASSERT_TRUE(m_chain->submit_header(block->header()));
    submit_all(m_builder.blocks());
    EXPECT_EQ(height(), m_builder.tip().height);
}

TEST_F(ChainTest, InvalidateAndReconsider) {
    open();
    m_builder.mine_empty(6);
    const std::vector<BlockPtr> side = branch(m_builder, *m_builder.tip().ancestor(2), 2, 5);
    submit_all(m_builder.blocks());
    const std::string before = utxo_hash();
    submit_all(side);
    ASSERT_TRUE(m_chain->invalidate(node(m_builder.blocks()[3])));
    EXPECT_EQ(tip(), side.back()->hash().to_text());
    EXPECT_EQ(submit(m_builder.blocks()[4]), "duplicate-invalid");
    close();
    open();
    EXPECT_EQ(tip(), side.back()->hash().to_text());
    ASSERT_TRUE(m_chain->reconsider(node(m_builder.blocks()[5])));
    EXPECT_EQ(height(), 6);
    EXPECT_EQ(utxo_hash(), before);
}

TEST_F(ChainTest, PreciousBlockWinsATie) {
    open();
    m_builder.mine_empty(2);
    submit_all(m_builder.blocks());
    const std::vector<BlockPtr> other = branch(m_builder, m_builder.genesis(), 2, 3);
    submit_all(other);
    EXPECT_EQ(tip(), m_builder.blocks()[1]->hash().to_text());
    ASSERT_TRUE(m_chain->prefer(node(other[1])));
    EXPECT_EQ(tip(), other[1]->hash().to_text());
    ASSERT_TRUE(m_chain->prefer(node(m_builder.blocks()[1])));
    EXPECT_EQ(tip(), m_builder.blocks()[1]->hash().to_text());
}

TEST_F(ChainTest, VerifiesAtEveryLevel) {
    const SpendingRun run = run_with_bad_signature(m_builder, 3, -1);
    open();
    submit_all(run.blocks);
    for (int level = 0; level <= 4; ++level)
        EXPECT_TRUE(m_chain->verify(level, 0)) << level;
}

TEST_F(ChainTest, VerifyFindsADamagedBlock) {
    open();
    m_builder.mine_empty(3);
    submit_all(m_builder.blocks());
    const store::FilePosition position = node(m_builder.blocks()[1]).block_position();
    close();
    auto file = sys::real_file_system().open((m_directory / "blocks" / "blk00000.dat").string(),
                                             sys::OpenMode::ReadWrite);
    const base::Bytes wrong(4, 0x5a);
    ASSERT_TRUE((*file)->write_at(position.offset + 40, wrong));
    auto chain = Chain::open(options(), m_params, sys::real_file_system(), sys::system_clock());
    ASSERT_TRUE(chain);
    const auto started = (*chain)->start([](const std::string&) {});
    ASSERT_FALSE(started);
    EXPECT_TRUE(started.error().starts_with("Corrupted block database detected.")) << started.error();
}

TEST_F(ChainTest, ReindexAndReindexChainstateRebuildTheSameState) {
    const SpendingRun run = run_with_bad_signature(m_builder, 5, -1);
    open();
    submit_all(run.blocks);
    const std::string hash = utxo_hash();
    close();
    ChainOptions chainstate = options();
    chainstate.reindex_chainstate = true;
    open(chainstate);
    EXPECT_EQ(utxo_hash(), hash);
    close();
    ChainOptions all = options();
    all.reindex = true;
    open(all);
    EXPECT_EQ(height(), 0);
    ASSERT_TRUE(finish_reindex(*m_chain));
    EXPECT_EQ(utxo_hash(), hash);
    EXPECT_FALSE(engine_of(*m_chain).reindexing());
    close();
    open();
    EXPECT_EQ(utxo_hash(), hash);
}

TEST_F(ChainTest, EveryReindexFindsTheGenesisBlock) {
    const std::filesystem::path file = m_directory / "blocks" / "blk00000.dat";
    const store::FilePosition first{0, 8};
    open();
    m_builder.mine_empty(3);
    submit_all(m_builder.blocks());
    close();
    const auto size = std::filesystem::file_size(file);
    ChainOptions reindex = options();
    reindex.reindex = true;
    for (int round = 0; round < 2; ++round) {
        open(reindex);
        ASSERT_TRUE(finish_reindex(*m_chain));
        EXPECT_EQ(height(), 3);
        EXPECT_EQ(m_chain->snapshot()->at(0)->block_position(), first);
        close();
        EXPECT_EQ(std::filesystem::file_size(file), size);
    }
    // Where it is missing it is put, once.
    std::filesystem::remove_all(m_directory / "blocks");
    for (int round = 0; round < 2; ++round) {
        open(reindex);
        ASSERT_TRUE(finish_reindex(*m_chain));
        EXPECT_EQ(m_chain->snapshot()->at(0)->block_position(), first);
        close();
        EXPECT_EQ(std::filesystem::file_size(file), size);
    }
    open();
    EXPECT_TRUE(m_chain->archive().read_block(*m_chain->snapshot()->at(0)));
}

TEST_F(ChainTest, BlockFilesOfAnotherNodeImportAsTheyAre) {
    m_builder.mine_empty(4);
    open();
    submit_all(m_builder.blocks());
    const std::string hash = utxo_hash();
    close();
    std::filesystem::remove_all(m_directory / "headers");
    std::filesystem::remove_all(m_directory / "coins");
    open();
    EXPECT_TRUE(engine_of(*m_chain).reindexing());
    ASSERT_TRUE(finish_reindex(*m_chain));
    EXPECT_EQ(utxo_hash(), hash);
}

TEST_F(ChainTest, StopsAtAHeight) {
    ChainOptions stop = options();
    stop.stop_at_height = 3;
    std::atomic<bool> reached{false};
    stop.reached_stop_height = [&] { reached = true; };
    open(stop);
    m_builder.mine_empty(6);
    submit_all(m_builder.blocks());
    EXPECT_TRUE(reached);
    EXPECT_EQ(height(), 3);
}

struct Recorder : EventSink {
    std::vector<std::string> seen;
    std::vector<uint64_t> sequences;
    void block_connected(const BlockConnected& event) override {
        seen.push_back("+" + std::to_string(event.node->height));
        sequences.push_back(event.sequence);
    }
    void block_disconnected(const BlockDisconnected& event) override {
        seen.push_back("-" + std::to_string(event.node->height));
        sequences.push_back(event.sequence);
    }
    void tip_changed(const std::shared_ptr<const Snapshot>& snapshot) override {
        tips.push_back(snapshot->tip);
    }
    std::vector<const HeaderNode*> tips;
};

TEST_F(ChainTest, EventsComeInOrderWithoutGaps) {
    Recorder recorder;
    open();
    m_chain->events().add_sink(recorder);
    m_builder.mine_empty(2);
    const std::vector<BlockPtr> other = branch(m_builder, m_builder.genesis(), 3, 3);
    submit_all(m_builder.blocks());
    submit_all(other);
    m_chain->events().wait_until_handled();
    m_chain->events().remove_sink(recorder);
    EXPECT_EQ(recorder.seen, (std::vector<std::string>{"+1", "+2", "-2", "-1", "+1", "+2", "+3"}));
    for (size_t i = 1; i < recorder.sequences.size(); ++i)
        EXPECT_EQ(recorder.sequences[i], recorder.sequences[i - 1] + 1);
}

TEST_F(ChainTest, TipsThatAReorganisationPassesThroughAreNoNews) {
    Recorder recorder;
    open();
    m_builder.mine_empty(4);
    submit_all(m_builder.blocks());
    const std::vector<BlockPtr> longer = branch(m_builder, m_builder.genesis(), 6, 3);
    const std::vector<BlockPtr> equal = branch(m_builder, m_builder.genesis(), 6, 4);
    m_chain->events().add_sink(recorder);
    const auto told = [&] {
        engine_of(*m_chain).wait_until_settled();
        m_chain->events().wait_until_handled();
        return std::exchange(recorder.tips, {});
    };
    // Up to four blocks are no longer than what there is, the fifth is, and the sixth is one more.
    submit_all(longer);
    const std::vector<const HeaderNode*> reached = told();
    ASSERT_FALSE(reached.empty());
    EXPECT_TRUE(std::ranges::all_of(reached, [](const HeaderNode* tip) { return tip->height > 4; }));
    EXPECT_EQ(reached.back(), &node(longer.back()));
    // A block that wins a tie is told of, what leads to it is not.
    submit_all(equal);
    EXPECT_TRUE(told().empty());
    ASSERT_TRUE(m_chain->prefer(node(equal.back())));
    EXPECT_EQ(told(), (std::vector<const HeaderNode*>{&node(equal.back())}));
    // Of the way down the end alone, and what comes on top of it then, though there was more before.
    ASSERT_TRUE(m_chain->invalidate(node(longer.front())));
    told();
    ASSERT_TRUE(m_chain->invalidate(node(equal[4])));
    const std::vector<const HeaderNode*> down = told();
    ASSERT_FALSE(down.empty());
    EXPECT_EQ(down.back()->height, 4);
    submit_all(branch(m_builder, node(equal[3]), 1, 9));
    EXPECT_EQ(told().size(), 1u);
    m_chain->events().remove_sink(recorder);
}

TEST_F(ChainTest, AReorganisationThatFailsIsNoNews) {
    Recorder recorder;
    open();
    const SpendingRun run = run_with_bad_signature(m_builder, 4, 1);
    const auto spoilt = run.blocks.end() - 4;
    submit_all({run.blocks.begin(), spoilt});
    const std::vector<BlockPtr> good = branch(m_builder, *m_builder.tip().ancestor(height()), 2, 7);
    submit_all(good);
    m_chain->events().add_sink(recorder);
    submit_all({spoilt, run.blocks.end()});
    m_chain->events().wait_until_handled();
    m_chain->events().remove_sink(recorder);
    EXPECT_EQ(tip(), good.back()->hash().to_text());
    EXPECT_FALSE(recorder.seen.empty());  // it was tried
    for (const HeaderNode* told : recorder.tips)
        EXPECT_EQ(told, &node(good.back()));
}

TEST_F(ChainTest, WhoeverSubmitsWhileItStopsGetsAnAnswer) {
    m_builder.mine_empty(30);
    for (int round = 0; round < 10; ++round) {
        open();
        std::atomic<int> answers{0};
        sys::Thread submitter("submitter", [&] {
            for (const BlockPtr& block : m_builder.blocks()) {
                (void)m_chain->submit_and_wait(block);
                ++answers;
            }
        });
        while (answers < 2 * round)
            std::this_thread::yield();
        EXPECT_TRUE(m_chain->stop());
        submitter.join();
        EXPECT_EQ(answers, 30);
        EXPECT_EQ(m_chain->submit_and_wait(m_builder.blocks()[0]).error().detail,
                  "the node is shutting down");
        m_chain.reset();
    }
}

TEST_F(ChainTest, SmallCacheGivesTheSameCoins) {
    const SpendingRun run = run_with_bad_signature(m_builder, 20, -1);
    open();
    submit_all(run.blocks);
    const std::string hash = utxo_hash();
    close();
    std::filesystem::remove_all(m_directory.path());
    ChainOptions small = options();
    small.cache_bytes = 40 << 10;
    open(small);
    submit_all(run.blocks);
    EXPECT_EQ(utxo_hash(), hash);
}

TEST_F(ChainTest, PruningDeletesOldFilesAndKeepsTheRest) {
    ChainOptions prune = options();
    prune.small_files = true;
    prune.prune.enabled = true;
    open(prune);
    m_builder.mine_empty(700);
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(300));
    EXPECT_TRUE(m_chain->archive().pruned());
    const auto first = m_chain->archive().first_stored_height(*m_chain->snapshot()->tip);
    ASSERT_TRUE(first);
    EXPECT_GT(*first, 1);
    EXPECT_LE(*first, 301);
    EXPECT_FALSE(m_chain->archive().read_block(*m_chain->snapshot()->at(1)));
    EXPECT_TRUE(m_chain->archive().read_block(*m_chain->snapshot()->at(*first)));
    close();
    open(prune);
    EXPECT_EQ(height(), 700);
    EXPECT_EQ(m_chain->archive().first_stored_height(*m_chain->snapshot()->tip), first);
}

TEST_F(ChainTest, APrunedBlockIsStoredAgainWhenSomebodyGivesIt) {
    ChainOptions prune = options();
    prune.small_files = true;
    prune.prune.enabled = true;
    open(prune);
    m_builder.mine_empty(700);
    submit_all(m_builder.blocks());
    ASSERT_TRUE(m_chain->prune_to(300));
    const HeaderNode* node = m_chain->snapshot()->at(5);
    ASSERT_FALSE(node->has_block());
    const primitives::Block& block = *m_builder.blocks()[4];
    // Other bytes with that header are not taken for it.
    base::Bytes changed(block.raw().begin(), block.raw().end());
    changed[changed.size() - 1] ^= 1;
    const auto refused =
        m_chain->submit_and_wait(std::move(primitives::Block::parse(std::move(changed))).value());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().failure, consensus::FailureClass::Mutated);
    EXPECT_FALSE(node->has_block());
    EXPECT_FALSE(node->failed());
    const std::string hash = utxo_hash();
    const auto give = [&](primitives::Height height) {
        return m_chain->submit_and_wait(m_builder.blocks()[static_cast<size_t>(height) - 1]).value();
    };
    EXPECT_EQ(give(5), Submitted::Duplicate);
    const auto stored = m_chain->archive().read_block(*node);
    ASSERT_TRUE(stored);
    EXPECT_EQ((*stored)->hash(), block.hash());
    EXPECT_EQ(height(), 700);
    EXPECT_EQ(utxo_hash(), hash);
    // The one below the first that is there: what is there begins one lower, and is verified from above it
    // on.
    const auto first = m_chain->archive().first_stored_height(*m_chain->snapshot()->tip);
    ASSERT_TRUE(first);
    EXPECT_EQ(give(*first - 1), Submitted::Duplicate);
    EXPECT_EQ(m_chain->archive().first_stored_height(*m_chain->snapshot()->tip), *first - 1);
    EXPECT_TRUE(m_chain->verify(3, 0));
    close();
    open(prune);
    EXPECT_TRUE(m_chain->archive().read_block(*m_chain->snapshot()->at(5)));
    EXPECT_EQ(m_chain->archive().first_stored_height(*m_chain->snapshot()->tip), *first - 1);
}

TEST_F(ChainTest, BytesThatAreNoBlockAreTheFaultOfWhoeverSentThem) {
    open();
    std::promise<SubmitResult> outcome;
    m_chain->submit_raw(base::Bytes(81, 0xff),
                        [&](const SubmitResult& result) { outcome.set_value(result); });
    const SubmitResult result = outcome.get_future().get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().failure, consensus::FailureClass::Mutated);
    EXPECT_EQ(result.error().reason, "block-decode-failed");
    EXPECT_FALSE(result.error().detail.empty());
}

}  // namespace
}  // namespace quanta::chain
