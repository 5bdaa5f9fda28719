// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace quanta::json {

/// How deep arrays and objects may be nested: the deployed limit.
inline constexpr size_t kMaxDepth = 512;
/// Bytes of text taken by default: the deployed limit of a request, 32 MiB.
inline constexpr size_t kDefaultMaxSize = 32 * 1024 * 1024;

/// Why text is not a JSON value.
enum class ParseErrorCode : uint8_t {
    Syntax,    ///< Not JSON, not UTF-8, or something follows the value.
    TooDeep,   ///< Nested deeper than kMaxDepth.
    TooLarge,  ///< More bytes than the caller's limit.
};

/// Where and why parsing stopped.
struct ParseError {
    ParseErrorCode code = ParseErrorCode::Syntax;
    /// Bytes read before the error.
    size_t offset = 0;
};

/// The one value in `text`, which may be of any type and stand between white space. Strict: no comments, no
/// trailing commas, no byte order mark. Numbers beyond the range of a double are refused.
base::Result<Value, ParseError> parse(std::string_view text, size_t max_size = kDefaultMaxSize);

}  // namespace quanta::json
