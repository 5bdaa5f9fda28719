// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

/// @file
/// The limits of what is relayed that no option changes. Those of options are in options.h.

namespace quanta::policy {

// ---- transactions -------------------------------------------------------------------------------------

/// Versions relayed, both included.
inline constexpr uint32_t kMinVersion = 1;
inline constexpr uint32_t kMaxVersion = 3;
/// Weight units.
inline constexpr size_t kMaxTransactionWeight = 400'000;
/// Bytes without the witness. Rationale: one of 64 bytes can be passed off as an inner node of a merkle tree.
inline constexpr size_t kMinStrippedSize = 65;
/// Bytes of a scriptSig: room for fifteen signatures and compressed keys in P2SH.
inline constexpr size_t kMaxScriptSigSize = 1650;
/// Keys of a bare multisig output.
inline constexpr size_t kMaxBareMultisigKeys = 3;
/// Signature operation cost: a fifth of a block's.
inline constexpr int64_t kMaxSigopCost = 16'000;
/// Signature operations in the script behind a P2SH output.
inline constexpr int64_t kMaxP2shSigops = 15;
/// Signature operations outside witnesses that spending may run (BIP54).
inline constexpr int64_t kMaxLegacySigops = 2'500;

// ---- witnesses ----------------------------------------------------------------------------------------

/// Of a P2WSH spend: items besides the script, bytes of each, bytes of the script.
inline constexpr size_t kMaxP2wshItems = 100;
inline constexpr size_t kMaxP2wshItemSize = 80;
inline constexpr size_t kMaxP2wshScriptSize = 3600;
/// Bytes of each item besides tapscript and control block.
inline constexpr size_t kMaxTapscriptItemSize = 80;

// ---- dust ---------------------------------------------------------------------------------------------

/// Bytes it takes to spend an output without and with a witness, the witness by its weight.
inline constexpr int64_t kSpendSizeLegacy = 148;
inline constexpr int64_t kSpendSizeWitness = 67;
/// Outputs of a transaction that may be dust.
inline constexpr size_t kMaxDustOutputs = 1;

// ---- TRUC (BIP431) ------------------------------------------------------------------------------------

/// The version that asks for these rules.
inline constexpr uint32_t kTrucVersion = 3;
/// Virtual bytes, and those of one that spends an unconfirmed transaction.
inline constexpr int64_t kTrucMaxSize = 10'000;
inline constexpr int64_t kTrucChildMaxSize = 1'000;
/// Unconfirmed transactions that one and its ancestors, or descendants, are together.
inline constexpr size_t kTrucAncestors = 2;
inline constexpr size_t kTrucDescendants = 2;

// ---- packages and replacement -------------------------------------------------------------------------

/// Transactions, and weight units of all.
inline constexpr size_t kMaxPackageCount = 25;
inline constexpr size_t kMaxPackageWeight = 404'000;
/// Clusters of the pool that one replacement may touch.
inline constexpr size_t kMaxReplacedClusters = 100;

}  // namespace quanta::policy
