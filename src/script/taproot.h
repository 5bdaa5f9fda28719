// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"

/// @file
/// The tree of scripts behind a taproot output (BIP341).

namespace quanta::script {

/// Leaf version of tapscripts (BIP342), and the bits of a control block's first byte that hold the version.
inline constexpr uint8_t kTapscriptLeaf = 0xc0;
inline constexpr uint8_t kLeafVersionMask = 0xfe;
/// First byte of an annex.
inline constexpr uint8_t kAnnexTag = 0x50;
/// Sizes of a control block: version and key, then up to 128 hashes of 32 bytes.
inline constexpr size_t kControlBaseSize = 33;
inline constexpr size_t kControlNodeSize = 32;
inline constexpr size_t kControlMaxNodes = 128;

/// Hash of one leaf of the tree.
crypto::Digest256 tapleaf_hash(uint8_t leaf_version, base::ByteSpan script);
/// Hash of two nodes of 32 bytes, whichever way round they are given.
crypto::Digest256 tapbranch_hash(base::ByteSpan a, base::ByteSpan b);
/// What the internal key is tweaked by; `root` is absent for an output without scripts.
crypto::Digest256 taptweak_hash(std::span<const uint8_t, 32> internal_key,
                                const std::optional<crypto::Digest256>& root);

/// Whether `control` has one of the sizes of a control block.
bool is_control_size(size_t size);
/// The root that `control` (of a valid size) leads to from the leaf of hash `leaf_hash`.
crypto::Digest256 taproot_root(base::ByteSpan control, const crypto::Digest256& leaf_hash);
/// Whether `control` (of a valid size) proves that the leaf of hash `leaf_hash` is behind `output_key`.
bool is_taproot_commitment(base::ByteSpan control, std::span<const uint8_t, 32> output_key,
                           const crypto::Digest256& leaf_hash);

}  // namespace quanta::script
