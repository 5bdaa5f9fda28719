// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/eviction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace quanta::net {
namespace {

using Candidates = std::vector<EvictionCandidate>;
using wire::Network;

constexpr size_t kProtectedByGroup = 4;
constexpr size_t kProtectedByPing = 8;
constexpr size_t kProtectedByTransaction = 4;
constexpr size_t kProtectedBlockRelay = 8;
constexpr size_t kProtectedByBlock = 4;
/// Of those left, one in this many is protected by how long it has been connected.
constexpr size_t kProtectedByAge = 2;
/// And one in this many, as a part of these, for networks of few peers.
constexpr size_t kProtectedByNetwork = 4;

/// Takes up to `count` of the best of those `eligible` out. `better(a, b)` is a strict order; ties fall to
/// the one connected longer.
template <typename Better, typename Eligible>
void protect(Candidates& candidates, size_t count, Better better, Eligible eligible) {
    const auto first_other = std::stable_partition(candidates.begin(), candidates.end(), eligible);
    std::sort(candidates.begin(), first_other, [&better](const auto& a, const auto& b) {
        if (better(a, b) || better(b, a)) return better(a, b);
        return std::pair(a.connected_at_us, a.id) < std::pair(b.connected_at_us, b.id);
    });
    const auto eligible_count = static_cast<size_t>(first_other - candidates.begin());
    candidates.erase(candidates.begin(),
                     candidates.begin() + static_cast<ptrdiff_t>(std::min(count, eligible_count)));
}

bool anyone(const EvictionCandidate&) {
    return true;
}

int64_t ping_of(const EvictionCandidate& candidate) {
    return candidate.min_ping_us.value_or(std::numeric_limits<int64_t>::max());
}

bool older(const EvictionCandidate& a, const EvictionCandidate& b) {
    return a.connected_at_us < b.connected_at_us;
}

bool later_block(const EvictionCandidate& a, const EvictionCandidate& b) {
    return a.last_block_s > b.last_block_s;
}

/// Who is better when transactions count; without one it is better to have asked for all of them.
bool later_transaction(const EvictionCandidate& a, const EvictionCandidate& b) {
    const auto rank = [](const EvictionCandidate& c) {
        return std::tuple(c.last_transaction_s, c.relays_transactions, !c.has_bloom_filter);
    };
    return rank(a) > rank(b);
}

/// A network of few peers, or this machine.
struct Minority {
    bool local;
    Network network;
    size_t members = 0;

    bool holds(const EvictionCandidate& candidate) const {
        return local ? candidate.local : !candidate.local && candidate.network == network;
    }
};

/// Shares `places` among the networks of few peers: those with the fewest peers choose first, and what one
/// cannot use is for the others. How many places were used.
size_t protect_minorities(Candidates& candidates, size_t places) {
    std::array<Minority, 4> minorities{{{.local = false, .network = Network::Cjdns},
                                        {.local = false, .network = Network::I2p},
                                        {.local = true, .network = Network::Ipv4},
                                        {.local = false, .network = Network::Onion}}};
    for (Minority& minority : minorities) {
        minority.members = static_cast<size_t>(std::ranges::count_if(
            candidates, [&minority](const auto& candidate) { return minority.holds(candidate); }));
    }
    std::ranges::stable_sort(minorities, {}, &Minority::members);
    size_t used = 0;
    size_t waiting = static_cast<size_t>(
        std::ranges::count_if(minorities, [](const Minority& minority) { return minority.members > 0; }));
    for (const Minority& minority : minorities) {
        if (minority.members == 0) continue;
        const size_t share = std::min((places - used) / waiting--, minority.members);
        protect(candidates, share, older, [&minority](const auto& c) { return minority.holds(c); });
        used += share;
    }
    return used;
}

void protect_by_age(Candidates& candidates) {
    const size_t count = candidates.size();
    const size_t total = count / kProtectedByAge;
    const size_t used = protect_minorities(candidates, count / kProtectedByNetwork);
    protect(candidates, total - used, older, anyone);
}

/// The youngest of the largest group; between groups of a size the one with the youngest.
PeerId youngest_of_largest_group(const Candidates& candidates) {
    struct Group {
        size_t size = 0;
        std::pair<int64_t, PeerId> youngest{std::numeric_limits<int64_t>::min(), 0};
    };
    std::map<uint64_t, Group> groups;
    for (const EvictionCandidate& candidate : candidates) {
        Group& group = groups[candidate.network_group];
        ++group.size;
        group.youngest = std::max(group.youngest, {candidate.connected_at_us, candidate.id});
    }
    const auto largest = std::ranges::max_element(
        groups, {}, [](const auto& entry) { return std::pair(entry.second.size, entry.second.youngest); });
    return largest->second.youngest.second;
}

}  // namespace

std::optional<PeerId> choose_for_eviction(Candidates candidates) {
    protect(
        candidates, kProtectedByGroup,
        [](const auto& a, const auto& b) { return a.network_group > b.network_group; }, anyone);
    protect(
        candidates, kProtectedByPing, [](const auto& a, const auto& b) { return ping_of(a) < ping_of(b); },
        anyone);
    protect(candidates, kProtectedByTransaction, later_transaction, anyone);
    protect(candidates, kProtectedBlockRelay, later_block,
            [](const auto& c) { return !c.relays_transactions && c.useful_services; });
    protect(
        candidates, kProtectedByBlock,
        [](const auto& a, const auto& b) {
            return std::pair(a.last_block_s, a.useful_services) >
                   std::pair(b.last_block_s, b.useful_services);
        },
        anyone);
    protect_by_age(candidates);
    if (std::ranges::any_of(candidates, &EvictionCandidate::prefer_eviction)) {
        std::erase_if(candidates, [](const auto& candidate) { return !candidate.prefer_eviction; });
    }
    if (candidates.empty()) return std::nullopt;
    return youngest_of_largest_group(candidates);
}

}  // namespace quanta::net
