// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "script/execution.h"

/// @file
/// Inside of the interpreter: signatures and the encodings they may have.

namespace quanta::script {

/// Whether `signature`, hash type byte included, is strict DER (BIP66).
bool is_strict_der(base::ByteSpan signature);

/// Whether `signature` has the form `flags` ask for: SigDer, SigHighS or SigHashType if not. Empty ones have.
Status check_signature_form(base::ByteSpan signature, VerifyFlags flags);

/// `code` without the pushes of `signature` in it; nothing when there are none (BIP143's note on
/// FindAndDelete).
std::optional<base::Bytes> without_signature(base::ByteSpan code, base::ByteSpan signature);

/// One signature check of a legacy or witness v0 script: whether it holds, or why the script fails at once.
/// `script_code` must be what is signed.
base::Result<bool, ScriptError> check_ecdsa(Execution& run, base::ByteSpan signature, base::ByteSpan key,
                                            base::ByteSpan script_code);

/// A taproot signature, key path or tapscript: SchnorrSigSize, SchnorrSigHashType or SchnorrSig if it fails.
Status check_schnorr(const SpendInput& input, base::ByteSpan signature, std::span<const uint8_t, 32> key,
                     const TaprootExtension& extension);

}  // namespace quanta::script
