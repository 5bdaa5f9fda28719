// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/sha3.h"

#include <openssl/evp.h>

#include "base/check.h"

namespace quanta::crypto {

Digest256 sha3_256(base::ByteSpan bytes) {
    Digest256 digest;
    unsigned size = 0;
    CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha3_256(), nullptr) == 1);
    CHECK(size == digest.size());
    return digest;
}

}  // namespace quanta::crypto
