// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Pruning that is cut short at each of its steps, or fails there. The index forgets blocks before their files
// go: a file too many is deleted at the next start, a block too few would be missed for ever.
#include <filesystem>
#include <string>

#include "chain/crash_test_fixture.h"
#include "sys/random.h"

namespace quanta::chain {
namespace {

using Loss = sys::PlannedCut::Loss;

/// Blocks for three small files, and up to where they are pruned: the end of the second.
constexpr int kBlocks = 620;
constexpr primitives::Height kPruned = 550;

class PruneCrashTest : public CrashFixture {
protected:
    PruneCrashTest() {
        m_prune.enabled = true;
        testing::ChainBuilder builder;
        builder.mine_empty(kBlocks);
        new_files();
        const Life life = live([&](Chain& chain, Life&) { submit_all(chain, builder.blocks()); });
        EXPECT_TRUE(life.stopped) << life.error;
        std::filesystem::rename(data(), kept());
    }

    std::filesystem::path data() const { return m_directory / "data"; }
    std::filesystem::path kept() const { return m_directory / "kept"; }
    bool exists(int32_t file, const char* kind) const {
        return std::filesystem::exists(data() / "blocks" / (kind + ("0000" + std::to_string(file)) + ".dat"));
    }

    struct Outcome {
        bool pruned = false;  ///< prune_to() said so
        bool powered = false;
        size_t fatal = 0;
    };
    /// A life in which `disturb` is told of the files right before pruning begins.
    Outcome prune(const std::function<void(sys::FaultyFileSystem&)>& disturb) {
        clear();
        std::filesystem::copy(kept(), data(), std::filesystem::copy_options::recursive);
        sys::FaultyFileSystem& files = new_files();
        Outcome outcome;
        const Life life = live([&](Chain& chain, Life&) {
            disturb(files);
            outcome.pruned = chain.prune_to(kPruned).has_value();
        });
        outcome.powered = files.is_powered();
        outcome.fatal = life.fatal.size();
        return outcome;
    }

    /// Every block and undo record the index knows is there, every file without one is not, and what was to
    /// be pruned still can be. Whether it was already.
    bool expect_sound() {
        const auto chain = open_sound();
        if (chain == nullptr) return false;
        EXPECT_EQ(chain->snapshot()->height(), kBlocks);
        const bool pruned = !chain->snapshot()->at(1)->has_block();
        EXPECT_EQ(chain->archive().pruned(), pruned);
        for (primitives::Height height = 1; height <= kBlocks; ++height) {
            const HeaderNode& node = *chain->snapshot()->at(height);
            EXPECT_EQ(node.has_block(), node.has_undo()) << height;
            if (!node.has_block()) continue;
            EXPECT_TRUE(chain->archive().read_block(node)) << height;
            EXPECT_TRUE(chain->archive().read_undo(node)) << height;
        }
        expect_files(!pruned);
        EXPECT_TRUE(chain->prune_to(kPruned));
        expect_files(false);
        EXPECT_EQ(chain->archive().first_stored_height(*chain->snapshot()->tip), first_kept(*chain));
        EXPECT_TRUE(chain->stop());
        return pruned;
    }
    void expect_files(bool there) const {
        for (const int32_t file : {0, 1}) {
            EXPECT_EQ(exists(file, "blk"), there) << file;
            EXPECT_EQ(exists(file, "rev"), there) << file;
        }
        EXPECT_TRUE(exists(2, "blk"));
    }
    static primitives::Height first_kept(const Chain& chain) {
        return chain.archive().block_files().infos()[2].first_height;
    }
};

TEST_F(PruneCrashTest, UndisturbedItDeletesBothFilesOfEach) {
    EXPECT_TRUE(prune([](sys::FaultyFileSystem&) {}).pruned);
    expect_files(false);
    EXPECT_TRUE(expect_sound());
}

TEST_F(PruneCrashTest, MayBeCutAtEveryStep) {
    for (const Loss loss : {Loss::Unsynced, Loss::Nothing}) {
        int cuts_before = 0;
        int cuts_after = 0;
        bool cut = true;
        for (uint64_t step = 0; cut && !HasFailure(); ++step) {
            SCOPED_TRACE("change " + std::to_string(step));
            const Outcome outcome = prune([&](sys::FaultyFileSystem& files) {
                files.plan_cut({step, sys::PlannedCut::Count::Changes, loss});
            });
            cut = !outcome.powered;
            ++(expect_sound() ? cuts_after : cuts_before);
        }
        EXPECT_GE(cuts_before, 1);
        EXPECT_GE(cuts_after, 4) << "four files are deleted, after the index was written";
    }
}

TEST_F(PruneCrashTest, MayKeepAnyPartOfWhatWasNotSynced) {
    for (uint64_t step = 0; step < 16 && !HasFailure(); ++step) {
        SCOPED_TRACE("change " + std::to_string(step));
        sys::FakeRandom random(step);
        prune([&](sys::FaultyFileSystem& files) {
            files.plan_cut({step, sys::PlannedCut::Count::Changes, Loss::Unsynced, &random});
        });
        expect_sound();
    }
}

TEST_F(PruneCrashTest, MayFailAtEveryStep) {
    for (const sys::FaultTarget target : {sys::FaultTarget::Writes, sys::FaultTarget::Syncs}) {
        int failures = 0;
        bool failed = true;
        for (uint64_t step = 0; failed && !HasFailure(); ++step) {
            SCOPED_TRACE("operation " + std::to_string(step));
            const Outcome outcome = prune([&](sys::FaultyFileSystem& files) {
                files.fail_after(target, step, sys::FileErrorCode::Io, sys::FaultRepeat::Always);
            });
            failed = !outcome.pruned;
            EXPECT_EQ(outcome.fatal, failed ? 1u : 0u);
            failures += failed ? 1 : 0;
            expect_sound();
        }
        EXPECT_GE(failures, target == sys::FaultTarget::Writes ? 5 : 1);
    }
}

}  // namespace
}  // namespace quanta::chain
