// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/secp256k1.h"

#include <secp256k1.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_schnorrsig.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "crypto/curve_context.h"
#include "crypto/curve_x.h"
#include "crypto/hmac.h"
#include "crypto/lax_der.h"

namespace quanta::crypto {
namespace {

/// For everything that takes no secret.
const secp256k1_context* verify_context() { return secp256k1_context_static; }

std::optional<secp256k1_pubkey> parse_key(base::ByteSpan bytes) {
    secp256k1_pubkey key;
    // The library takes a null pointer, which an empty span may have, for a bug and aborts.
    if (bytes.empty()) return std::nullopt;
    if (secp256k1_ec_pubkey_parse(verify_context(), &key, bytes.data(), bytes.size()) == 0) return std::nullopt;
    return key;
}

std::optional<secp256k1_xonly_pubkey> parse_xonly(std::span<const uint8_t, 32> bytes) {
    secp256k1_xonly_pubkey key;
    if (secp256k1_xonly_pubkey_parse(verify_context(), &key, bytes.data()) == 0) return std::nullopt;
    return key;
}

/// Writes `key` to `out` and returns the number of bytes.
size_t serialize_key(const secp256k1_pubkey& key, KeyForm form, std::array<uint8_t, 65>& out) {
    size_t size = out.size();
    const unsigned flags = form == KeyForm::Compressed ? SECP256K1_EC_COMPRESSED : SECP256K1_EC_UNCOMPRESSED;
    secp256k1_ec_pubkey_serialize(verify_context(), out.data(), &size, &key, flags);
    return size;
}

/// The signature in the historical encoding; one with R or S not below the group order becomes 0, 0, which
/// verifies for nothing.
std::optional<secp256k1_ecdsa_signature> parse_signature(base::ByteSpan der) {
    const std::optional<CompactSignature> compact = parse_lax_der(der);
    if (!compact) return std::nullopt;
    secp256k1_ecdsa_signature signature;
    if (secp256k1_ecdsa_signature_parse_compact(verify_context(), &signature, compact->data()) == 1) {
        return signature;
    }
    constexpr CompactSignature kZero{};
    secp256k1_ecdsa_signature_parse_compact(verify_context(), &signature, kZero.data());
    return signature;
}

secp256k1_keypair make_keypair(const std::array<uint8_t, 32>& secret) {
    secp256k1_keypair pair;
    CHECK(secp256k1_keypair_create(secret_context(), &pair, secret.data()) == 1);
    return pair;
}

}  // namespace

bool ecdsa_verify_lax(base::ByteSpan public_key, base::ByteSpan signature, const Digest256& message) {
    const std::optional<secp256k1_pubkey> key = parse_key(public_key);
    if (!key) return false;
    std::optional<secp256k1_ecdsa_signature> parsed = parse_signature(signature);
    if (!parsed) return false;
    secp256k1_ecdsa_signature_normalize(verify_context(), &*parsed, &*parsed);
    return secp256k1_ecdsa_verify(verify_context(), &*parsed, message.data(), &*key) == 1;
}

bool is_low_der(base::ByteSpan signature) {
    const std::optional<secp256k1_ecdsa_signature> parsed = parse_signature(signature);
    if (!parsed) return false;
    return secp256k1_ecdsa_signature_normalize(verify_context(), nullptr, &*parsed) == 0;
}

bool schnorr_verify(std::span<const uint8_t, 32> key, std::span<const uint8_t, 64> signature,
                    base::ByteSpan message) {
    const std::optional<secp256k1_xonly_pubkey> parsed = parse_xonly(key);
    if (!parsed) return false;
    return secp256k1_schnorrsig_verify(verify_context(), signature.data(), message.data(), message.size(),
                                       &*parsed) == 1;
}

bool is_valid_xonly(std::span<const uint8_t, 32> key) { return is_curve_x(key); }

bool taproot_tweak_matches(std::span<const uint8_t, 32> output, Parity parity,
                           std::span<const uint8_t, 32> internal, const Digest256& tweak) {
    const std::optional<secp256k1_xonly_pubkey> key = parse_xonly(internal);
    if (!key) return false;
    return secp256k1_xonly_pubkey_tweak_add_check(verify_context(), output.data(), parity == Parity::Odd, &*key,
                                                  tweak.data()) == 1;
}

std::optional<TweakedKey> xonly_tweak_add(std::span<const uint8_t, 32> internal, const Digest256& tweak) {
    const std::optional<secp256k1_xonly_pubkey> key = parse_xonly(internal);
    secp256k1_pubkey sum;
    if (!key || secp256k1_xonly_pubkey_tweak_add(verify_context(), &sum, &*key, tweak.data()) == 0) {
        return std::nullopt;
    }
    std::array<uint8_t, 65> bytes;
    serialize_key(sum, KeyForm::Compressed, bytes);
    TweakedKey result;
    std::copy_n(bytes.begin() + 1, result.key.size(), result.key.begin());
    result.parity = bytes[0] == 3 ? Parity::Odd : Parity::Even;
    return result;
}

std::optional<PublicKey> PublicKey::from_bytes(base::ByteSpan bytes) {
    if (bytes.empty() || public_key_size(bytes[0]) != bytes.size()) return std::nullopt;
    PublicKey key;
    std::copy(bytes.begin(), bytes.end(), key.m_bytes.begin());
    key.m_size = static_cast<uint8_t>(bytes.size());
    return key;
}

PublicKey PublicKey::from_xonly(const XOnlyKey& xonly) {
    PublicKey key;
    key.m_bytes[0] = 2;
    std::copy(xonly.begin(), xonly.end(), key.m_bytes.begin() + 1);
    key.m_size = kCompressedSize;
    return key;
}

bool PublicKey::is_valid() const { return parse_key(bytes()).has_value(); }

std::optional<PublicKey> PublicKey::to_form(KeyForm form) const {
    const std::optional<secp256k1_pubkey> point = parse_key(bytes());
    if (!point) return std::nullopt;
    PublicKey key;
    key.m_size = static_cast<uint8_t>(serialize_key(*point, form, key.m_bytes));
    return key;
}

XOnlyKey PublicKey::xonly() const {
    XOnlyKey x;
    std::copy_n(m_bytes.begin() + 1, x.size(), x.begin());
    return x;
}

std::optional<PublicKey> PublicKey::tweak_add(const Digest256& tweak) const {
    std::optional<secp256k1_pubkey> point = parse_key(bytes());
    if (!point || secp256k1_ec_pubkey_tweak_add(verify_context(), &*point, tweak.data()) == 0) return std::nullopt;
    PublicKey key;
    key.m_size = static_cast<uint8_t>(serialize_key(*point, KeyForm::Compressed, key.m_bytes));
    return key;
}

std::strong_ordering operator<=>(const PublicKey& a, const PublicKey& b) {
    const base::ByteSpan left = a.bytes();
    const base::ByteSpan right = b.bytes();
    return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(), right.end());
}

