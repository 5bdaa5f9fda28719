// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/extended_key.h"

#include <algorithm>
#include <limits>
#include <span>

#include "crypto/hmac.h"
#include "keys/base58.h"

namespace quanta::keys {
namespace {

// Layout of the 78 bytes: version, depth, parent, child number, chain code, key.
constexpr size_t kDepthAt = 4;
constexpr size_t kParentAt = 5;
constexpr size_t kChildNumberAt = 9;
constexpr size_t kChainCodeAt = 13;
constexpr size_t kKeyAt = 45;
constexpr size_t kKeySize = 33;
constexpr size_t kSize = kKeyAt + kKeySize;

/// The two halves of an HMAC-SHA512: what is added to the key, and the child's chain code.
struct Halves {
    crypto::Digest256 tweak;
    crypto::Digest256 chain_code;

    Halves(base::ByteSpan hmac_key, base::ByteSpan data) {
        crypto::Digest512 hash = crypto::hmac_sha512(hmac_key, data);
        std::copy_n(hash.begin(), tweak.size(), tweak.begin());
        std::copy_n(hash.begin() + 32, chain_code.size(), chain_code.begin());
        crypto::cleanse(hash.data(), hash.size());
    }
    ~Halves() { crypto::cleanse(tweak.data(), tweak.size()); }
    Halves(const Halves&) = delete;
    Halves& operator=(const Halves&) = delete;
};

/// What is hashed for a child: 33 bytes of key, and the number.
using ChildData = std::array<uint8_t, kKeySize + 4>;

ChildData child_data(base::ByteSpan key, uint32_t number) {
    ChildData data{};
    std::copy(key.begin(), key.end(), data.begin() + (kKeySize - key.size()));
    base::write_be(data.data() + kKeySize, number);
    return data;
}

KeyOrigin child_origin(const KeyOrigin& parent, const crypto::PublicKey& key, uint32_t number) {
    return {static_cast<uint8_t>(parent.depth + 1), fingerprint_of(key), number};
}

/// `key` is right-aligned in its 33 bytes.
base::Bytes serialize(const std::array<uint8_t, 4>& version, const KeyOrigin& origin,
                      const crypto::Digest256& chain_code, base::ByteSpan key) {
    base::Bytes bytes(kSize);
    std::copy(version.begin(), version.end(), bytes.begin());
    bytes[kDepthAt] = origin.depth;
    std::copy(origin.parent.begin(), origin.parent.end(), bytes.begin() + kParentAt);
    base::write_be(bytes.data() + kChildNumberAt, origin.child_number);
    std::copy(chain_code.begin(), chain_code.end(), bytes.begin() + kChainCodeAt);
    std::copy(key.begin(), key.end(), bytes.end() - static_cast<std::ptrdiff_t>(key.size()));
    return bytes;
}

/// The 78 bytes of `text` when they begin with `version` and the origin is possible.
std::optional<base::Bytes> payload(std::string_view text, const std::array<uint8_t, 4>& version) {
    std::optional<base::Bytes> bytes = decode_base58_check(text, kSize);
    if (!bytes || bytes->size() != kSize) return std::nullopt;
    if (!std::equal(version.begin(), version.end(), bytes->begin())) return std::nullopt;
    const auto names_parent = std::any_of(bytes->begin() + kParentAt, bytes->begin() + kChainCodeAt,
                                          [](uint8_t byte) { return byte != 0; });
    if ((*bytes)[kDepthAt] == 0 && names_parent) return std::nullopt;
    return bytes;
}

KeyOrigin read_origin(const base::Bytes& bytes) {
    KeyOrigin origin;
    origin.depth = bytes[kDepthAt];
    std::copy_n(bytes.begin() + kParentAt, origin.parent.size(), origin.parent.begin());
    origin.child_number = base::read_be<uint32_t>(bytes.data() + kChildNumberAt);
    return origin;
}

crypto::Digest256 read_chain_code(const base::Bytes& bytes) {
    crypto::Digest256 chain_code;
    std::copy_n(bytes.begin() + kChainCodeAt, chain_code.size(), chain_code.begin());
    return chain_code;
}

}  // namespace

KeyFingerprint fingerprint_of(const crypto::PublicKey& key) {
    KeyFingerprint fingerprint;
    const crypto::Digest160 hash = key.hash();
    std::copy_n(hash.begin(), fingerprint.size(), fingerprint.begin());
    return fingerprint;
}

std::optional<ExtendedPublicKey> ExtendedPublicKey::derive(uint32_t number) const {
    if (number >= kHardened || origin.depth == std::numeric_limits<uint8_t>::max()) return std::nullopt;
    const Halves halves(chain_code, child_data(key.bytes(), number));
    const std::optional<crypto::PublicKey> child = key.tweak_add(halves.tweak);
    if (!child) return std::nullopt;
    return ExtendedPublicKey{child_origin(origin, key, number), halves.chain_code, *child};
}

std::optional<ExtendedPrivateKey> ExtendedPrivateKey::from_seed(base::ByteSpan seed) {
    const Halves halves(base::as_bytes("Bitcoin seed"), seed);
    const std::optional<crypto::PrivateKey> master = crypto::PrivateKey::from_bytes(halves.tweak);
    if (!master) return std::nullopt;
    return ExtendedPrivateKey{{}, halves.chain_code, *master};
}

std::optional<ExtendedPrivateKey> ExtendedPrivateKey::derive(uint32_t number) const {
    if (origin.depth == std::numeric_limits<uint8_t>::max()) return std::nullopt;
    const crypto::PublicKey public_key = key.public_key();
    const base::ByteSpan hashed = number >= kHardened ? base::ByteSpan(key.bytes()) : public_key.bytes();
    ChildData data = child_data(hashed, number);
    const Halves halves(chain_code, data);
    crypto::cleanse(data.data(), data.size());
    const std::optional<crypto::PrivateKey> child = key.tweak_add(halves.tweak);
    if (!child) return std::nullopt;
    return ExtendedPrivateKey{child_origin(origin, public_key, number), halves.chain_code, *child};
}

ExtendedPublicKey ExtendedPrivateKey::neuter() const { return {origin, chain_code, key.public_key()}; }

std::string encode_extended_key(const ExtendedPublicKey& key, const params::ChainParams& params) {
    return encode_base58_check(
        serialize(params.prefixes.ext_public_key, key.origin, key.chain_code, key.key.bytes()));
}

std::string encode_extended_key(const ExtendedPrivateKey& key, const params::ChainParams& params) {
    base::Bytes bytes = serialize(params.prefixes.ext_secret_key, key.origin, key.chain_code, key.key.bytes());
    std::string text = encode_base58_check(bytes);
    crypto::cleanse(bytes.data(), bytes.size());
    return text;
}

std::optional<ExtendedPublicKey> decode_extended_public_key(std::string_view text,
                                                            const params::ChainParams& params) {
    const std::optional<base::Bytes> bytes = payload(text, params.prefixes.ext_public_key);
    if (!bytes) return std::nullopt;
    const auto key = crypto::PublicKey::from_bytes(base::ByteSpan(*bytes).subspan(kKeyAt));
    if (!key || !key->is_valid()) return std::nullopt;
    return ExtendedPublicKey{read_origin(*bytes), read_chain_code(*bytes), *key};
}

std::optional<ExtendedPrivateKey> decode_extended_private_key(std::string_view text,
                                                              const params::ChainParams& params) {
    std::optional<base::Bytes> bytes = payload(text, params.prefixes.ext_secret_key);
    if (!bytes) return std::nullopt;
    std::optional<ExtendedPrivateKey> result;
    const std::span<const uint8_t, 32> secret(bytes->data() + kKeyAt + 1, 32);
    const auto key = crypto::PrivateKey::from_bytes(secret);
    if (key && (*bytes)[kKeyAt] == 0) {
        result = ExtendedPrivateKey{read_origin(*bytes), read_chain_code(*bytes), *key};
    }
    crypto::cleanse(bytes->data(), bytes->size());
    return result;
}

}  // namespace quanta::keys
