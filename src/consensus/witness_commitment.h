// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <span>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "primitives/block.h"

namespace quanta::consensus {

/// Size of what the coinbase's witness holds for the commitment to be extended by later rules (BIP141).
inline constexpr size_t kWitnessNonceSize = 32;
/// Size of the script of an output that commits to witnesses; more may follow (BIP141).
inline constexpr size_t kWitnessCommitmentSize = 38;

/// The index of the coinbase output that commits to the witnesses of the block: the last one whose script
/// begins as BIP141 says. Nothing when there is none.
std::optional<size_t> witness_commitment_index(const primitives::Transaction& coinbase);

/// The hash an output commits to: of the merkle root of the wtxids and the nonce (BIP141).
crypto::Digest256 witness_commitment(const primitives::MerkleRoot& witness_root, base::ByteSpan nonce);

/// The script of an output that commits to `commitment`.
base::Bytes witness_commitment_script(const crypto::Digest256& commitment);

/// What a coinbase's scriptSig must begin with at `height` (BIP34).
base::Bytes coinbase_height_script(primitives::Height height);

}  // namespace quanta::consensus
