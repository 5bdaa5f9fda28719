// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/key_aggregation.h"

#include <secp256k1.h>

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/hash.h"

namespace quanta::crypto {
namespace {

/// Hash of all keys in order.
Digest256 list_hash(std::span<const PublicKey> keys) {
    Sha256 hasher = tagged_sha256("KeyAgg list");
    for (const PublicKey& key : keys)
        hasher.write(key.bytes());
    return hasher.finalize();
}

/// The point of `key` times what the list of all keys gives it. A coefficient that is zero or not below the
/// group order, which comes by with a chance of one in 2^127, has no product here.
std::optional<secp256k1_pubkey> weighted(const PublicKey& key, const Digest256& list) {
    secp256k1_pubkey point;
    const base::ByteSpan bytes = key.bytes();
    if (secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, bytes.data(), bytes.size()) == 0) {
        return std::nullopt;
    }
    Sha256 hasher = tagged_sha256("KeyAgg coefficient");
    const Digest256 coefficient = hasher.write(list).write(bytes).finalize();
    if (secp256k1_ec_pubkey_tweak_mul(secp256k1_context_static, &point, coefficient.data()) == 0) {
        return std::nullopt;
    }
    return point;
}

/// The point of `key` as it is.
std::optional<secp256k1_pubkey> plain(const PublicKey& key) {
    secp256k1_pubkey point;
    const base::ByteSpan bytes = key.bytes();
    const int done = secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, bytes.data(), bytes.size());
    return done == 1 ? std::optional(point) : std::nullopt;
}

std::optional<PublicKey> sum_of(const std::vector<secp256k1_pubkey>& points) {
    std::vector<const secp256k1_pubkey*> pointers(points.size());
    std::transform(points.begin(), points.end(), pointers.begin(), [](const auto& point) { return &point; });
    secp256k1_pubkey sum;
    if (secp256k1_ec_pubkey_combine(secp256k1_context_static, &sum, pointers.data(), pointers.size()) == 0) {
        return std::nullopt;
    }
    std::array<uint8_t, PublicKey::kCompressedSize> bytes;
    size_t size = bytes.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, bytes.data(), &size, &sum,
                                  SECP256K1_EC_COMPRESSED);
    return PublicKey::from_bytes(bytes);
}

}  // namespace

std::optional<PublicKey> aggregate_keys(std::span<const PublicKey> keys) {
    if (keys.empty()) return std::nullopt;
    const Digest256 list = list_hash(keys);
    // The first key that differs from the first one counts once, whatever the list: it saves a
    // multiplication.
    const auto second =
        std::find_if(keys.begin(), keys.end(), [&](const PublicKey& key) { return key != keys[0]; });
    std::vector<secp256k1_pubkey> points;
    points.reserve(keys.size());
    for (const PublicKey& key : keys) {
        const bool counts_once = second != keys.end() && key == *second;
        const auto point = counts_once ? plain(key) : weighted(key, list);
        if (!point) return std::nullopt;
        points.push_back(*point);
    }
    return sum_of(points);
}

}  // namespace quanta::crypto
