// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "base/check.h"

namespace quanta::crypto {
namespace {

/// HMAC of `bytes`; OpenSSL wants a key pointer even when the key is empty.
template <typename Digest>
Digest hmac(const EVP_MD* function, base::ByteSpan key, base::ByteSpan bytes) {
    static const uint8_t kNothing = 0;
    Digest digest;
    unsigned size = 0;
    CHECK(HMAC(function, key.empty() ? &kNothing : key.data(), static_cast<int>(key.size()), bytes.data(),
               bytes.size(), digest.data(), &size) != nullptr);
    CHECK(size == digest.size());
    return digest;
}

}  // namespace

Digest512 sha512(base::ByteSpan bytes) {
    Digest512 digest;
    SHA512(bytes.data(), bytes.size(), digest.data());
    return digest;
}

Digest256 hmac_sha256(base::ByteSpan key, base::ByteSpan bytes) {
    return hmac<Digest256>(EVP_sha256(), key, bytes);
}

Digest512 hmac_sha512(base::ByteSpan key, base::ByteSpan bytes) {
    return hmac<Digest512>(EVP_sha512(), key, bytes);
}

Digest512 pbkdf2_hmac_sha512(base::ByteSpan password, base::ByteSpan salt, uint32_t iterations) {
    Digest512 key;
    const std::string_view text = base::as_text(password);
    CHECK(PKCS5_PBKDF2_HMAC(text.data(), static_cast<int>(text.size()), salt.data(),
                            static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha512(),
                            static_cast<int>(key.size()), key.data()) == 1);
    return key;
}

void cleanse(void* data, size_t size) { OPENSSL_cleanse(data, size); }

bool equal_in_constant_time(base::ByteSpan a, base::ByteSpan b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace quanta::crypto
