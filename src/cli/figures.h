// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace quanta::cli {

/// What a node told, read with patience: a member that is missing, or of another type, is nothing.

/// The text of a string, the JSON text of anything else.
std::string plain(const json::Value& value);
/// plain() of a member; empty when `object` has no such member.
std::string member_text(const json::Value& object, std::string_view name);
/// A whole number; 0 when there is none.
int64_t member_int(const json::Value& object, std::string_view name);
/// True only for a member that is `true`.
bool member_true(const json::Value& object, std::string_view name);
/// The items of an array; none for anything else.
const json::Value::Array& items_of(const json::Value& value);
/// The items of a member that is an array.
const json::Value::Array& member_items(const json::Value& object, std::string_view name);

/// Text in columns as wide as what stands in them.
class Table {
public:
    enum class Align { Left, Right };

    void column(std::string_view title, Align align = Align::Right);
    /// One cell for each column.
    void row(std::vector<std::string> cells);
    /// Lines with an end each, the titles first; no blanks at the ends of lines. Columns without a title and
    /// without contents are left out.
    std::string text() const;

private:
    struct Column {
        std::string title;
        Align align;
        size_t width;
    };
    std::string line(const std::vector<std::string>& cells) const;

    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

}  // namespace quanta::cli
