// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cli/figures.h"

#include <algorithm>
#include <utility>

namespace quanta::cli {

namespace {

constexpr std::string_view kGap = "  ";

}  // namespace

std::string plain(const json::Value& value) {
    return value.is_string() ? value.string() : json::to_text(value);
}

std::string member_text(const json::Value& object, std::string_view name) {
    const json::Value* value = object.find(name);
    return value ? plain(*value) : "";
}

int64_t member_int(const json::Value& object, std::string_view name) {
    const json::Value* value = object.find(name);
    return value ? value->as_int64().value_or(0) : 0;
}

bool member_true(const json::Value& object, std::string_view name) {
    const json::Value* value = object.find(name);
    return value && value->is_bool() && value->boolean();
}

const json::Value::Array& items_of(const json::Value& value) {
    static const json::Value::Array none;
    return value.is_array() ? value.array() : none;
}

const json::Value::Array& member_items(const json::Value& object, std::string_view name) {
    static const json::Value missing;
    const json::Value* value = object.find(name);
    return items_of(value ? *value : missing);
}

void Table::column(std::string_view title, Align align) {
    m_columns.push_back({std::string(title), align, title.size()});
}

void Table::row(std::vector<std::string> cells) {
    for (size_t at = 0; at < m_columns.size(); ++at) {
        m_columns[at].width = std::max(m_columns[at].width, cells[at].size());
    }
    m_rows.push_back(std::move(cells));
}

std::string Table::line(const std::vector<std::string>& cells) const {
    std::string out;
    for (size_t at = 0; at < m_columns.size(); ++at) {
        const Column& column = m_columns[at];
        if (column.width == 0) continue;
        if (!out.empty()) out += kGap;
        const std::string blanks(column.width - cells[at].size(), ' ');
        out += column.align == Align::Left ? cells[at] + blanks : blanks + cells[at];
    }
    out.erase(out.find_last_not_of(' ') + 1);
    return out + "\n";
}

std::string Table::text() const {
    std::vector<std::string> titles;
    for (const Column& column : m_columns)
        titles.push_back(column.title);
    std::string out = line(titles);
    for (const std::vector<std::string>& row : m_rows)
        out += line(row);
    return out;
}

}  // namespace quanta::cli
