// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "json/value.h"

namespace quanta::cli {

/// What the program says and leaves with.
struct Output {
    /// Without the last line end; nothing is printed when it is empty.
    std::string text;
    /// 0: to standard output; anything else: to standard error.
    int exit_code = 0;
    /// Always to standard error, before the text; nothing when it is empty.
    std::string warning = {};
};

/// A result: strings as they are, null as nothing, everything else as JSON with two spaces per level.
Output show_result(const json::Value& result);

/// The `error` of a reply: "error code: -8", "error message:" and the message on lines of their own. The exit
/// code is the code without its sign, of which the system keeps the lowest 8 bits.
Output show_error(const json::Value& error);

/// A failure of the program itself: "error: …", exit code 1.
Output show_failure(const std::string& text);

}  // namespace quanta::cli
