// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/powercut/work.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "chain/importer.h"
#include "chain/importer_access.h"
#include "chain/utxo_stats.h"
#include "sys/clock.h"

namespace quanta::powercut {

using base::Err;
using chain::HeaderNode;

namespace {

/// So small that coins are written every few blocks.
constexpr uint64_t kCacheBytes = 128 << 10;
/// Automatic pruning keeps 16 MiB in reserve; beyond that there is room for a few small files.
constexpr uint64_t kPruneTarget = (16 << 20) + (320 << 10);

chain::ChainOptions options_for(const std::filesystem::path& directory, Scenario scenario) {
    chain::ChainOptions options;
    options.data_directory = directory;
    options.blocks_directory = directory / "blocks";
    options.cache_bytes = kCacheBytes;
    options.script_threads = 2;
    options.small_files = true;
    options.reindex = scenario == Scenario::Reindex;
    options.reindex_chainstate = scenario == Scenario::ReindexChainstate;
    options.prune.enabled = scenario == Scenario::Prune;
    if (options.prune.enabled) options.prune.target_bytes = kPruneTarget;
    options.check_level = 4;
    options.check_blocks = 20;
    return options;
}

bool is_of(const Material& material, const HeaderNode& node) {
    if (node.height == 0) return true;
    const auto height = static_cast<size_t>(node.height);
    if (height <= material.trunk.size()) return material.trunk[height - 1]->hash() == node.hash;
    const size_t place = height - material.trunk.size() - 1;
    return std::any_of(material.branches.begin(), material.branches.end(), [&](const auto& branch) {
        return place < branch.size() && branch[place]->hash() == node.hash;
    });
}

}  // namespace

std::optional<Scenario> scenario_from_name(const std::string& name) {
    static constexpr std::array kNames = {"import", "flush",   "reorganise",
                                          "prune",  "reindex", "reindex-chainstate"};
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) return std::nullopt;
    return static_cast<Scenario>(found - kNames.begin());
}

Outcome Work::start(const std::filesystem::path& directory, Scenario scenario) {
    chain::ChainOptions options = options_for(directory, scenario);
    options.database_environment = m_environment;
    m_chain = TRY(chain::Chain::open(options, m_material.params, m_files, sys::system_clock()));
    m_was_reindexing = chain::engine_of(*m_chain).reindexing();
    TRY(m_chain->start([](const std::string&) {}));
    const HeaderNode& tip = *m_chain->snapshot()->tip;
    if (!is_of(m_material, tip))
        return Err("started at an unknown block at height " + std::to_string(tip.height));
    return {};
}

Outcome Work::offer(const std::vector<BlockPtr>& blocks, const std::function<Outcome(size_t)>& between) {
    for (size_t i = 0; i < blocks.size(); ++i) {
        m_chain->submit(blocks[i], {});
        TRY(between(i));
    }
    chain::engine_of(*m_chain).wait_until_settled();
    return {};
}

/// Takes the tip down to a random depth and lets it come back, a few times.
Outcome Work::reorganise(sys::Random& random) {
    constexpr uint64_t kRounds = 6;
    constexpr uint64_t kDepth = 120;
    for (uint64_t round = 0; round < kRounds; ++round) {
        const auto snapshot = m_chain->snapshot();
        if (snapshot->height() < 2) return {};
        const uint64_t depth =
            random.below(std::min<uint64_t>(kDepth, static_cast<uint64_t>(snapshot->height())));
        const HeaderNode& node = *snapshot->at(snapshot->height() - static_cast<primitives::Height>(depth));
        if (!m_chain->invalidate(node)) return Err(std::string("could not invalidate a block"));
        if (random.below(2) == 0) TRY(m_chain->flush());
        if (!m_chain->reconsider(node)) return Err(std::string("could not reconsider a block"));
    }
    return {};
}

Outcome Work::disturb(Scenario scenario, sys::Random& random) {
    TRY(chain::finish_reindex(*m_chain));
    if (scenario == Scenario::Reorganise) {
        TRY(clear_marks());
        TRY(reorganise(random));
    }
    constexpr uint64_t kBlocksBetween = 25;
    TRY(offer(m_material.all(), [&](size_t) -> Outcome {
        if (random.below(kBlocksBetween) != 0) return {};
        if (scenario == Scenario::Flush) return m_chain->flush();
        const primitives::Height prunable = m_chain->snapshot()->height() - chain::kMinBlocksToKeep;
        if (scenario != Scenario::Prune || prunable < 1) return {};
        return m_chain->prune_to(
            static_cast<primitives::Height>(random.below(static_cast<uint64_t>(prunable))));
    }));
    if (scenario == Scenario::Reorganise) TRY(reorganise(random));
    return {};
}

Outcome Work::clear_marks() {
    for (const chain::ChainTip& tip : m_chain->tips()) {
        if (tip.status != chain::ChainTip::Status::Invalid) continue;
        if (!m_chain->reconsider(*tip.node)) return Err(std::string("could not reconsider a block"));
    }
    return {};
}

Outcome Work::finish() {
    TRY(chain::finish_reindex(*m_chain));
    TRY(clear_marks());
    TRY(offer(m_material.all(), [](size_t) { return Outcome(); }));
    const HeaderNode& tip = *m_chain->snapshot()->tip;
    if (tip.hash != m_material.end().hash()) {
        return Err("the tip is " + tip.hash.to_text() + " at height " + std::to_string(tip.height));
    }
    if (chain::engine_of(*m_chain).reindexing()) return Err(std::string("still reindexing"));
    return {};
}

Outcome Work::verify() {
    if (!m_chain->verify(4, 0)) return Err(std::string("blocks and coins do not fit"));
    return {};
}

base::Result<std::string, std::string> Work::utxo_hash() {
    const auto coins = TRY(m_chain->coins());
    const std::atomic<bool> interrupt{false};
    const auto stats = TRY(chain::utxo_stats(*coins, chain::UtxoHash::HashSerialized3, 2, interrupt));
    crypto::Digest256 reversed = *stats.hash;
    std::reverse(reversed.begin(), reversed.end());
    return base::to_hex(reversed);
}

Outcome Work::stop() {
    if (!m_chain->stop()) return Err(std::string("could not write everything when stopping"));
    return {};
}

}  // namespace quanta::powercut
