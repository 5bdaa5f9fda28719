// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "base/check.h"
#include "consensus/rules.h"

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::BlockHash;
using primitives::CompactTarget;
using primitives::decode_compact;
using primitives::encode_compact;
using primitives::Uint256;

namespace {

/// A difficulty period changes the target by at most this factor, either way.
constexpr int64_t kMaxAdjustment = 4;
/// On chains with blocks of minimum difficulty: those later than so many spacings after their parent.
constexpr int64_t kMinDifficultySpacings = 2;

/// The target of `bits`; zero when they stand for none.
Uint256 target_of(uint32_t bits) {
    const CompactTarget target = decode_compact(bits);
    return target.negative || target.overflow ? Uint256(0) : target.value;
}

bool starts_period(primitives::Height height, const ConsensusParams& params) {
    return height % params.retarget_interval() == 0;
}

/// The bits that the last block with difficulty of its own left for the ones after it in the period.
uint32_t last_own_bits(const HeaderLink& parent, uint32_t limit_bits, const ConsensusParams& params) {
    const HeaderLink* link = &parent;
    while (link->previous && !starts_period(link->height, params) && link->bits == limit_bits) {
        link = link->previous;
    }
    return link->bits;
}

/// The bits of the first block of the period after the one that `last` ends.
uint32_t retarget(const HeaderLink& last, uint32_t limit_bits, const ConsensusParams& params) {
    if (params.no_retargeting) return last.bits;
    const HeaderLink* first =
        last.ancestor(last.height - static_cast<int32_t>(params.retarget_interval() - 1));
    CHECK(first);
    const int64_t timespan = params.pow_target_timespan_s;
    const int64_t took =
        std::clamp(int64_t{last.time} - first->time, timespan / kMaxAdjustment, timespan * kMaxAdjustment);
    // BIP94: the first block's bits, for the last one's may be of minimum difficulty.
    Uint256 target = decode_compact(params.enforce_bip94 ? first->bits : last.bits).value;
    target *= static_cast<uint32_t>(took);
    target /= Uint256(static_cast<uint64_t>(timespan));
    return target > params.pow_limit ? limit_bits : encode_compact(target);
}

}  // namespace

Uint256 work_of(uint32_t bits) {
    const Uint256 target = target_of(bits);
    if (target == Uint256(0)) return Uint256(0);
    // 2^256 / (target + 1), where 2^256 does not fit: (2^256 - target - 1) / (target + 1) + 1.
    return ~target / (target + Uint256(1)) + Uint256(1);
}

base::Result<void, BlockError> check_header_work(const BlockHash& hash, uint32_t bits,
                                                 const ConsensusParams& params) {
    const Uint256 target = target_of(bits);
    if (target == Uint256(0) || target > params.pow_limit || Uint256::from_hash(hash) > target) {
        return base::Err(make_error(ErrorCode::HighHash));
    }
    return {};
}

uint32_t next_bits(const HeaderLink& parent, uint32_t time, const ConsensusParams& params) {
    const uint32_t limit_bits = encode_compact(params.pow_limit);
    if (starts_period(parent.height + 1, params)) return retarget(parent, limit_bits, params);
    if (!params.min_difficulty_blocks) return parent.bits;
    const int64_t late = kMinDifficultySpacings * params.pow_target_spacing_s;
    if (time > parent.time + late) return limit_bits;
    return last_own_bits(parent, limit_bits, params);
}

}  // namespace quanta::consensus
