// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Disks that are full, devices that fail and power that goes, at each of many writes.
#include <gtest/gtest.h>

#include <fstream>

#include "chain/crash_test_fixture.h"
#include "chain/importer.h"
#include "chain/importer_access.h"
#include "codec/writer.h"
#include "sys/file.h"
#include "sys/random.h"
#include "testing/spending.h"

namespace quanta::chain {
namespace {

using sys::FaultRepeat;
using sys::FaultTarget;
using sys::FileErrorCode;

/// Operations at which faults are tried: all of the first, which are those of a start, then some.
constexpr uint64_t kClose = 30;
constexpr uint64_t kStride = 11;
uint64_t next_point(uint64_t point) {
    return point < kClose ? point + 3 : point + kStride;
}

class CrashTest : public CrashFixture {
protected:
    /// A life with a fault must say so, naming a file of ours, once, and stop without pretending.
    void expect_reported(const Life& life) {
        const std::string& said = life.fatal.empty() ? life.error : life.fatal.front();
        EXPECT_NE(said.find(m_directory.path().string()), std::string::npos) << "said: " << said;
        EXPECT_LE(life.fatal.size(), 1u);
        EXPECT_FALSE(life.stopped && life.started) << said;
    }
    static bool failed(const Life& life) {
        return !life.opened || !life.started || !life.stopped || !life.fatal.empty();
    }

