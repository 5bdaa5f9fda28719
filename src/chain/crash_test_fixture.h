// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chain/chain.h"
#include "kv/test_environment.h"
#include "sys/fake_file_system.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::chain {

using BlockPtr = std::shared_ptr<const primitives::Block>;

/// Blocks to work with: a trunk, and two branches on it, the second one longer, that spend coins of the
/// trunk.
struct CrashBlocks {
    std::vector<BlockPtr> trunk;
    std::vector<BlockPtr> first;
    std::vector<BlockPtr> second;

    /// The same ones for every caller.
    static const CrashBlocks& get();
};

/// A chain on disks that fail, for the tests of this library. What is open is closed by whoever opened it.
class CrashFixture : public ::testing::Test {
protected:
    CrashFixture();
    ~CrashFixture() override;

    /// One life of a chain on `files`: opened, worked with and stopped, whatever fails meanwhile.
    struct Life {
        bool opened = false;
        bool started = false;
        bool stopped = false;                ///< stop() said that everything was written
        std::string error;                   ///< of open() or start()
        std::vector<std::string> fatal;      ///< what the chain's fatal callback heard
        primitives::Height safe_height = 0;  ///< tip at the last flush() that succeeded
    };
    using Action = std::function<void(Chain&, Life&)>;
    Life live(const Action& action);
    /// Files to fail in the next life: new ones, until open_sound().
    sys::FaultyFileSystem& new_files();

    /// Opens and starts on files that do not fail (nor are they synced, which takes time). One at a time.
    std::unique_ptr<Chain> open_sound();
    /// Offers blocks and waits until they are through.
    static void submit_all(Chain& chain, const std::vector<BlockPtr>& blocks);
    static void flush(Chain& chain, Life& life);
    /// Offers the trunk and both branches, with a flush here and there.
    static void import_all(Chain& chain, Life& life);
    static std::string utxo_hash(Chain& chain);
    /// utxo_hash() at the end of the second branch, after an import that nothing disturbs.
    std::string undisturbed_hash();
    /// Reopens without faults and offers everything: the chain must go on where it was, with nothing lost and
    /// nothing held invalid, and end as one that nothing disturbed.
    void expect_goes_on(const Life& life);
    /// A new empty data directory for the next round.
    void clear();

    struct Files;

    testing::TempDir m_directory{"crash"};
    std::unique_ptr<Files> m_files;
    PruneOptions m_prune;
    int m_check_blocks = 0;  ///< of the next lives: all
    params::ChainParams m_params = testing::ChainBuilder::regtest();
};

}  // namespace quanta::chain
