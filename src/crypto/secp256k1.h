// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "crypto/hash.h"

/// @file
/// Keys and signatures on secp256k1. Verifying neither allocates nor locks; every function may be called from
/// any thread.

namespace quanta::crypto {

/// The x coordinate of a public key whose y is even, big endian (BIP340).
using XOnlyKey = std::array<uint8_t, 32>;
using SchnorrSignature = std::array<uint8_t, 64>;

/// How a public key is written: 33 or 65 bytes.
enum class KeyForm : uint8_t { Compressed, Uncompressed };
/// Whether the y coordinate of a point is even or odd.
enum class Parity : uint8_t { Even, Odd };

/// An ECDSA signature in DER, without hash type byte: at most 72 bytes.
class DerSignature {
public:
    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }

private:
    friend class PrivateKey;
    std::array<uint8_t, 72> m_bytes{};
    uint8_t m_size = 0;
};

/// A public key as it is written: 33 bytes beginning with 2 or 3, or 65 beginning with 4, 6 or 7. That it is a
/// point of the curve is checked by is_valid() only, for that costs microseconds.
class PublicKey {
public:
    static constexpr size_t kCompressedSize = 33;
    static constexpr size_t kUncompressedSize = 65;

    /// Nothing when size and first byte do not fit together.
    static std::optional<PublicKey> from_bytes(base::ByteSpan bytes);
    /// The key of even y whose x is `xonly`, compressed. Not checked.
    static PublicKey from_xonly(const XOnlyKey& xonly);

    base::ByteSpan bytes() const { return {m_bytes.data(), m_size}; }
    KeyForm form() const {
        return m_size == kCompressedSize ? KeyForm::Compressed : KeyForm::Uncompressed;
    }
    /// RIPEMD-160 of SHA-256 of the bytes as they are written.
    Digest160 hash() const { return hash160(bytes()); }
    /// Whether the bytes are a point of the curve; 6 and 7 must tell the parity of y truly.
    bool is_valid() const;
    /// The same point in `form`; nothing when this is no point. 6 and 7 become 4.
    std::optional<PublicKey> to_form(KeyForm form) const;
    /// The x coordinate, the first 32 bytes after the prefix.
    XOnlyKey xonly() const;
    /// This point plus `tweak` times the generator, compressed (BIP32). Nothing when this is no point, the
    /// tweak is not below the group order, or the sum is infinity.
    std::optional<PublicKey> tweak_add(const Digest256& tweak) const;

    /// Order of the bytes as written, shorter first bytes deciding first.
    friend std::strong_ordering operator<=>(const PublicKey& a, const PublicKey& b);
    friend bool operator==(const PublicKey& a, const PublicKey& b) { return (a <=> b) == 0; }

private:
    PublicKey() = default;
    friend class PrivateKey;
    std::array<uint8_t, kUncompressedSize> m_bytes{};
    uint8_t m_size = 0;
};

/// The number of bytes of a public key that begins with `prefix`: 33, 65, or 0 when none does.
constexpr size_t public_key_size(uint8_t prefix) {
    if (prefix == 2 || prefix == 3) return PublicKey::kCompressedSize;
    if (prefix == 4 || prefix == 6 || prefix == 7) return PublicKey::kUncompressedSize;
    return 0;
}

/// A secret key: a number from 1 to the group order less one. Its bytes are overwritten when it goes.
class PrivateKey {
public:
    /// From 32 bytes, big endian; nothing when they are zero or not below the group order.
    static std::optional<PrivateKey> from_bytes(std::span<const uint8_t, 32> bytes);
    PrivateKey(const PrivateKey&) = default;
    PrivateKey& operator=(const PrivateKey&) = default;
    ~PrivateKey();

    const std::array<uint8_t, 32>& bytes() const { return m_bytes; }
    PublicKey public_key(KeyForm form = KeyForm::Compressed) const;
    /// Deterministic (RFC 6979) with low S; tries counters as extra entropy until R is below 2^255 too, so that
    /// signatures take at most 70 bytes.
    DerSignature sign_ecdsa(const Digest256& message) const;
    /// BIP340 over `message` of any length, with `auxiliary` randomness; all zeros when there is none.
    SchnorrSignature sign_schnorr(base::ByteSpan message,
                                  const std::optional<Digest256>& auxiliary = std::nullopt) const;
    /// This key plus `tweak` modulo the group order (BIP32); nothing when the tweak is not below the order or
    /// the sum is zero.
    std::optional<PrivateKey> tweak_add(const Digest256& tweak) const;
    /// The key of the output key: negated first when the public key has odd y, then tweaked (BIP341).
    std::optional<PrivateKey> taproot_tweak(const Digest256& tweak) const;

    friend bool operator==(const PrivateKey& a, const PrivateKey& b);

private:
    PrivateKey() = default;
    std::array<uint8_t, 32> m_bytes{};
};

/// Whether `signature` (DER without hash type byte) is `public_key`'s signature of `message`.
///
/// Takes every encoding the network has ever taken: wrong outer lengths, long-form lengths, padding and bytes
/// after the end do not matter, an R or S of more than 256 bits makes it false; high S is as good as low. Script
/// rules that are stricter are checked elsewhere, before.
bool ecdsa_verify_lax(base::ByteSpan public_key, base::ByteSpan signature, const Digest256& message);

/// Whether S of `signature` (DER without hash type byte) is at most half the group order. False for what
/// ecdsa_verify_lax cannot even parse; true when R or S is not below the group order, for then no signature
/// is left whose S could be high.
bool is_low_der(base::ByteSpan signature);

/// BIP340 verification of `signature` by `key` over `message` of any length.
bool schnorr_verify(std::span<const uint8_t, 32> key, std::span<const uint8_t, 64> signature,
                    base::ByteSpan message);

/// Whether `key` is the x coordinate of a point. Takes less than a microsecond.
bool is_valid_xonly(std::span<const uint8_t, 32> key);

/// Whether `output`, with y of `parity`, is `internal` plus `tweak` times the generator (BIP341).
bool taproot_tweak_matches(std::span<const uint8_t, 32> output, Parity parity,
                           std::span<const uint8_t, 32> internal, const Digest256& tweak);

/// The result of adding a tweak to an x-only key.
struct TweakedKey {
    XOnlyKey key;
    Parity parity;
};
/// `internal` plus `tweak` times the generator (BIP341); nothing when `internal` is no point, the tweak is not
/// below the group order, or the sum is infinity.
std::optional<TweakedKey> xonly_tweak_add(std::span<const uint8_t, 32> internal, const Digest256& tweak);

}  // namespace quanta::crypto
