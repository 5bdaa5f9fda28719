// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace quanta::script {

/// Why a text is no script.
enum class ScriptTextError : uint8_t {
    UnknownWord,  ///< A word is neither of the notation nor the name of an operation.
    NumberRange,  ///< A decimal number is beyond 32 bits and a sign.
};

/// The sentence users of the deployed tools know.
std::string_view script_text_error_text(ScriptTextError error);

/// The script that `text` writes down, in words between white space: decimal numbers, which are pushed in the
/// shortest way; 0x and hex digits, bytes of the script as they are; 'text', which is pushed and holds no
/// space; and operations from OP_NOP to OP_NOP10 and OP_RESERVED, with or without their OP_. Linear time.
base::Result<base::Bytes, ScriptTextError> parse_script_text(std::string_view text);

}  // namespace quanta::script
