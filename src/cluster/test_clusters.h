// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

/// @file
/// For tests: clusters looked at by trying all there is to try.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cluster/bits.h"
#include "cluster/linearize.h"

namespace quanta::cluster {

inline bool is_closed(std::span<const Member> members, TransactionSet set) {
    return std::ranges::all_of(Bits(set), [&](unsigned i) { return (members[i].parents & ~set) == 0; });
}

inline FeeSize sum_of(std::span<const Member> members, TransactionSet set) {
    FeeSize sum;
    for (const unsigned i : Bits(set))
        sum += members[i].fee_size;
    return sum;
}

/// Chunks of a best linearisation with equal rates joined: the upper hull over all closed sets. Up to about
/// 16 members.
inline std::vector<FeeSize> best_diagram(std::span<const Member> members) {
    std::vector<FeeSize> points;
    for (TransactionSet set = 1; set < TransactionSet{1} << members.size(); ++set) {
        if (is_closed(members, set)) points.push_back(sum_of(members, set));
    }
    std::vector<FeeSize> diagram;
    FeeSize done;
    while (done.size_wu < sum_of(members, first_bits(members.size())).size_wu) {
        FeeSize best;
        for (const FeeSize& point : points) {
            if (point.size_wu <= done.size_wu) continue;
            const FeeSize step = point - done;
            const bool better = best.size_wu == 0 || better_rate(step, best);
            if (better || (compare_rates(step, best) == 0 && step.size_wu > best.size_wu)) best = step;
        }
        diagram.push_back(best);
        done += best;
    }
    return diagram;
}

/// What is wrong with a linearisation of `members`; empty when nothing that can be seen without trying
/// others.
inline std::string fault_of(std::span<const Member> members, const Linearization& result) {
    if (result.order.size() != members.size()) return "not all members";
    TransactionSet done = 0;
    for (const uint8_t i : result.order) {
        if (i >= members.size() || (done & bit(i))) return "a member twice, or none";
        if (members[i].parents & ~done) return "a child before its parent";
        done |= bit(i);
    }
    return result.chunks == chunks_of(members, result.order) ? "" : "chunks are not those of the order";
}

/// Whether a chunk of the linearisation could be mined in two parts at its rate, or a better one. Tries all.
inline bool has_divisible_chunk(std::span<const Member> members, const Linearization& result) {
    TransactionSet before = 0;
    for (const Chunk& chunk : result.chunks) {
        TransactionSet set = 0;
        for (uint32_t i = chunk.begin; i < chunk.begin + chunk.count; ++i)
            set |= bit(result.order[i]);
        for (TransactionSet part = (set - 1) & set; part != 0; part = (part - 1) & set) {
            if (!is_closed(members, before | part)) continue;
            if (!better_rate(chunk.fee_size, sum_of(members, part))) return true;
        }
        before |= set;
    }
    return false;
}

inline std::vector<FeeSize> fee_sizes(std::span<const Chunk> chunks) {
    std::vector<FeeSize> result;
    for (const Chunk& chunk : chunks)
        result.push_back(chunk.fee_size);
    return result;
}

/// The cluster as its linearisation orders it.
inline std::vector<Member> reordered(std::span<const Member> members, const Linearization& result) {
    std::vector<uint8_t> place(members.size());
    for (size_t i = 0; i < result.order.size(); ++i)
        place[result.order[i]] = static_cast<uint8_t>(i);
    std::vector<Member> sorted;
    for (const uint8_t from : result.order) {
        Member member{members[from].fee_size};
        for (const unsigned parent : Bits(members[from].parents))
            member.parents |= bit(place[parent]);
        sorted.push_back(member);
    }
    return sorted;
}

}  // namespace quanta::cluster
