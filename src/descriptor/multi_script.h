// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>

#include "descriptor/script_expression.h"

namespace quanta::descriptor {

/// Reads one of multi, sortedmulti, multi_a and sortedmulti_a (BIP383, BIP387). Nothing when `text` is none
/// of them. Internal to this library.
std::optional<ScriptResult> parse_multi_script(std::string_view text, Place place,
                                               const ParseContext& context);

}  // namespace quanta::descriptor