    /// Tries a fault at points of an import into an empty directory, until one comes too late.
    void try_faults(FaultTarget target, FileErrorCode code, FaultRepeat repeat) {
        int points = 0;
        bool struck = true;
        for (uint64_t point = 0; struck && !HasFailure(); point = next_point(point)) {
            SCOPED_TRACE("operation " + std::to_string(point));
            clear();
            sys::FaultyFileSystem& files = new_files();
            files.fail_after(target, point, code, repeat);
            const Life life = live(import_all);
            struck = failed(life);
            if (struck) expect_reported(life);
            points += struck ? 1 : 0;
            expect_goes_on(life);
        }
        EXPECT_GT(points, 5);
    }
};

TEST_F(CrashTest, FullDiskStopsTheChainAtAnyWrite) {
    try_faults(FaultTarget::Writes, FileErrorCode::DiskFull, FaultRepeat::Always);
}

TEST_F(CrashTest, FailingDeviceStopsTheChainAtAnyWrite) {
    try_faults(FaultTarget::Writes, FileErrorCode::Io, FaultRepeat::Always);
}

TEST_F(CrashTest, FailingSyncStopsTheChain) {
    try_faults(FaultTarget::Syncs, FileErrorCode::Io, FaultRepeat::Always);
}

/// A disk that is full for a moment only: whatever the chain makes of it, nothing may be lost.
TEST_F(CrashTest, PassingFaultsLoseNothing) {
    for (uint64_t point = 1; point < 160 && !HasFailure(); point += kStride) {
        SCOPED_TRACE("operation " + std::to_string(point));
        for (const FaultTarget target : {FaultTarget::Writes, FaultTarget::Syncs}) {
            clear();
            sys::FaultyFileSystem& files = new_files();
            files.fail_after(target, point, FileErrorCode::DiskFull, FaultRepeat::Once);
            expect_goes_on(live(import_all));
        }
    }
}

/// Blocks, undo data and coins that cannot be read hold no block invalid.
TEST_F(CrashTest, FailingReadsStopTheChainAndBlameNoBlock) {
    int points = 0;
    bool struck = true;
    for (uint64_t point = 0; struck && !HasFailure(); point = next_point(point)) {
        SCOPED_TRACE("read " + std::to_string(point));
        clear();
        sys::FaultyFileSystem& files = new_files();
        live([](Chain& chain, Life& life) {
            submit_all(chain, CrashBlocks::get().trunk);
            submit_all(chain, CrashBlocks::get().first);
            flush(chain, life);
        });
        files.fail_after(FaultTarget::Reads, point, FileErrorCode::Io, FaultRepeat::Always);
        const Life life = live([](Chain& chain, Life&) { submit_all(chain, CrashBlocks::get().second); });
        struck = failed(life);
        points += struck ? 1 : 0;
        expect_goes_on(life);
    }
    EXPECT_GT(points, 5);
}

/// What cannot be read at the start may be sound: the cause is told, and nobody is sent to rebuild it all.
TEST_F(CrashTest, ACoinThatCannotBeReadIsNotTakenForAMissingOne) {
    // Far from any height that pins coinbases: BIP30 looks for coins that must not be there.
    m_params.consensus.bip34_height = 1'000'000;
    testing::ChainBuilder builder(m_params);
    for (const BlockPtr& block : CrashBlocks::get().trunk)
        builder.connect(block);
    const testing::SpendableCoin coin = builder.coinbase_coin(1);
    builder.mine({testing::spend_to(std::span(&coin, 1), testing::anyone_script(), {}, 8000)});
    new_files();
    const Life before = live([&](Chain& chain, Life&) { submit_all(chain, builder.blocks()); });
    ASSERT_FALSE(failed(before)) << before.error;

    // Of so many outputs the filters of the database let some through to the disk; where its tables end they
    // are in memory from the beginning.
    BlockPtr block;
    for (uint64_t nonce = 0; block == nullptr || block->transactions()[0].txid().bytes()[0] > 0x40; ++nonce) {
        testing::BlockDraft draft = testing::draft_block(builder.tip(), m_params.consensus, {}, nonce);
        draft.coinbase.outputs.resize(4000, {{}, testing::anyone_script()});
        block = testing::finish_block(draft);
    }
    sys::FaultyFileSystem& files = new_files();
    m_check_blocks = -1;  // going through the last ones would read the coins already
    std::string outcome;
    const Life life = live([&](Chain& chain, Life&) {
        files.fail_after(FaultTarget::Reads, 0, FileErrorCode::Io, FaultRepeat::Always);
        const SubmitResult result = chain.submit_and_wait(block);
        outcome = result ? "accepted" : result.error().reason;
        files.clear_faults();
    });
    EXPECT_EQ(outcome, "internal-failure");
    ASSERT_EQ(life.fatal.size(), 1u);
    const auto chain = open_sound();
    ASSERT_NE(chain, nullptr);
    EXPECT_TRUE(chain->submit_and_wait(block));
    EXPECT_EQ(chain->snapshot()->tip->hash, block->hash());
    EXPECT_TRUE(chain->verify(4, 2));
    EXPECT_TRUE(chain->stop());
}

TEST_F(CrashTest, VerificationTellsReadsThatFailFromDamage) {
    // So many coins that starting alone does not read them all.
    constexpr size_t kCoins = 8000;
    testing::ChainBuilder builder;
    for (const auto* part : {&CrashBlocks::get().trunk, &CrashBlocks::get().second}) {
        for (const BlockPtr& block : *part)
            builder.connect(block);
    }
    const testing::SpendableCoin coin = builder.coinbase_coin(8);
    builder.mine({testing::spend_to(std::span(&coin, 1), testing::anyone_script(), {}, kCoins)});
    new_files();
    const Life before = live([&](Chain& chain, Life&) { submit_all(chain, builder.blocks()); });
    ASSERT_FALSE(failed(before)) << before.error;
    int blocks = 0;
    int coins = 0;
    bool struck = true;
    // The coins of the last block are read first: there every read fails once.
    for (uint64_t point = 0; struck && !HasFailure(); point += blocks + coins < 12 ? 1 : kStride) {
        SCOPED_TRACE("read " + std::to_string(point));
        new_files().fail_after(FaultTarget::Reads, point, FileErrorCode::Io, FaultRepeat::Always);
        const Life life = live([](Chain&, Life&) {});
        struck = failed(life);
        if (!life.opened || life.started) continue;
        EXPECT_TRUE(life.error.starts_with("Error reading block database: ")) << life.error;
        blocks += life.error.find("blocks/") != std::string::npos ? 1 : 0;
        coins += life.error.find("coins") != std::string::npos ? 1 : 0;
    }
    EXPECT_GT(blocks, 5);
    EXPECT_GT(coins, 0);
    const auto chain = open_sound();
    ASSERT_NE(chain, nullptr);
    EXPECT_TRUE(chain->verify(4, 0));
    EXPECT_TRUE(chain->stop());
}

/// A reindex that cannot read a block again, which had waited for its parent, does not go on without it.
TEST_F(CrashTest, ReindexLosesNoBlockThatCannotBeRead) {
    constexpr size_t kBlocks = 12;
    constexpr uint64_t kReads = 80;
    base::Bytes file;
    for (size_t i = kBlocks; i-- > 0;) {
        const base::ByteSpan raw = CrashBlocks::get().trunk[i]->raw();
        codec::Writer(file).write_bytes(m_params.message_start);
        codec::Writer(file).write(static_cast<uint32_t>(raw.size())).write_bytes(raw);
    }
    const std::filesystem::path directory = m_directory / "data" / "blocks";
    int points = 0;
    for (uint64_t point = 0; point < kReads && !HasFailure(); ++point) {
        SCOPED_TRACE("read " + std::to_string(point));
        clear();
        std::filesystem::create_directories(directory);
        const std::string path = (directory / "blk00000.dat").string();
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), path, file));
        sys::FaultyFileSystem& files = new_files();
        files.fail_after(FaultTarget::Reads, point, FileErrorCode::Io, FaultRepeat::Once);
        const Life life = live([&](Chain& chain, Life& there) {
            if (const auto reindexed = finish_reindex(chain); !reindexed) there.error = reindexed.error();
            there.safe_height = chain.snapshot()->height();
        });
        const bool reported = failed(life) || !life.error.empty();
        points += reported && life.started ? 1 : 0;
        EXPECT_TRUE(reported || life.safe_height == kBlocks) << life.safe_height;
    }
    EXPECT_GT(points, 5);
}

