// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace quanta::json {

/// Writes JSON text as it goes, without building a value first. One thread at a time.
///
/// Compact: `{"a":1,"b":[]}`. With an indent each member is on a line of its own, also the closing bracket of
/// an empty array or object, as deployed clients print it. Calls out of order (a value without key in an
/// object, a wrong end) are programmer errors and abort.
class Writer {
public:
    using Flush = std::function<void(std::string_view)>;

    /// Appends to `out`, which outlives the writer; reserve room in it for large texts, as growing costs more
    /// than writing. `indent` is spaces per level, 0 compact.
    explicit Writer(std::string& out, int indent = 0) : m_out(&out), m_indent(indent) {}
    /// Hands over pieces of about `piece_size` bytes as they fill, and the rest in finish().
    Writer(Flush flush, size_t piece_size, int indent = 0);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Writer& begin_object() { return open('{'); }
    Writer& end_object() { return close('}'); }
    Writer& begin_array() { return open('['); }
    Writer& end_array() { return close(']'); }
    /// The name of the next member; only directly inside an object.
    Writer& key(std::string_view name);

    Writer& null() { return raw("null"); }
    Writer& value(bool value) { return raw(value ? "true" : "false"); }
    template <std::signed_integral T>
    Writer& value(T value) {
        return integer(static_cast<int64_t>(value));
    }
    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Writer& value(T value) {
        return integer(static_cast<uint64_t>(value));
    }
    /// As number_from_double writes it.
    Writer& value(double value);
    Writer& value(std::string_view text);
    Writer& value(const char* text) { return value(std::string_view(text)); }
    Writer& value(const std::string& text) { return value(std::string_view(text)); }
    /// Everything inside `value`.
    Writer& value(const Value& value);
    Writer& value(const void*) = delete;
    /// An amount in coins with its 8 places: -0.00000001, 50.00000000.
    Writer& amount(int64_t sat);
    /// `json` as it stands: a number's text, or a value written before with the same indent and level.
    Writer& raw(std::string_view json);
    /// Members of an object as they stand, one or more, with commas between them: `"a":1,"b":2`; compact only.
    Writer& raw_members(std::string_view json);

    /// key() and value() in one.
    template <typename T>
    Writer& member(std::string_view name, const T& contents) {
        return key(name).value(contents);
    }
    Writer& member(std::string_view name, const char* contents) { return key(name).value(contents); }

    /// Everything is written and closed: hands over the last piece.
    void finish();

private:
    struct Level {
        bool object;
        bool empty;
    };

    Writer& open(char bracket);
    Writer& close(char bracket);
    Writer& integer(int64_t value);
    Writer& integer(uint64_t value);
    void before_value();
    void new_line();
    void after_value();

    std::string m_piece;
    std::string* m_out;
    Flush m_flush;
    size_t m_piece_size = 0;
    int m_indent;
    bool m_key_written = false;
    std::vector<Level> m_levels;
};

/// Appends `text` in quotes with the deployed escapes: \" \\ \b \f \n \r \t, other control characters and
/// 0x7f as \u00xx (lower case), everything else as it is.
void append_quoted(std::string& out, std::string_view text);

}  // namespace quanta::json
