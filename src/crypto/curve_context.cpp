// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/curve_context.h"

#include <openssl/rand.h>

#include <array>
#include <cstdint>

#include "base/check.h"
#include "crypto/hmac.h"

namespace quanta::crypto {

const secp256k1_context* secret_context() {
    static const secp256k1_context* context = [] {
        secp256k1_context* made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
        CHECK(made != nullptr);
        std::array<uint8_t, 32> seed;
        CHECK(RAND_bytes(seed.data(), seed.size()) == 1);
        CHECK(secp256k1_context_randomize(made, seed.data()) == 1);
        cleanse(seed.data(), seed.size());
        return made;
    }();
    return context;
}

}  // namespace quanta::crypto
