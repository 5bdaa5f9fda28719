// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/private_key_text.h"

#include <span>

#include "crypto/hmac.h"
#include "keys/base58.h"

namespace quanta::keys {
namespace {

constexpr size_t kKeySize = 32;
/// The byte behind the key that says that its public key is compressed.
constexpr uint8_t kCompressedMark = 1;

std::optional<PrivateKeyText> from_payload(const base::Bytes& bytes, uint8_t prefix) {
    const bool compressed = bytes.size() == 1 + kKeySize + 1 && bytes.back() == kCompressedMark;
    if (!compressed && bytes.size() != 1 + kKeySize) return std::nullopt;
    if (bytes[0] != prefix) return std::nullopt;
    const auto key = crypto::PrivateKey::from_bytes(std::span<const uint8_t, kKeySize>(bytes.data() + 1, kKeySize));
    if (!key) return std::nullopt;
    return PrivateKeyText{*key, compressed ? crypto::KeyForm::Compressed : crypto::KeyForm::Uncompressed};
}

}  // namespace

std::string encode_private_key(const PrivateKeyText& key, const params::ChainParams& params) {
    base::Bytes bytes;
    bytes.reserve(1 + kKeySize + 1);
    bytes.push_back(params.prefixes.secret_key);
    bytes.insert(bytes.end(), key.key.bytes().begin(), key.key.bytes().end());
    if (key.form == crypto::KeyForm::Compressed) bytes.push_back(kCompressedMark);
    std::string text = encode_base58_check(bytes);
    crypto::cleanse(bytes.data(), bytes.size());
    return text;
}

std::optional<PrivateKeyText> decode_private_key(std::string_view text, const params::ChainParams& params) {
    std::optional<base::Bytes> bytes = decode_base58_check(text, 1 + kKeySize + 1);
    if (!bytes) return std::nullopt;
    std::optional<PrivateKeyText> key = from_payload(*bytes, params.prefixes.secret_key);
    crypto::cleanse(bytes->data(), bytes->size());
    return key;
}

}  // namespace quanta::keys
