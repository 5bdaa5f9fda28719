// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/ellswift.h"

#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#ifdef QUANTA_SECP256K1_ELLSWIFT
#include <secp256k1_ellswift.h>
#endif

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "crypto/chacha20.h"
#include "crypto/curve_context.h"
#include "crypto/ellswift_map.h"
#include "crypto/hmac.h"

namespace quanta::crypto {
namespace {

std::span<const uint8_t, 32> first_half(const EllSwift& encoding) {
    return std::span(encoding).first<32>();
}
std::span<const uint8_t, 32> second_half(const EllSwift& encoding) {
    return std::span(encoding).last<32>();
}

/// For secp256k1_ecdh: the x coordinate as it is.
int keep_x(unsigned char* out, const unsigned char* x, const unsigned char*, void*) {
    std::memcpy(out, x, 32);
    return 1;
}

}  // namespace

EllSwift own_ellswift_create(const PrivateKey& key, const Digest256& entropy) {
    const FieldElement x = FieldElement::parse(key.public_key().xonly()).value();
    Sha256 hasher = tagged_sha256("quanta/ellswift");
    Digest256 seed = hasher.write(key.bytes()).write(entropy).finalize();
    cleanse(&hasher, sizeof hasher);
    // A block of the key stream for each try: 32 bytes of u, and a byte that chooses among its up to eight t.
    // One try of four succeeds; what fails is seen by nobody.
    for (uint32_t tries = 0;; ++tries) {
        std::array<uint8_t, 33> draw;
        chacha20_keystream(draw, seed, {}, tries);
        const auto u = FieldElement::parse(std::span(draw).first<32>());
        if (!u || u->is_zero()) continue;
        const auto t = swift_inverse(x, *u, draw[32] & 7);
        if (!t) continue;
        cleanse(seed.data(), seed.size());
        EllSwift encoding;
        std::ranges::copy(u->bytes(), encoding.begin());
        std::ranges::copy(t->bytes(), encoding.begin() + 32);
        return encoding;
    }
}

XOnlyKey own_ellswift_decode(const EllSwift& encoding) {
    return swift_map(FieldElement::reduce(first_half(encoding)), FieldElement::reduce(second_half(encoding)))
        .bytes();
}

Digest256 shared_x(const PrivateKey& key, const EllSwift& encoding) {
    const PublicKey theirs = PublicKey::from_xonly(own_ellswift_decode(encoding));
    secp256k1_pubkey point;
    CHECK(secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, theirs.bytes().data(),
                                    theirs.bytes().size()) == 1);
    Digest256 x;
    CHECK(secp256k1_ecdh(secret_context(), x.data(), &point, key.bytes().data(), keep_x, nullptr) == 1);
    return x;
}

Digest256 own_ellswift_shared_secret(const PrivateKey& key, const EllSwift& ours, const EllSwift& theirs,
                                     EllSwiftParty we) {
    Digest256 x = shared_x(key, theirs);
    const bool initiating = we == EllSwiftParty::Initiator;
    Sha256 hasher = tagged_sha256("bip324_ellswift_xonly_ecdh");
    hasher.write(initiating ? ours : theirs).write(initiating ? theirs : ours).write(x);
    const Digest256 secret = hasher.finalize();
    cleanse(x.data(), x.size());
    cleanse(&hasher, sizeof hasher);
    return secret;
}

#ifdef QUANTA_SECP256K1_ELLSWIFT

EllSwift ellswift_create(const PrivateKey& key, const Digest256& entropy) {
    EllSwift encoding;
    CHECK(secp256k1_ellswift_create(secret_context(), encoding.data(), key.bytes().data(), entropy.data()) ==
          1);
    return encoding;
}

XOnlyKey ellswift_decode(const EllSwift& encoding) {
    secp256k1_pubkey point;
    secp256k1_ellswift_decode(secp256k1_context_static, &point, encoding.data());
    std::array<uint8_t, PublicKey::kCompressedSize> bytes;
    size_t size = bytes.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, bytes.data(), &size, &point,
                                  SECP256K1_EC_COMPRESSED);
    XOnlyKey x;
    std::copy_n(bytes.begin() + 1, x.size(), x.begin());
    return x;
}

Digest256 ellswift_shared_secret(const PrivateKey& key, const EllSwift& ours, const EllSwift& theirs,
                                 EllSwiftParty we) {
    const bool initiating = we == EllSwiftParty::Initiator;
    Digest256 secret;
    CHECK(secp256k1_ellswift_xdh(secret_context(), secret.data(), initiating ? ours.data() : theirs.data(),
                                 initiating ? theirs.data() : ours.data(), key.bytes().data(), !initiating,
                                 secp256k1_ellswift_xdh_hash_function_bip324, nullptr) == 1);
    return secret;
}

std::string_view ellswift_implementation() {
    return "libsecp256k1";
}

#else

EllSwift ellswift_create(const PrivateKey& key, const Digest256& entropy) {
    return own_ellswift_create(key, entropy);
}

XOnlyKey ellswift_decode(const EllSwift& encoding) {
    return own_ellswift_decode(encoding);
}

Digest256 ellswift_shared_secret(const PrivateKey& key, const EllSwift& ours, const EllSwift& theirs,
                                 EllSwiftParty we) {
    return own_ellswift_shared_secret(key, ours, theirs, we);
}

std::string_view ellswift_implementation() {
    return "own";
}

#endif

}  // namespace quanta::crypto
