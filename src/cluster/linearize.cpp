// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/linearize.h"

#include <cstdlib>
#include <limits>
#include <numeric>

#include "base/check.h"
#include "cluster/bits.h"
#include "cluster/rate_split.h"

namespace quanta::cluster {
namespace {

void check_members(std::span<const Member> members) {
    CHECK(members.size() <= kMaxClusterCount);
    for (unsigned i = 0; i < members.size(); ++i) {
        const Member& member = members[i];
        CHECK(member.parents < bit(i));
        CHECK(member.fee_size.size_wu > 0 && member.fee_size.size_wu <= std::numeric_limits<int32_t>::max());
        CHECK(member.fee_size.fee_sat >= -kMaxFeeSat && member.fee_size.fee_sat <= kMaxFeeSat);
    }
}

/// Whether 64 bits hold all surpluses of the cluster, and their sums.
bool narrow_enough(std::span<const Member> members) {
    FeeSize sum;
    for (const Member& member : members)
        sum += {std::abs(member.fee_size.fee_sat), member.fee_size.size_wu};
    return Wide{sum.fee_sat} * sum.size_wu <= std::numeric_limits<int64_t>::max() / 4;
}

Linearization in_order_given(std::span<const Member> members) {
    Linearization result;
    result.order.resize(members.size());
    std::iota(result.order.begin(), result.order.end(), uint8_t{0});
    result.chunks = chunks_of(members, result.order);
    return result;
}

/// Whether each chunk of the order given is a smallest part at the best rate: then no order is better. What
/// a set of transactions can gain beyond the rate of a chunk, it would gain within some chunk.
template <typename Number>
bool is_best(RateSplit<Number>& split, std::span<const Chunk> chunks) {
    for (const Chunk& chunk : chunks) {
        if (chunk.count == 1) continue;
        const TransactionSet set = first_bits(chunk.count) << chunk.begin;
        if (split.above(set) != 0 || split.pieces().size() != 1) return false;
    }
    return true;
}

/// Divides the cluster at the rate of the whole, and each part again, until no part can be divided.
template <typename Number>
Linearization divide(RateSplit<Number>& split, std::span<const Member> members) {
    Linearization result;
    std::vector<TransactionSet> parts{first_bits(members.size())};
    while (!parts.empty()) {
        const TransactionSet part = parts.back();
        parts.pop_back();
        const TransactionSet above = split.above(part);
        if (above != 0) {
            parts.push_back(part & ~above);
            parts.push_back(above);
            continue;
        }
        for (const TransactionSet piece : split.pieces()) {
            Chunk chunk{{}, static_cast<uint32_t>(result.order.size()), 0};
            for (const unsigned i : Bits(piece)) {
                chunk.fee_size += members[i].fee_size;
                ++chunk.count;
                result.order.push_back(static_cast<uint8_t>(i));
            }
            result.chunks.push_back(chunk);
        }
    }
    return result;
}

template <typename Number>
Linearization linearize_with(std::span<const Member> members) {
    Linearization given = in_order_given(members);
    if (given.chunks.size() == members.size()) return given;
    RateSplit<Number> split(members);
    if (is_best(split, given.chunks)) return given;
    return divide(split, members);
}

}  // namespace

std::vector<Chunk> chunks_of(std::span<const Member> members, std::span<const uint8_t> order) {
    std::vector<Chunk> chunks;
    for (uint32_t i = 0; i < order.size(); ++i) {
        Chunk last{members[order[i]].fee_size, i, 1};
        while (!chunks.empty() && better_rate(last.fee_size, chunks.back().fee_size)) {
            last = {chunks.back().fee_size + last.fee_size, chunks.back().begin,
                    chunks.back().count + last.count};
            chunks.pop_back();
        }
        chunks.push_back(last);
    }
    return chunks;
}

Linearization linearize(std::span<const Member> members) {
    check_members(members);
    return narrow_enough(members) ? linearize_with<int64_t>(members) : linearize_with<Wide>(members);
}

}  // namespace quanta::cluster
