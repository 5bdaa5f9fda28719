// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quanta::rpc {

/// %xx sequences decoded; nothing when one is broken.
std::optional<std::string> decode_percent(std::string_view text);
/// Everything but letters, digits and -._~ as %XX.
std::string encode_percent(std::string_view text);

}  // namespace quanta::rpc
