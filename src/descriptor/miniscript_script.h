// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>

#include "descriptor/script_expression.h"

namespace quanta::descriptor {

/// Reads one of Miniscript in wsh and tr (BIP379). Nothing when `text` is none of them. Internal to this
/// library.
std::optional<ScriptResult> parse_miniscript_script(std::string_view text, Place place,
                                                    const ParseContext& context);

}  // namespace quanta::descriptor
