// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/chain_fixture.h"

#include <algorithm>

#include "sys/clock.h"
#include "sys/file.h"

namespace quanta::chain {

ChainFixture::ChainFixture() : m_params(testing::ChainBuilder::regtest()) {}

ChainOptions ChainFixture::options() const {
    ChainOptions options;
    options.data_directory = m_directory.path();
    options.blocks_directory = m_directory / "blocks";
    options.cache_bytes = 64 << 20;
    options.script_threads = 2;
    return options;
}

void ChainFixture::open(const ChainOptions& options) {
    auto chain = Chain::open(options, m_params, sys::real_file_system(), sys::system_clock());
    ASSERT_TRUE(chain) << chain.error();
    m_chain = std::move(chain).value();
    auto started = m_chain->start([](const std::string&) {});
    ASSERT_TRUE(started) << started.error();
}

void ChainFixture::close() {
    EXPECT_TRUE(m_chain->stop());
    m_chain.reset();
}

std::string ChainFixture::submit(const std::shared_ptr<const primitives::Block>& block) {
    const SubmitResult result = m_chain->submit_and_wait(block);
    if (!result) return result.error().reason;
    static constexpr const char* kWords[] = {"connected", "stored", "duplicate"};
    return kWords[static_cast<int>(*result)];
}

std::string ChainFixture::utxo_hash() {
    auto coins = m_chain->coins();
    if (!coins) return coins.error();
    const std::atomic<bool> interrupt{false};
    auto stats = utxo_stats(**coins, UtxoHash::HashSerialized3, 2, interrupt);
    if (!stats) return stats.error();
    crypto::Digest256 reversed = *stats->hash;
    std::reverse(reversed.begin(), reversed.end());
    return base::to_hex(reversed);
}

}  // namespace quanta::chain
