// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include "consensus/limits.h"
#include "consensus/rules.h"

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::BlockHeader;
using primitives::Height;

namespace {

/// The lowest version a block at `height` may have: each of BIP34, BIP66 and BIP65 ended one.
int32_t min_version(Height height, const ConsensusParams& params) {
    if (height >= params.bip65_height) return 4;
    if (height >= params.bip66_height) return 3;
    if (height >= params.bip34_height) return 2;
    return std::numeric_limits<int32_t>::min();
}

BlockError version_error(int32_t version) {
    const auto bits = static_cast<uint32_t>(version);
    BlockError error =
        make_error(ErrorCode::BadVersion, fmt::format("rejected nVersion=0x{:08x} block", bits));
    error.reason = fmt::format("bad-version(0x{:08x})", bits);
    return error;
}

}  // namespace

base::Result<void, BlockError> accept_header(const BlockHeader& header, const HeaderLink& parent,
                                             const ConsensusParams& params, int64_t now) {
    const Height height = parent.height + 1;
    if (header.bits != next_bits(parent, header.time, params))
        return base::Err(make_error(ErrorCode::BadDiffBits));
    if (header.time <= parent.median_time_past()) return base::Err(make_error(ErrorCode::TimeTooOld));
    const bool adjusts = height % params.retarget_interval() == 0;
    if (params.enforce_bip94 && adjusts && header.time < parent.time - kMaxTimewarpSeconds) {
        return base::Err(make_error(ErrorCode::TimeTimewarp));
    }
    if (header.time > now + kMaxFutureSeconds) return base::Err(make_error(ErrorCode::TimeTooNew));
    if (header.version < min_version(height, params)) return base::Err(version_error(header.version));
    return {};
}

}  // namespace quanta::consensus
