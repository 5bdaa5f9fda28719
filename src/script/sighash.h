// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "primitives/transaction.h"
#include "script/verify.h"

namespace quanta::script {

/// What a signature covers: the last byte of it. Legacy and witness v0 scripts accept any byte.
enum SigHash : uint8_t {
    kSigHashDefault = 0,  ///< taproot alone: as All, and not written out
    kSigHashAll = 1,
    kSigHashNone = 2,
    kSigHashSingle = 3,
    kSigHashAnyoneCanPay = 0x80,
};
/// Bits of a legacy or witness v0 hash type that tell None and Single.
inline constexpr int32_t kSigHashOutputMask = 0x1f;
/// Position given to the taproot hash when no OP_CODESEPARATOR was executed.
inline constexpr uint32_t kNoCodeSeparator = 0xffffffff;

/// "ALL", "NONE|ANYONECANPAY" and so on for the six types that legacy scripts know; nothing for others.
std::optional<std::string_view> sighash_name(uint8_t hash_type);
/// The type called `name`: one of those names, or "DEFAULT".
std::optional<uint8_t> sighash_from_name(std::string_view name);

/// The hash that signatures in legacy scripts sign. `script_code` is the script being executed, from its last
/// executed OP_CODESEPARATOR on and without the signature itself; other separators in it are left out here.
/// Linear in the size of the transaction. Input `index` must exist.
crypto::Digest256 legacy_signature_hash(const primitives::Transaction& transaction, size_t index,
                                        base::ByteSpan script_code, int32_t hash_type);
/// The same, making use of what the inputs share.
crypto::Digest256 legacy_signature_hash(const SpendContext& context, size_t index, base::ByteSpan script_code,
                                        int32_t hash_type);

/// The hash that signatures in witness v0 programs sign (BIP143). The coin must be one of them or P2SH.
crypto::Digest256 segwit_signature_hash(const SpendContext& context, size_t index, base::ByteSpan script_code,
                                        int32_t hash_type);

/// What a taproot signature covers beyond the transaction.
struct TaprootExtension {
    /// SHA-256 of the annex with its length in front.
    std::optional<crypto::Digest256> annex_hash;
    /// Hash of the leaf whose script runs; absent for the key path.
    std::optional<crypto::Digest256> leaf_hash;
    /// Index among the operations of the last executed OP_CODESEPARATOR.
    uint32_t code_separator = kNoCodeSeparator;
};
/// The hash that taproot signatures sign (BIP341, BIP342). Nothing when `hash_type` is not defined or asks
/// for an output that is not there. The coin must be taproot.
std::optional<crypto::Digest256> taproot_signature_hash(const SpendContext& context, size_t index,
                                                        uint8_t hash_type, const TaprootExtension& extension);

}  // namespace quanta::script
