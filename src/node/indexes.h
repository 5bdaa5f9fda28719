// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/chain.h"
#include "chain/tasks.h"
#include "index/filter_index.h"
#include "index/follower.h"

namespace quanta::node {

/// Which indexes a node keeps.
struct IndexOptions {
    bool block_filters = false;  ///< -blockfilterindex
};

/// The indexes of a node, each followed on threads of its own. Started and stopped by one thread; everything
/// else from any thread once start() has succeeded, also after stop().
class Indexes {
public:
    explicit Indexes(IndexOptions options) : m_options(options) {}
    /// As stop().
    ~Indexes() { stop(); }

    struct Parts {
        chain::Chain& chain;
        chain::Tasks& tasks;
        std::filesystem::path data_directory;            ///< of the network
        bool start_over = false;                         ///< -reindex
        std::function<void(const std::string&)> failed;  ///< see index::Follower::Parts
    };
    /// Opens what is wanted and begins to catch up with the chain. The error is a sentence.
    base::Result<void, std::string> start(const Parts& parts);
    /// Ends the threads. Idempotent.
    void stop();

    /// For chain::ChainOptions, from construction on; null when no index is wanted.
    const std::atomic<primitives::Height>* needed_from() const {
        return m_options.block_filters ? &m_needed_from : nullptr;
    }

    /// Filters of blocks; null without -blockfilterindex.
    const index::FilterIndex* filters() const { return m_filters.get(); }
    /// Waits until these hold the blocks that are connected now; false when they are still being built.
    bool wait_for_filters();

    struct Status {
        std::string name;
        bool synced = false;
        primitives::Height best_height = 0;
    };
    /// Of each index.
    std::vector<Status> status() const;

private:
    const IndexOptions m_options;
    std::atomic<primitives::Height> m_needed_from{0};
    std::unique_ptr<index::FilterIndex> m_filters;
    std::unique_ptr<index::Follower> m_filter_follower;
};

}  // namespace quanta::node
