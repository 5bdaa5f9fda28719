// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "primitives/amount.h"
#include "primitives/hashes.h"

/// @file
/// The limits of consensus that are the same on every chain.

namespace quanta::consensus {

// ---- block --------------------------------------------------------------------------------------------

/// Maximum weight of a block, weight units (BIP141); four times the serialised size without witnesses is
/// held to it as well.
inline constexpr size_t kMaxBlockWeight = 4'000'000;
/// No valid block has a longer serialisation, bytes.
inline constexpr size_t kMaxBlockSize = 4'000'000;
/// Maximum signature operation cost of a block (BIP141).
inline constexpr int64_t kMaxBlockSigopsCost = 80'000;
/// Length of a coinbase's scriptSig, bytes.
inline constexpr size_t kMinCoinbaseScriptSize = 2;
inline constexpr size_t kMaxCoinbaseScriptSize = 100;
/// Blocks after which a coinbase's outputs may be spent.
inline constexpr primitives::Height kCoinbaseMaturity = 100;
/// What the first blocks may create.
inline constexpr primitives::Amount kInitialSubsidy{50 * primitives::kCoinSat};
/// After so many halvings nothing new is created.
inline constexpr int kMaxHalvings = 64;

// ---- time ---------------------------------------------------------------------------------------------

/// Headers a median time is taken of (BIP113).
inline constexpr int kMedianTimeSpan = 11;
/// How far a header may be ahead of our clock, seconds.
inline constexpr int64_t kMaxFutureSeconds = 7200;
/// How far the first header of a difficulty period may lie behind the one before, seconds (BIP94).
inline constexpr int64_t kMaxTimewarpSeconds = 600;

// ---- lock times ---------------------------------------------------------------------------------------

/// A transaction whose inputs all have this sequence ignores its lock time.
inline constexpr uint32_t kSequenceFinal = 0xffffffff;
/// A sequence with this bit is no relative lock time (BIP68).
inline constexpr uint32_t kSequenceDisableFlag = 1u << 31;
/// With this bit the relative lock time is in units of 512 seconds, else in blocks (BIP68).
inline constexpr uint32_t kSequenceTypeFlag = 1u << 22;
/// The bits of a sequence that hold the relative lock time (BIP68).
inline constexpr uint32_t kSequenceMask = 0xffff;
/// Seconds per unit of a relative lock time, as a shift (BIP68).
inline constexpr int kSequenceGranularity = 9;
/// Transactions from this version on have relative lock times (BIP68).
inline constexpr uint32_t kSequenceVersion = 2;

}  // namespace quanta::consensus
