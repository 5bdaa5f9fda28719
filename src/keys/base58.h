// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::keys {

/// `bytes` as a number in base 58, with a '1' for each leading zero byte. Quadratic in the size.
std::string encode_base58(base::ByteSpan bytes);

/// The inverse of encode_base58. White space around the text is ignored. Nothing when another character
/// occurs or there are more than `max_bytes` bytes; work is bounded by text size times `max_bytes`.
std::optional<base::Bytes> decode_base58(std::string_view text, size_t max_bytes);

/// As encode_base58 of `bytes` and the first four bytes of their double SHA-256.
std::string encode_base58_check(base::ByteSpan bytes);

/// The most characters an address in base 58 has.
inline constexpr size_t kBase58AddressSize = 35;
/// As encode_base58_check of `prefix` and `hash`, to where there is room for kBase58AddressSize characters; returns
/// the end.
char* write_base58_address(char* to, uint8_t prefix, const crypto::Digest160& hash);

/// The inverse of encode_base58_check; nothing also when the checksum is wrong. `max_bytes` does not count it.
std::optional<base::Bytes> decode_base58_check(std::string_view text, size_t max_bytes);

}  // namespace quanta::keys
