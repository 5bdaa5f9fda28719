// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "fees/buckets.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace quanta::fees {
namespace {

constexpr double kLowestEdge = 100;
constexpr double kHighestEdge = 10'000'000;
constexpr double kRatio = 1.05;
constexpr double kNoEnd = 1e99;

constexpr size_t kMinBuckets = 2;
constexpr size_t kMaxBuckets = 1000;

bool is_edge(double edge) {
    return std::isfinite(edge) && edge > 0;
}

}  // namespace

Buckets::Buckets(std::vector<double> edges) : m_edges(std::move(edges)) {}

Buckets Buckets::standard() {
    std::vector<double> edges;
    for (double edge = kLowestEdge; edge <= kHighestEdge; edge *= kRatio)
        edges.push_back(edge);
    edges.push_back(kNoEnd);
    return Buckets(std::move(edges));
}

std::optional<Buckets> Buckets::from_edges(std::vector<double> edges) {
    if (edges.size() < kMinBuckets || edges.size() > kMaxBuckets) return std::nullopt;
    if (!std::ranges::all_of(edges, is_edge)) return std::nullopt;
    const bool ascending = std::ranges::adjacent_find(edges, std::greater_equal<>()) == edges.end();
    if (!ascending) return std::nullopt;
    return Buckets(std::move(edges));
}

size_t Buckets::index_of(double rate) const {
    const auto found = std::ranges::lower_bound(m_edges, rate);
    return std::min(static_cast<size_t>(found - m_edges.begin()), m_edges.size() - 1);
}

}  // namespace quanta::fees