std::optional<PrivateKey> PrivateKey::from_bytes(std::span<const uint8_t, 32> bytes) {
    if (secp256k1_ec_seckey_verify(verify_context(), bytes.data()) == 0) return std::nullopt;
    PrivateKey key;
    std::copy(bytes.begin(), bytes.end(), key.m_bytes.begin());
    return key;
}

PrivateKey::~PrivateKey() { cleanse(m_bytes.data(), m_bytes.size()); }

PublicKey PrivateKey::public_key(KeyForm form) const {
    secp256k1_pubkey point;
    CHECK(secp256k1_ec_pubkey_create(secret_context(), &point, m_bytes.data()) == 1);
    PublicKey key;
    key.m_size = static_cast<uint8_t>(serialize_key(point, form, key.m_bytes));
    return key;
}

DerSignature PrivateKey::sign_ecdsa(const Digest256& message) const {
    secp256k1_ecdsa_signature signature;
    std::array<uint8_t, 32> entropy{};
    CompactSignature compact;
    uint32_t counter = 0;
    do {
        base::write_le(entropy.data(), counter);
        CHECK(secp256k1_ecdsa_sign(secret_context(), &signature, message.data(), m_bytes.data(),
                                   secp256k1_nonce_function_rfc6979,
                                   counter == 0 ? nullptr : entropy.data()) == 1);
        secp256k1_ecdsa_signature_serialize_compact(verify_context(), compact.data(), &signature);
        ++counter;
    } while (compact[0] >= 0x80);
    DerSignature der;
    size_t size = der.m_bytes.size();
    CHECK(secp256k1_ecdsa_signature_serialize_der(verify_context(), der.m_bytes.data(), &size, &signature) == 1);
    der.m_size = static_cast<uint8_t>(size);
    return der;
}

SchnorrSignature PrivateKey::sign_schnorr(base::ByteSpan message, const std::optional<Digest256>& auxiliary) const {
    secp256k1_keypair pair = make_keypair(m_bytes);
    secp256k1_schnorrsig_extraparams extra = SECP256K1_SCHNORRSIG_EXTRAPARAMS_INIT;
    Digest256 random = auxiliary.value_or(Digest256{});
    extra.ndata = random.data();
    SchnorrSignature signature;
    const int done = secp256k1_schnorrsig_sign_custom(secret_context(), signature.data(), message.data(),
                                                      message.size(), &pair, &extra);
    cleanse(&pair, sizeof pair);
    CHECK(done == 1);
    return signature;
}

std::optional<PrivateKey> PrivateKey::tweak_add(const Digest256& tweak) const {
    PrivateKey sum = *this;
    if (secp256k1_ec_seckey_tweak_add(secret_context(), sum.m_bytes.data(), tweak.data()) == 0) return std::nullopt;
    return sum;
}

std::optional<PrivateKey> PrivateKey::taproot_tweak(const Digest256& tweak) const {
    secp256k1_keypair pair = make_keypair(m_bytes);
    PrivateKey key;
    const bool done = secp256k1_keypair_xonly_tweak_add(secret_context(), &pair, tweak.data()) == 1 &&
                      secp256k1_keypair_sec(secret_context(), key.m_bytes.data(), &pair) == 1;
    cleanse(&pair, sizeof pair);
    if (!done) return std::nullopt;
    return key;
}

bool operator==(const PrivateKey& a, const PrivateKey& b) { return equal_in_constant_time(a.m_bytes, b.m_bytes); }

}  // namespace quanta::crypto
