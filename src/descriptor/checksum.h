// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace quanta::descriptor {

/// The eight characters that stand behind '#' (BIP380); nothing when `descriptor` has a character that may not
/// occur in one. `descriptor` comes without checksum.
std::optional<std::string> descriptor_checksum(std::string_view descriptor);

/// `descriptor`, '#' and its checksum; empty when it has none.
std::string with_checksum(std::string_view descriptor);

}  // namespace quanta::descriptor
