// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace quanta::base {

/// Two lower-case hex digits per byte, in the order of `bytes`.
std::string to_hex(ByteSpan bytes);

/// As to_hex, appended to `out`.
void append_hex(std::string& out, ByteSpan bytes);

/// The bytes written as hex digits of either case; nothing when the length is odd or a character is not a
/// hex digit. Empty text is empty bytes. No white space, no prefix.
std::optional<Bytes> from_hex(std::string_view text);

/// Whether from_hex would accept `text` and it is not empty.
bool is_hex(std::string_view text);

}  // namespace quanta::base
