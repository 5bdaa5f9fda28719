// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/recoverable.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "base/check.h"
#include "crypto/curve_context.h"

namespace quanta::crypto {

namespace {

constexpr uint8_t kFirst = 27;
constexpr uint8_t kCompressed = 4;
constexpr uint8_t kKeys = 4;

}  // namespace

RecoverableSignature sign_recoverable(const PrivateKey& key, KeyForm form, const Digest256& message) {
    secp256k1_ecdsa_recoverable_signature signature;
    CHECK(secp256k1_ecdsa_sign_recoverable(secret_context(), &signature, message.data(), key.bytes().data(),
                                           secp256k1_nonce_function_rfc6979, nullptr) == 1);
    RecoverableSignature bytes;
    int which = 0;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(secp256k1_context_static, bytes.data() + 1,
                                                            &which, &signature);
    bytes[0] = static_cast<uint8_t>(kFirst + which + (form == KeyForm::Compressed ? kCompressed : 0));
    return bytes;
}

std::optional<PublicKey> recover_public_key(std::span<const uint8_t, 65> signature,
                                            const Digest256& message) {
    if (signature[0] < kFirst || signature[0] >= kFirst + 2 * kKeys) return std::nullopt;
    const int which = (signature[0] - kFirst) % kKeys;
    const bool compressed = signature[0] >= kFirst + kCompressed;
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey point;
    const secp256k1_context* context = secp256k1_context_static;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context, &parsed, signature.data() + 1, which) ==
            0 ||
        secp256k1_ecdsa_recover(context, &point, &parsed, message.data()) == 0) {
        return std::nullopt;
    }
    std::array<uint8_t, PublicKey::kUncompressedSize> bytes;
    size_t size = bytes.size();
    secp256k1_ec_pubkey_serialize(context, bytes.data(), &size, &point,
                                  compressed ? SECP256K1_EC_COMPRESSED : SECP256K1_EC_UNCOMPRESSED);
    return PublicKey::from_bytes(std::span(bytes).first(size));
}

}  // namespace quanta::crypto
