// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/aes.h"

#include <openssl/evp.h>

#include <memory>

#include "base/check.h"
#include "crypto/hmac.h"

namespace quanta::crypto {

namespace {

/// More than anybody encrypts at once, and well within what OpenSSL takes.
constexpr size_t kMaxSize = size_t{1} << 30;

/// Freeing overwrites the round keys.
using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Context new_context() {
    Context context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    CHECK(context != nullptr);
    return context;
}

}  // namespace

base::Bytes aes256_cbc_encrypt(AesKey key, const AesIv& iv, base::ByteSpan plain) {
    CHECK(plain.size() <= kMaxSize);
    const Context context = new_context();
    base::Bytes encrypted(aes_cbc_size(plain.size()));
    int first = 0;
    int last = 0;
    CHECK(EVP_EncryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.data(), iv.data()) == 1);
    CHECK(EVP_EncryptUpdate(context.get(), encrypted.data(), &first, plain.data(),
                            static_cast<int>(plain.size())) == 1);
    CHECK(EVP_EncryptFinal_ex(context.get(), encrypted.data() + first, &last) == 1);
    CHECK(static_cast<size_t>(first + last) == encrypted.size());
    return encrypted;
}

std::optional<size_t> aes256_cbc_decrypt(AesKey key, const AesIv& iv, base::ByteSpan encrypted,
                                         std::span<uint8_t> plain) {
    CHECK(plain.size() >= encrypted.size());
    if (encrypted.empty() || encrypted.size() % kAesBlockSize != 0 || encrypted.size() > kMaxSize)
        return std::nullopt;
    const Context context = new_context();
    int first = 0;
    int last = 0;
    CHECK(EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.data(), iv.data()) == 1);
    CHECK(EVP_DecryptUpdate(context.get(), plain.data(), &first, encrypted.data(),
                            static_cast<int>(encrypted.size())) == 1);
    if (EVP_DecryptFinal_ex(context.get(), plain.data() + first, &last) != 1) {
        cleanse(plain.data(), plain.size());
        return std::nullopt;
    }
    return static_cast<size_t>(first + last);
}

}  // namespace quanta::crypto
