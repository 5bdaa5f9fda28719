// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "cluster/tables.h"

namespace quanta::cluster {

struct Limits;

/// What a Change wants of a graph.
struct Edit {
    struct Touched {
        uint32_t cluster;
        /// Transactions that go, by position.
        TransactionSet removed = 0;
    };
    struct Added {
        Handle handle;
        bool removed = false;
    };

    /// Clusters that lose a transaction or gain a dependency, in the order they were named.
    std::vector<Touched> clusters;
    std::vector<Added> added;
    /// Parent, child.
    std::vector<std::pair<Handle, Handle>> dependencies;

    /// Whether a transaction, of the graph or added, is not to be there afterwards.
    bool removes(const Tables& tables, Handle handle) const;
};

/// The clusters that take the place of those an Edit touches.
struct Rebuild {
    /// When set, there are no clusters below: one of them would be above a limit.
    bool too_large = false;
    std::vector<NewCluster> clusters;
};

/// Works out what an edit makes of the clusters it touches. Linearises none when one is too large.
[[nodiscard]] Rebuild rebuild(const Tables& tables, const Edit& edit, const Limits& limits);

}  // namespace quanta::cluster
