// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/tor_reply.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace quanta::reach {

namespace {

using base::Err;

constexpr size_t kCodeDigits = 3;
constexpr std::string_view kEndOfData = ".";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_octal(char c) {
    return c >= '0' && c <= '7';
}

/// Reads the text of values from front to back.
class ValueReader {
public:
    explicit ValueReader(std::string_view text) : m_text(text) {}

    bool at_end() const { return m_at == m_text.size(); }
    /// Up to `=`, a space or the end.
    std::string key() {
        const size_t end = std::min(m_text.find_first_of("= ", m_at), m_text.size());
        std::string key(m_text.substr(m_at, end - m_at));
        m_at = end;
        return key;
    }
    bool skip(char c) {
        if (at_end() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    std::optional<std::string> value() {
        if (skip('"')) return quoted();
        const size_t end = std::min(m_text.find(' ', m_at), m_text.size());
        std::string value(m_text.substr(m_at, end - m_at));
        m_at = end;
        return value;
    }

private:
    std::optional<std::string> quoted() {
        std::string value;
        while (!at_end()) {
            const char c = m_text[m_at++];
            if (c == '"') return value;
            if (c != '\\') {
                value += c;
                continue;
            }
            const std::optional<char> escaped = escape();
            if (!escaped) return std::nullopt;
            value += *escaped;
        }
        return std::nullopt;
    }

    std::optional<char> escape() {
        if (at_end()) return std::nullopt;
        if (is_octal(m_text[m_at])) return octal();
        switch (const char c = m_text[m_at++]) {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'r':
                return '\r';
            default:
                return c;
        }
    }

    /// One to three digits, below 256.
    std::optional<char> octal() {
        int value = 0;
        for (int i = 0; i < 3 && !at_end() && is_octal(m_text[m_at]); ++i)
            value = value * 8 + (m_text[m_at++] - '0');
        if (value > UINT8_MAX) return std::nullopt;
        return static_cast<char>(value);
    }

    std::string_view m_text;
    size_t m_at = 0;
};

}  // namespace

base::Result<void, std::string> TorReplyParser::feed(base::ByteSpan bytes) {
    for (const uint8_t byte : bytes) {
        if (byte != '\n') {
            if (m_line.size() == kMaxTorLineBytes) return Err(std::string("a line is too long"));
            m_line += static_cast<char>(byte);
            continue;
        }
        if (m_line.ends_with('\r')) m_line.pop_back();
        TRY(take_line(std::exchange(m_line, {})));
    }
    return {};
}

base::Result<void, std::string> TorReplyParser::count(size_t bytes) {
    m_reply_bytes += bytes;
    if (++m_reply_lines > kMaxTorReplyLines) return Err(std::string("a reply has too many lines"));
    if (m_reply_bytes > kMaxTorReplyBytes) return Err(std::string("a reply is too long"));
    return {};
}

base::Result<void, std::string> TorReplyParser::take_data(std::string_view line) {
    if (line == kEndOfData) {
        m_in_data = false;
        return {};
    }
    // A point that begins a line of data is written twice.
    if (line.starts_with('.')) line.remove_prefix(1);
    m_reply.lines.back().append("\n").append(line);
    return {};
}

base::Result<void, std::string> TorReplyParser::take_line(std::string line) {
    TRY(count(line.size()));
    if (m_in_data) return take_data(line);
    const bool has_code =
        line.size() > kCodeDigits && std::all_of(line.begin(), line.begin() + kCodeDigits, is_digit);
    if (!has_code) return Err(std::string("a line has no code"));
    const char separator = line[kCodeDigits];
    if (separator != ' ' && separator != '-' && separator != '+')
        return Err(std::string("a line has no separator"));
    m_reply.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    m_reply.lines.push_back(line.substr(kCodeDigits + 1));
    m_in_data = separator == '+';
    if (separator != ' ') return {};
    m_ready.push_back(std::exchange(m_reply, {}));
    m_reply_lines = m_reply_bytes = 0;
    return {};
}

std::optional<TorReply> TorReplyParser::next() {
    if (m_ready.empty()) return std::nullopt;
    TorReply reply = std::move(m_ready.front());
    m_ready.pop_front();
    return reply;
}

TorWords split_tor_words(std::string_view line) {
    const size_t space = std::min(line.find(' '), line.size());
    return {line.substr(0, space), line.substr(std::min(space + 1, line.size()))};
}

std::optional<std::map<std::string, std::string>> parse_tor_values(std::string_view text) {
    std::map<std::string, std::string> values;
    ValueReader reader(text);
    while (!reader.at_end()) {
        std::string key = reader.key();
        if (key.empty()) return std::nullopt;
        std::optional<std::string> value = reader.skip('=') ? reader.value() : std::string();
        if (!value) return std::nullopt;
        values.insert_or_assign(std::move(key), std::move(*value));
        if (!reader.at_end() && !reader.skip(' ')) return std::nullopt;
    }
    return values;
}

std::string quote_for_tor(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        switch (c) {
            case '\r':
                quoted += "\\r";
                break;
            case '\n':
                quoted += "\\n";
                break;
            case '"':
            case '\\':
                quoted += '\\';
                [[fallthrough]];
            default:
                quoted += c;
        }
    }
    return quoted + '"';
}

}  // namespace quanta::reach
