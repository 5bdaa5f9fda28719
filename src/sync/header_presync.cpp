// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/header_presync.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "crypto/siphash.h"

namespace quanta::sync {

using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Height;
using primitives::Uint256;

namespace {

/// Blocks a second that the median time rule lets a chain have in the long run: the median of eleven must
/// grow, so six blocks may share each second.
constexpr int64_t kMaxBlocksPerSecond = 6;
/// How far ahead of our clock the last block's time may be, seconds.
constexpr int64_t kMaxFuture_s = 7200;
/// A period's targets are at most this times harder or easier than the one before's.
constexpr uint32_t kMaxAdjustment = 4;

Uint256 target_of(uint32_t bits) {
    return primitives::decode_compact(bits).value;
}

/// `target` as its compact form holds it, and not above the limit.
Uint256 rounded(Uint256 target, const Uint256& limit) {
    return target_of(primitives::encode_compact(std::min(target, limit)));
}

}  // namespace

bool may_follow(Height height, uint32_t old_bits, uint32_t bits, const params::ConsensusParams& params) {
    if (params.min_difficulty_blocks) return true;
    if (params.no_retargeting || height % params.retarget_interval() != 0) return bits == old_bits;
    const Uint256 old_target = target_of(old_bits);
    const Uint256 target = target_of(bits);
    // Times are bounded to a quarter and four times the intended ones before the target is scaled.
    const auto timespan = static_cast<uint32_t>(params.pow_target_timespan_s);
    const Uint256 divisor(timespan);
    const Uint256 easiest = rounded(old_target * (timespan * kMaxAdjustment) / divisor, params.pow_limit);
    const Uint256 hardest = rounded(old_target * (timespan / kMaxAdjustment) / divisor, params.pow_limit);
    return target >= hardest && target <= easiest;
}

HeaderPresync::HeaderPresync(const chain::HeaderNode& start, const params::ChainParams& params,
                             const Uint256& required, sys::Random& random, int64_t now_s)
    : m_start(start),
      m_params(params),
      m_required(required),
      m_salt{random.u64(), random.u64()},
      m_offset(
          static_cast<Height>(random.below(static_cast<uint64_t>(params.headers_sync_commitment_period)))),
      m_first{start.hash, start.height, start.bits, start.chain_work},
      m_second(m_first),
      m_before_buffer(start.hash) {
    CHECK(params.headers_sync_commitment_period > 0);
    const int64_t seconds =
        std::max<int64_t>(0, now_s - static_cast<int64_t>(start.median_time_past()) + kMaxFuture_s);
    m_max_commitments =
        static_cast<size_t>(kMaxBlocksPerSecond * seconds / params.headers_sync_commitment_period);
}

HeaderPresync::Step HeaderPresync::take(std::span<const BlockHeader> headers,
                                        std::span<const BlockHash> hashes, bool more) {
    CHECK(headers.size() == hashes.size());
    Step step;
    if (m_phase == Phase::Done || headers.empty()) return step;
    const bool first_look = m_phase == Phase::Presync;
    step.failure = first_look ? look_first(headers, hashes) : look_again(headers, hashes);
    // A chain that ends on the first look without enough work has too little; on the second it is another one
    // than it was.
    if (step.failure == Failure::None && !more) {
        if (first_look && m_phase == Phase::Presync) step.failure = Failure::LowWork;
        if (!first_look && !m_enough) step.failure = Failure::OtherChain;
    }
    if (step.failure == Failure::None && !first_look) let_out(step.ready);
    if (step.failure != Failure::None) m_phase = Phase::Done;
    return step;
}

HeaderPresync::Failure HeaderPresync::advance(End& end, const BlockHeader& header,
                                              const BlockHash& hash) const {
    if (header.previous != end.hash) return Failure::NotContinuing;
    if (!may_follow(end.height + 1, end.bits, header.bits, m_params.consensus)) return Failure::BadDifficulty;
    end.hash = hash;
    ++end.height;
    end.bits = header.bits;
    end.work += consensus::work_of(header.bits);
    return Failure::None;
}

bool HeaderPresync::has_commitment(Height height) const {
    return height % m_params.headers_sync_commitment_period == m_offset;
}

bool HeaderPresync::commitment(const BlockHash& hash) const {
    return (crypto::siphash_hash256(m_salt[0], m_salt[1], hash.data()) & 1) != 0;
}

HeaderPresync::Failure HeaderPresync::look_first(std::span<const BlockHeader> headers,
                                                 std::span<const BlockHash> hashes) {
    for (size_t i = 0; i < headers.size(); ++i) {
        if (const Failure failure = advance(m_first, headers[i], hashes[i]); failure != Failure::None)
            return failure;
        if (!has_commitment(m_first.height)) continue;
        if (m_commitments.size() >= m_max_commitments) return Failure::TooLong;
        m_commitments.push_back(commitment(hashes[i]));
    }
    if (m_first.work >= m_required) m_phase = Phase::Redownload;
    return Failure::None;
}

HeaderPresync::Failure HeaderPresync::look_again(std::span<const BlockHeader> headers,
                                                 std::span<const BlockHash> hashes) {
    for (size_t i = 0; i < headers.size(); ++i) {
        const BlockHeader& header = headers[i];
        if (const Failure failure = advance(m_second, header, hashes[i]); failure != Failure::None)
            return failure;
        m_enough = m_enough || m_second.work >= m_required;
        // Beyond the work that was asked for there are no bits; there need not be.
        if (!m_enough && has_commitment(m_second.height)) {
            if (m_next_commitment == m_commitments.size()) return Failure::OtherChain;
            if (m_commitments[m_next_commitment++] != commitment(hashes[i])) return Failure::OtherChain;
        }
        m_buffer.push_back({header.version, header.merkle_root, header.time, header.bits, header.nonce});
    }
    return Failure::None;
}

/// Lets out what lies so far back that enough bits after it agreed; everything when the work is reached
/// again.
void HeaderPresync::let_out(std::vector<BlockHeader>& ready) {
    const auto keep = m_enough ? size_t{0} : static_cast<size_t>(m_params.headers_sync_redownload_buffer);
    while (m_buffer.size() > keep) {
        const Compressed& from = m_buffer.front();
        const BlockHeader header{.version = from.version,
                                 .previous = m_before_buffer,
                                 .merkle_root = from.merkle_root,
                                 .time = from.time,
                                 .bits = from.bits,
                                 .nonce = from.nonce};
        m_before_buffer = header.hash();
        ready.push_back(header);
        m_buffer.pop_front();
    }
    if (m_enough) m_phase = Phase::Done;
}

const BlockHash& HeaderPresync::last() const {
    return m_phase == Phase::Presync ? m_first.hash : m_second.hash;
}

size_t HeaderPresync::memory() const {
    return m_commitments.capacity() / 8 + m_buffer.size() * sizeof(Compressed);
}

}  // namespace quanta::sync
