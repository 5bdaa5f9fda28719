// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript_script.h"

namespace quanta::descriptor {

std::optional<ScriptResult> parse_miniscript_script(std::string_view, Place, const ParseContext&) {
    return std::nullopt;
}

}  // namespace quanta::descriptor
