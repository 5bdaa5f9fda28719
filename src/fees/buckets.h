// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace quanta::fees {

/// Ranges of fee rates that transactions are counted by. Each ends at its edge, which belongs to it, and
/// begins after the one before; rates are satoshi for 1,000 virtual bytes. Immutable; any thread.
class Buckets {
public:
    /// Those of the network: the first ends at 100, each edge is 1.05 times the one before up to 10,000,000,
    /// the last has no end (1e99).
    static Buckets standard();
    /// From edges in a file. Nothing unless there are 2 to 1,000, finite, above zero, each above the one
    /// before.
    static std::optional<Buckets> from_edges(std::vector<double> edges);

    size_t size() const { return m_edges.size(); }
    /// The bucket for `rate`; the last one for rates above all edges. O(log n).
    size_t index_of(double rate) const;
    double lower(size_t bucket) const { return bucket == 0 ? 0 : m_edges[bucket - 1]; }
    double upper(size_t bucket) const { return m_edges[bucket]; }
    const std::vector<double>& edges() const { return m_edges; }

private:
    explicit Buckets(std::vector<double> edges);

    std::vector<double> m_edges;
};

}  // namespace quanta::fees
