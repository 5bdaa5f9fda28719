// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace quanta::gui {

/// The words of a line of the console. Words end at white space; "…" (with \" and \\) and '…' hold such words
/// together, and one that begins with [ or { goes on to the bracket that closes it, as JSON does. The error
/// is a sentence.
base::Result<std::vector<std::string>, std::string> split_line(std::string_view line);

/// Whether the parameters of `method` may be secret: its line is not kept and not shown in full.
bool is_sensitive(std::string_view method);

/// `line` as the history may keep it: its first word and three dots when that is a sensitive method.
std::string kept_line(const std::string& line);

/// The JSON-RPC request for a method and its parameters as the command line client reads them; with "-named"
/// as the first word, parameters are given as name=value. The error is a sentence.
base::Result<std::string, std::string> request_of(std::vector<std::string> words);

/// What a JSON-RPC reply is to a reader.
struct ConsoleReply {
    std::string text;
    bool failed = false;
};

/// The result, indented, or the error of `reply`; at most `max_bytes` of it.
ConsoleReply read_reply(std::string_view reply, size_t max_bytes);

/// The path that requests for `wallet` are sent to; "/" when it is null.
std::string wallet_path(const std::string* wallet);

/// The method names in what `help` replies, sorted.
std::vector<std::string> method_names(std::string_view help);

}  // namespace quanta::gui
