// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/writer.h"

#include <charconv>
#include <cstring>
#include <span>
#include <utility>

#include "base/check.h"
#include "json/number.h"

namespace quanta::json {

namespace {

/// The letter after the backslash for characters that have one, 0 for the rest.
char short_escape(char c) {
    switch (c) {
        case '"': return '"';
        case '\\': return '\\';
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

bool needs_escape(char c) {
    const auto code = static_cast<unsigned char>(c);
    return code < 0x20 || code == 0x7f || c == '"' || c == '\\';
}

/// Whether one of the eight characters of `word` needs an escape.
bool any_needs_escape(uint64_t word) {
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kTops = 0x8080808080808080;
    // The top bit of a byte of (x - 1 * n) & ~x tells that the lowest such byte of x is under n.
    const auto has = [word](uint64_t code) {
        const uint64_t difference = word ^ (code * kOnes);
        return (difference - kOnes) & ~difference;
    };
    const uint64_t controls = (word - 0x20 * kOnes) & ~word;
    return ((controls | has('"') | has('\\') | has(0x7f)) & kTops) != 0;
}

/// How many characters at the start of `text` stand for themselves.
size_t plain_length(std::string_view text) {
    size_t length = 0;
    uint64_t word = 0;
    for (; length + sizeof word <= text.size(); length += sizeof word) {
        std::memcpy(&word, text.data() + length, sizeof word);
        if (any_needs_escape(word)) break;
    }
    while (length < text.size() && !needs_escape(text[length])) ++length;
    return length;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += '\\';
    if (const char letter = short_escape(c)) {
        out += letter;
        return;
    }
    const auto code = static_cast<unsigned char>(c);
    out += "u00";
    out += kDigits[code >> 4];
    out += kDigits[code & 15];
}

template <typename T>
std::string_view integer_text(T value, std::span<char> buffer) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), static_cast<size_t>(end - buffer.data())};
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const size_t plain = plain_length(text);
        out += text.substr(0, plain);
        if (plain == text.size()) break;
        append_escaped(out, text[plain]);
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

Writer::Writer(Flush flush, size_t piece_size, int indent)
    : m_out(&m_piece), m_flush(std::move(flush)), m_piece_size(piece_size), m_indent(indent) {}

Writer& Writer::key(std::string_view name) {
    CHECK(!m_levels.empty() && m_levels.back().object && !m_key_written);
    Level& level = m_levels.back();
    if (!level.empty) *m_out += ',';
    level.empty = false;
    new_line();
    append_quoted(*m_out, name);
    *m_out += m_indent > 0 ? ": " : ":";
    m_key_written = true;
    return *this;
}

Writer& Writer::value(double value) { return raw(number_from_double(value)); }

Writer& Writer::value(std::string_view text) {
    before_value();
    append_quoted(*m_out, text);
    after_value();
    return *this;
}

Writer& Writer::value(const Value& value) {
    switch (value.type()) {
        case Type::Null: return null();
        case Type::Bool: return this->value(value.boolean());
        case Type::Number: return raw(*value.number_text());
        case Type::String: return this->value(value.string());
        case Type::Array:
            begin_array();
            for (const Value& element : value.array()) this->value(element);
            return end_array();
        case Type::Object:
            begin_object();
            for (const auto& [name, contents] : value.object()) key(name).value(contents);
            return end_object();
    }
    return *this;
}

Writer& Writer::amount(int64_t sat) { return raw(amount_text(sat)); }

Writer& Writer::raw(std::string_view json) {
    before_value();
    if (m_flush && json.size() >= m_piece_size) {
        // Large enough for a piece of its own: not copied.
        if (!m_piece.empty()) m_flush(m_piece);
        m_piece.clear();
        m_flush(json);
        return *this;
    }
    *m_out += json;
    after_value();
    return *this;
}

Writer& Writer::raw_members(std::string_view json) {
    CHECK(m_indent == 0 && !m_levels.empty() && m_levels.back().object && !m_key_written);
    Level& level = m_levels.back();
    if (!level.empty) *m_out += ',';
    level.empty = false;
    *m_out += json;
    after_value();
    return *this;
}

void Writer::finish() {
    CHECK(m_levels.empty() && !m_key_written);
    if (m_flush && !m_piece.empty()) m_flush(m_piece);
    m_piece.clear();
}

Writer& Writer::open(char bracket) {
    before_value();
    *m_out += bracket;
    m_levels.push_back({bracket == '{', true});
    return *this;
}

Writer& Writer::close(char bracket) {
    CHECK(!m_levels.empty() && m_levels.back().object == (bracket == '}') && !m_key_written);
    m_levels.pop_back();
    new_line();
    *m_out += bracket;
    after_value();
    return *this;
}

Writer& Writer::integer(int64_t value) {
    char buffer[24];
    return raw(integer_text(value, buffer));
}

Writer& Writer::integer(uint64_t value) {
    char buffer[24];
    return raw(integer_text(value, buffer));
}

void Writer::before_value() {
    if (m_key_written || m_levels.empty()) {
        m_key_written = false;
        return;
    }
    Level& level = m_levels.back();
    CHECK(!level.object);
    if (!level.empty) *m_out += ',';
    level.empty = false;
    new_line();
}

void Writer::new_line() {
    if (m_indent == 0) return;
    *m_out += '\n';
    m_out->append(m_levels.size() * static_cast<size_t>(m_indent), ' ');
}

void Writer::after_value() {
    if (!m_flush || m_piece.size() < m_piece_size) return;
    m_flush(m_piece);
    m_piece.clear();
}

}  // namespace quanta::json
