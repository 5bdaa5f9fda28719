// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/powercut/material.h"
#include "base/result.h"
#include "chain/chain.h"
#include "sys/fake_file_system.h"
#include "sys/random.h"

namespace quanta::powercut {

/// What a run does with its chain besides importing all blocks.
enum class Scenario : uint8_t { Import, Flush, Reorganise, Prune, Reindex, ReindexChainstate };

/// The scenario called `name` ("import", "reindex-chainstate"), if there is one.
std::optional<Scenario> scenario_from_name(const std::string& name);

/// Errors are sentences.
using Outcome = base::Result<void, std::string>;

/// One life of a chain from start to stop on a file system that may fail. One thread.
class Work {
public:
    /// All references outlive it. `environment` is what ChainOptions takes, null for the machine's files.
    Work(const Material& material, sys::FileSystem& files, void* environment)
        : m_material(material), m_files(files), m_environment(environment) {}

    /// Opens and starts the chain in `directory`; it must come up on a chain of the material.
    Outcome start(const std::filesystem::path& directory, Scenario scenario);
    /// Whether start() found that block files have to be gone through.
    bool was_reindexing() const { return m_was_reindexing; }
    /// Does what the scenario asks for, at places drawn from `random`; ends with all blocks offered.
    Outcome disturb(Scenario scenario, sys::Random& random);
    /// Ends a reindex, takes back all marks and offers all blocks: the end of the material must be the tip.
    Outcome finish();
    /// Everything the chain can check about itself: -checklevel 4 over all blocks.
    Outcome verify();
    /// The commitment to all coins at the tip (hash_serialized_3).
    base::Result<std::string, std::string> utxo_hash();
    primitives::Height height() const { return m_chain->snapshot()->height(); }
    /// Stops the chain, everything written.
    Outcome stop();

private:
    Outcome offer(const std::vector<BlockPtr>& blocks, const std::function<Outcome(size_t)>& between);
    Outcome reorganise(sys::Random& random);
    Outcome clear_marks();

    const Material& m_material;
    sys::FileSystem& m_files;
    void* const m_environment;
    std::unique_ptr<chain::Chain> m_chain;
    bool m_was_reindexing = false;
};

}  // namespace quanta::powercut
