// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/crash_test_fixture.h"

#include <algorithm>
#include <atomic>

#include "base/hex.h"
#include "chain/importer.h"
#include "chain/importer_access.h"
#include "chain/utxo_stats.h"
#include "sys/clock.h"
#include "testing/spending.h"

namespace quanta::chain {

namespace {

using testing::ChainBuilder;

constexpr int kTrunk = 108;
constexpr int kFirst = 4;
constexpr int kSecond = 7;
constexpr size_t kFlushEvery = 40;

std::vector<BlockPtr> branch_on(const std::vector<BlockPtr>& trunk, int length, size_t outputs) {
    ChainBuilder builder;
    for (const BlockPtr& block : trunk)
        builder.connect(block);
    for (int i = 1; i <= length; ++i) {
        const testing::SpendableCoin coin = builder.coinbase_coin(i);
        builder.mine({testing::spend_to(std::span(&coin, 1), testing::anyone_script(), {}, outputs)});
    }
    return {builder.blocks().begin() + kTrunk, builder.blocks().end()};
}

CrashBlocks make_blocks() {
    CrashBlocks blocks;
    ChainBuilder builder;
    builder.mine_empty(kTrunk);
    blocks.trunk = builder.blocks();
    blocks.first = branch_on(blocks.trunk, kFirst, 2);
    blocks.second = branch_on(blocks.trunk, kSecond, 3);
    return blocks;
}

ChainOptions options_in(const std::filesystem::path& directory) {
    ChainOptions options;
    options.data_directory = directory;
    options.blocks_directory = directory / "blocks";
    options.cache_bytes = 64 << 20;
    options.script_threads = 2;
    options.small_files = true;
    options.check_blocks = 0;
    options.check_level = 4;
    return options;
}

std::unique_ptr<Chain> open_started(const ChainOptions& options, const params::ChainParams& params,
                                    sys::FileSystem& files) {
    auto chain = Chain::open(options, params, files, sys::system_clock());
    if (!chain) {
        ADD_FAILURE() << chain.error();
        return nullptr;
    }
    auto started = (*chain)->start([](const std::string&) {});
    EXPECT_TRUE(started) << started.error();
    return std::move(chain).value();
}

}  // namespace

struct CrashFixture::Files {
    sys::FaultyFileSystem system{sys::real_file_system()};
    kv::TestEnvironment environment{system};
};

CrashFixture::CrashFixture() = default;
CrashFixture::~CrashFixture() = default;

const CrashBlocks& CrashBlocks::get() {
    static const CrashBlocks blocks = make_blocks();
    return blocks;
}

sys::FaultyFileSystem& CrashFixture::new_files() {
    m_files.reset();  // what it keeps aside must be gone first
    m_files = std::make_unique<Files>();
    return m_files->system;
}

CrashFixture::Life CrashFixture::live(const Action& action) {
    Life life;
    ChainOptions options = options_in(m_directory / "data");
    options.prune = m_prune;
    options.check_blocks = m_check_blocks;
    options.database_environment = &m_files->environment;
    options.fatal = [&](const std::string& message) { life.fatal.push_back(message); };
    auto chain = Chain::open(options, m_params, m_files->system, sys::system_clock());
    life.opened = chain.has_value();
    if (!chain) {
        life.error = chain.error();
        return life;
    }
    auto started = (*chain)->start([](const std::string&) {});
    life.started = started.has_value();
    if (started)
        action(**chain, life);
    else
        life.error = started.error();
    life.stopped = (*chain)->stop();
    return life;
}

std::unique_ptr<Chain> CrashFixture::open_sound() {
    new_files();
    ChainOptions options = options_in(m_directory / "data");
    options.prune = m_prune;
    options.database_environment = &m_files->environment;
    return open_started(options, m_params, m_files->system);
}

void CrashFixture::submit_all(Chain& chain, const std::vector<BlockPtr>& blocks) {
    for (const BlockPtr& block : blocks)
        chain.submit(block, {});
    engine_of(chain).wait_until_settled();
}

void CrashFixture::flush(Chain& chain, Life& life) {
    const primitives::Height height = chain.snapshot()->height();
    if (chain.flush()) life.safe_height = height;
}

void CrashFixture::import_all(Chain& chain, Life& life) {
    const CrashBlocks& blocks = CrashBlocks::get();
    for (size_t begin = 0; begin < blocks.trunk.size(); begin += kFlushEvery) {
        const size_t end = std::min(begin + kFlushEvery, blocks.trunk.size());
        submit_all(chain, {blocks.trunk.begin() + static_cast<ptrdiff_t>(begin),
                           blocks.trunk.begin() + static_cast<ptrdiff_t>(end)});
        flush(chain, life);
    }
    submit_all(chain, blocks.first);
    flush(chain, life);
    submit_all(chain, blocks.second);
    flush(chain, life);
}

std::string CrashFixture::utxo_hash(Chain& chain) {
    auto coins = chain.coins();
    if (!coins) return coins.error();
    const std::atomic<bool> interrupt{false};
    auto stats = utxo_stats(**coins, UtxoHash::HashSerialized3, 2, interrupt);
    if (!stats) return stats.error();
    return base::to_hex(*stats->hash);
}

void CrashFixture::expect_goes_on(const Life& life) {
    const auto chain = open_sound();
    ASSERT_NE(chain, nullptr);
    EXPECT_FALSE(engine_of(*chain).reindexing());
    EXPECT_GE(chain->snapshot()->height(), life.safe_height);
    for (const ChainTip& tip : chain->tips())
        EXPECT_NE(tip.status, ChainTip::Status::Invalid);
    Life sound;
    import_all(*chain, sound);
    EXPECT_TRUE(chain->verify(4, 0));
    EXPECT_EQ(utxo_hash(*chain), undisturbed_hash());
    EXPECT_TRUE(chain->stop());
}

std::string CrashFixture::undisturbed_hash() {
    static const std::string hash = [this] {
        const testing::TempDir directory("crash");
        const auto chain = open_started(options_in(directory.path()), m_params, sys::real_file_system());
        submit_all(*chain, CrashBlocks::get().trunk);
        submit_all(*chain, CrashBlocks::get().second);
        return utxo_hash(*chain);
    }();
    return hash;
}

void CrashFixture::clear() {
    std::filesystem::remove_all(m_directory / "data");
}

}  // namespace quanta::chain
