// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/parser.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace quanta::json {

namespace {

using Library = nlohmann::json;

/// Builds a Value from the events of the parser. Every bool tells the parser whether to go on.
class Builder final : public nlohmann::json_sax<Library> {
public:
    using ItemHandler = std::function<void(Value)>;

    /// `on_item` may be null.
    Builder(size_t max_values, const ItemHandler* on_item) : m_max_values(max_values), m_on_item(on_item) {}

    bool null() override { return add(Value()); }
    bool boolean(bool value) override { return add(Value(value)); }
    bool number_integer(int64_t value) override { return add(Value(value)); }
    bool number_unsigned(uint64_t value) override { return add(Value(value)); }
    bool number_float(double, const std::string& text) override { return add(Value(Decimal{text})); }
    bool string(std::string& value) override { return add(Value(std::move(value))); }
    bool binary(Library::binary_t&) override { return false; }
    bool start_object(size_t) override { return open(Value(Value::Object())); }
    bool start_array(size_t) override { return open(Value(Value::Array())); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override {
        m_open.back().key = std::move(name);
        return true;
    }

    bool parse_error(size_t position, const std::string&, const Library::exception&) override {
        m_error.offset = position;
        return false;
    }

    Value take_result() { return std::move(m_result); }
    const ParseError& error() const { return m_error; }

private:
    /// An array or object that is being filled.
    struct Container {
        Value value;
        std::string key;
    };

    bool add(Value value) { return count() && keep(std::move(value)); }

    bool count() {
        if (m_values < m_max_values) {
            ++m_values;
            return true;
        }
        m_error.code = ParseErrorCode::TooMany;
        return false;
    }

    bool keep(Value value) {
        if (m_open.empty()) {
            m_result = std::move(value);
            return true;
        }
        Container& parent = m_open.back();
        if (m_on_item && m_open.size() == 1 && parent.value.is_array()) {
            (*m_on_item)(std::move(value));
            m_values = 0;
        } else if (parent.value.is_array()) {
            parent.value.array().push_back(std::move(value));
        } else {
            parent.value.object().emplace_back(std::move(parent.key), std::move(value));
        }
        return true;
    }

    bool open(Value container) {
        if (!count()) return false;
        if (m_open.size() == kMaxDepth) {
            m_error.code = ParseErrorCode::TooDeep;
            return false;
        }
        m_open.push_back({std::move(container), {}});
        return true;
    }

    bool close() {
        Value finished = std::move(m_open.back().value);
        m_open.pop_back();
        return keep(std::move(finished));
    }

    const size_t m_max_values;
    const ItemHandler* const m_on_item;
    std::vector<Container> m_open;
    size_t m_values = 0;
    Value m_result;
    ParseError m_error;
};

base::Result<Value, ParseError> parse_text(std::string_view text, const ParseLimits& limits,
                                           const Builder::ItemHandler* on_item) {
    if (text.size() > limits.max_size)
        return base::Err(ParseError{ParseErrorCode::TooLarge, limits.max_size});
    // The library would skip a byte order mark.
    if (text.starts_with('\xef')) return base::Err(ParseError{});
    Builder builder(limits.max_values, on_item);
    if (!Library::sax_parse(text.begin(), text.end(), &builder)) return base::Err(builder.error());
    return builder.take_result();
}

}  // namespace

base::Result<Value, ParseError> parse(std::string_view text, size_t max_size) {
    return parse_text(text, {max_size}, nullptr);
}

base::Result<Value, ParseError> parse(std::string_view text, const ParseLimits& limits) {
    return parse_text(text, limits, nullptr);
}

base::Result<Value, ParseError> parse_items(std::string_view text, const ParseLimits& limits,
                                            const std::function<void(Value item)>& on_item) {
    return parse_text(text, limits, &on_item);
}

}  // namespace quanta::json
