// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/signature_checks.h"

#include <algorithm>
#include <utility>

#include "crypto/secp256k1.h"

namespace quanta::script {
namespace {

using base::ByteSpan;
using base::Err;

/// Sizes of a DER signature with its hash type byte.
constexpr size_t kMinDerSize = 9;
constexpr size_t kMaxDerSize = 73;
constexpr uint8_t kDerSequence = 0x30;
constexpr uint8_t kDerInteger = 0x02;

/// Takes a positive integer in its shortest form off the front of `rest`.
bool take_der_integer(ByteSpan& rest) {
    if (rest.size() < 2 || rest[0] != kDerInteger) return false;
    const size_t size = rest[1];
    if (size == 0 || size > rest.size() - 2) return false;
    const ByteSpan digits = rest.subspan(2, size);
    const bool negative = (digits[0] & 0x80) != 0;
    const bool padded = size > 1 && digits[0] == 0 && (digits[1] & 0x80) == 0;
    rest = rest.subspan(2 + size);
    return !negative && !padded;
}

bool is_compressed_key(ByteSpan key) {
    return key.size() == crypto::PublicKey::kCompressedSize && (key[0] == 2 || key[0] == 3);
}

bool is_uncompressed_key(ByteSpan key) {
    return key.size() == crypto::PublicKey::kUncompressedSize && key[0] == 4;
}

Status check_key_form(const Execution& run, ByteSpan key) {
    if (run.input.has(kVerifyStrictEncoding) && !is_compressed_key(key) && !is_uncompressed_key(key)) {
        return Err(ScriptError::PubkeyType);
    }
    const bool compressed_only =
        run.version == SigVersion::WitnessV0 && run.input.has(kVerifyWitnessPubkeyType);
    if (compressed_only && !is_compressed_key(key)) return Err(ScriptError::WitnessPubkeyType);
    return {};
}

const crypto::Digest256& ecdsa_hash(Execution& run, ByteSpan script_code, uint8_t hash_type) {
    SigHashCache& cache = run.sighash_cache;
    const bool same_code =
        cache.script_code.data() == script_code.data() && cache.script_code.size() == script_code.size();
    if (cache.filled && same_code && cache.hash_type == hash_type) return cache.hash;
    const SpendInput& input = run.input;
    cache = {true, hash_type, script_code,
             run.version == SigVersion::WitnessV0
                 ? segwit_signature_hash(input.context, input.index, script_code, hash_type)
                 : legacy_signature_hash(input.context, input.index, script_code, hash_type)};
    return cache.hash;
}

}  // namespace

bool is_strict_der(ByteSpan signature) {
    if (signature.size() < kMinDerSize || signature.size() > kMaxDerSize) return false;
    if (signature[0] != kDerSequence || signature[1] != signature.size() - 3) return false;
    ByteSpan rest = signature.subspan(2, signature.size() - 3);
    return take_der_integer(rest) && take_der_integer(rest) && rest.empty();
}

Status check_signature_form(ByteSpan signature, VerifyFlags flags) {
    if (signature.empty()) return {};
    constexpr VerifyFlags kAnyForm = kVerifyDerSignatures | kVerifyLowS | kVerifyStrictEncoding;
    if ((flags & kAnyForm) != 0 && !is_strict_der(signature)) return Err(ScriptError::SigDer);
    if ((flags & kVerifyLowS) != 0 && !crypto::is_low_der(signature.first(signature.size() - 1))) {
        return Err(ScriptError::SigHighS);
    }
    if ((flags & kVerifyStrictEncoding) != 0 && !sighash_name(signature.back())) {
        return Err(ScriptError::SigHashType);
    }
    return {};
}

std::optional<base::Bytes> without_signature(ByteSpan code, ByteSpan signature) {
    if (code.size() <= signature.size()) return std::nullopt;
    const Opcode push = push_opcode(signature.size());
    const auto pushes_signature = [&](const ScriptReader& reader) {
        return reader.opcode() == push && std::ranges::equal(reader.data(), signature);
    };
    bool found = false;
    for (ScriptReader reader(code); !found && reader.next();)
        found = pushes_signature(reader);
    if (!found) return std::nullopt;

    ScriptBuilder kept;
    ScriptReader reader(code);
    for (size_t start = 0; reader.next(); start = reader.position()) {
        if (!pushes_signature(reader)) kept.append(code.subspan(start, reader.position() - start));
    }
    kept.append(code.subspan(reader.position()));
    return std::move(kept).bytes();
}

base::Result<bool, ScriptError> check_ecdsa(Execution& run, ByteSpan signature, ByteSpan key,
                                            ByteSpan script_code) {
    TRY(check_signature_form(signature, run.input.flags));
    TRY(check_key_form(run, key));
    if (signature.empty() || key.empty() || crypto::public_key_size(key[0]) != key.size()) return false;
    const crypto::Digest256& hash = ecdsa_hash(run, script_code, signature.back());
    return crypto::ecdsa_verify_lax(key, signature.first(signature.size() - 1), hash);
}

Status check_schnorr(const SpendInput& input, ByteSpan signature, std::span<const uint8_t, 32> key,
                     const TaprootExtension& extension) {
    constexpr size_t kSize = 64;
    if (signature.size() != kSize && signature.size() != kSize + 1) return Err(ScriptError::SchnorrSigSize);
    const uint8_t hash_type = signature.size() == kSize ? uint8_t{kSigHashDefault} : signature.back();
    if (signature.size() > kSize && hash_type == kSigHashDefault) return Err(ScriptError::SchnorrSigHashType);
    const auto hash = taproot_signature_hash(input.context, input.index, hash_type, extension);
    if (!hash) return Err(ScriptError::SchnorrSigHashType);
    if (!crypto::schnorr_verify(key, signature.first<kSize>(), *hash)) return Err(ScriptError::SchnorrSig);
    return {};
}

}  // namespace quanta::script
