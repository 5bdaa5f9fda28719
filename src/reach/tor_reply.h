// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

/// @file
/// What Tor answers at its control port: lines of a code of three digits, a separator and text.

namespace quanta::reach {

/// Bytes of a line, lines of a reply, and bytes of a reply that are taken.
inline constexpr size_t kMaxTorLineBytes = 100'000;
inline constexpr size_t kMaxTorReplyLines = 1'000;
inline constexpr size_t kMaxTorReplyBytes = 1'000'000;

/// A whole reply: the code and the text of its lines; what follows a line as data is joined to it by line
/// ends.
struct TorReply {
    static constexpr int kOk = 250;
    static constexpr int kEvent = 650;

    int code = 0;
    std::vector<std::string> lines;
};

/// Bytes to replies, without I/O.
class TorReplyParser {
public:
    /// Takes bytes in. An error is final, and says what is wrong.
    base::Result<void, std::string> feed(base::ByteSpan bytes);
    /// The next whole reply.
    std::optional<TorReply> next();

private:
    base::Result<void, std::string> take_line(std::string line);
    base::Result<void, std::string> take_data(std::string_view line);
    base::Result<void, std::string> count(size_t bytes);

    std::string m_line;
    TorReply m_reply;
    size_t m_reply_lines = 0;
    size_t m_reply_bytes = 0;
    bool m_in_data = false;
    std::deque<TorReply> m_ready;
};

/// A line in two: its first word, and what follows the space behind it.
struct TorWords {
    std::string_view first;
    std::string_view rest;
};
TorWords split_tor_words(std::string_view line);

/// `KEY=value KEY="quoted value" FLAG`: values by key, flags with none; backslashes in quotes stand for what
/// they do in C. Nothing when it is not of that form.
std::optional<std::map<std::string, std::string>> parse_tor_values(std::string_view text);

/// `text` in quotes, as parse_tor_values reads it.
std::string quote_for_tor(std::string_view text);

}  // namespace quanta::reach
