// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quanta::base {

/// RFC 4648 text with padding.
std::string to_base64(std::string_view bytes);

/// The bytes of RFC 4648 text; nothing when its length, alphabet, padding or unused bits are not as
/// to_base64 makes them.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace quanta::base