/// A first start whose power goes at any of its changes is begun again, and finds nothing to reindex.
TEST_F(CrashTest, FirstStartMayBeCutAnywhere) {
    bool was_cut = true;
    uint64_t step = 0;
    for (; was_cut && !HasFailure(); step += 2) {
        SCOPED_TRACE("change " + std::to_string(step));
        clear();
        sys::FaultyFileSystem& files = new_files();
        sys::FakeRandom kept(step);
        files.cut_power_after(step, step % 4 == 0 ? &kept : nullptr);
        live([](Chain&, Life&) {});
        was_cut = !files.is_powered();
        const auto chain = open_sound();
        ASSERT_NE(chain, nullptr);
        EXPECT_FALSE(engine_of(*chain).reindexing());
        EXPECT_EQ(chain->archive().block_files().existing_files().size(), 1u);
        EXPECT_TRUE(chain->archive().read_block(*chain->snapshot()->tip));
    }
    EXPECT_GT(step, 40u);
}

/// What a flush has written survives any cut after it, and every step of a flush may be the last.
TEST_F(CrashTest, PowerMayGoAtEverySyncOfAnImport) {
    bool was_cut = true;
    uint64_t sync = 0;
    for (; was_cut && !HasFailure(); ++sync) {
        SCOPED_TRACE("sync " + std::to_string(sync));
        clear();
        sys::FaultyFileSystem& files = new_files();
        files.plan_cut({sync, sys::PlannedCut::Count::Syncs});
        const Life life = live(import_all);
        was_cut = !files.is_powered();
        expect_goes_on(life);
    }
    EXPECT_GT(sync, 30u);
}

/// The mark of an invalid block reaches the disk before the coins do; the chain leaves it on the next start.
TEST_F(CrashTest, TipMarkedInvalidBeforeTheCrashIsLeft) {
    sys::FaultyFileSystem& files = new_files();
    live([&](Chain& chain, Life&) {
        submit_all(chain, CrashBlocks::get().trunk);
        ASSERT_TRUE(chain.flush());
        ASSERT_TRUE(chain.invalidate(*chain.snapshot()->at(100)));
        EXPECT_EQ(chain.snapshot()->height(), 99);
        Engine& engine = engine_of(chain);
        engine.run([&] { engine.set_reindex_progress(0, true); });  // writes the index alone
        files.cut_power();
    });
    const auto chain = open_sound();
    ASSERT_NE(chain, nullptr);
    EXPECT_EQ(chain->snapshot()->height(), 99);
    EXPECT_TRUE(chain->verify(4, 0));
    ASSERT_TRUE(chain->reconsider(*chain->headers().find(CrashBlocks::get().trunk[99]->hash())));
    EXPECT_EQ(chain->snapshot()->height(), 108);
}

/// A reindex was killed after the index was gone and before the coins were.
TEST_F(CrashTest, CoinsWithoutAnIndexAreRebuilt) {
    Life life;
    std::string hash;
    {
        const auto chain = open_sound();
        import_all(*chain, life);
        hash = utxo_hash(*chain);
    }
    std::filesystem::remove_all(m_directory / "data" / "headers");
    const auto chain = open_sound();
    ASSERT_NE(chain, nullptr);
    EXPECT_TRUE(engine_of(*chain).reindexing());
    ASSERT_TRUE(finish_reindex(*chain));
    EXPECT_FALSE(engine_of(*chain).reindexing());
    EXPECT_EQ(utxo_hash(*chain), hash);
}

/// Files no known block is in are deleted only where pruning may have left them.
TEST_F(CrashTest, UnknownBlockFilesAreKept) {
    Life life;
    const std::filesystem::path blocks = m_directory / "data" / "blocks";
    {
        const auto chain = open_sound();
        import_all(*chain, life);
    }
    std::filesystem::rename(blocks / "blk00000.dat", blocks / "blk00007.dat");
    std::filesystem::remove_all(m_directory / "data" / "headers");
    std::ofstream(blocks / "blk00003.dat") << "blocks of a chain yet to come";
    {
        const auto chain = open_sound();
        ASSERT_TRUE(finish_reindex(*chain));
        EXPECT_EQ(chain->snapshot()->height(), 115);
    }
    ASSERT_NE(open_sound(), nullptr);
    EXPECT_TRUE(std::filesystem::exists(blocks / "blk00003.dat"));
}

}  // namespace
}  // namespace quanta::chain
