// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
    TooMany,   ///< More values than the caller's limit.
};

/// Where and why parsing stopped.
struct ParseError {
    ParseErrorCode code = ParseErrorCode::Syntax;
    /// Bytes read before the error.
    size_t offset = 0;
};

/// What a text may make its reader hold. Rationale: a value takes 40 bytes and more, but two bytes of text.
struct ParseLimits {
    /// Bytes of text.
    size_t max_size = kDefaultMaxSize;
    /// Values in memory at a time, those inside others counted.
    size_t max_values = SIZE_MAX;
};

/// The one value in `text`, which may be of any type and stand between white space. Strict: no comments, no
/// trailing commas, no byte order mark. Numbers beyond the range of a double are refused.
base::Result<Value, ParseError> parse(std::string_view text, size_t max_size = kDefaultMaxSize);
base::Result<Value, ParseError> parse(std::string_view text, const ParseLimits& limits);

/// As parse(), but of an array its items are handed over one by one as they are complete, and it stays empty;
/// max_values holds for each. An error may come after items.
base::Result<Value, ParseError> parse_items(std::string_view text, const ParseLimits& limits,
                                            const std::function<void(Value item)>& on_item);

}  // namespace quanta::json
