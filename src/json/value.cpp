// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "json/value.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/check.h"
#include "json/writer.h"

namespace quanta::json {

std::string_view type_name(Type type) {
    switch (type) {
        case Type::Null: return "null";
        case Type::Bool: return "bool";
        case Type::Number: return "number";
        case Type::String: return "string";
        case Type::Array: return "array";
        case Type::Object: return "object";
    }
    return "null";
}

template <typename T>
const T& Value::get() const {
    const T* contents = std::get_if<T>(&m_data);
    CHECK(contents != nullptr);
    return *contents;
}
template const bool& Value::get<bool>() const;
template const std::string& Value::get<std::string>() const;
template const Value::Array& Value::get<Value::Array>() const;
template const Value::Object& Value::get<Value::Object>() const;

Type Value::type() const {
    constexpr Type kTypes[] = {Type::Null,   Type::Bool,   Type::Number, Type::Number,
                               Type::Number, Type::String, Type::Array,  Type::Object};
    static_assert(std::size(kTypes) == std::variant_size_v<decltype(m_data)>);
    return kTypes[m_data.index()];
}

std::optional<int64_t> Value::as_int64() const {
    const int64_t* number = std::get_if<int64_t>(&m_data);
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<uint64_t> Value::as_uint64() const {
    if (const uint64_t* number = std::get_if<uint64_t>(&m_data)) return *number;
    const std::optional<int64_t> number = as_int64();
    if (!number || *number < 0) return std::nullopt;
    return static_cast<uint64_t>(*number);
}

std::optional<double> Value::as_double() const {
    if (const int64_t* number = std::get_if<int64_t>(&m_data)) return static_cast<double>(*number);
    if (const uint64_t* number = std::get_if<uint64_t>(&m_data)) return static_cast<double>(*number);
    const Decimal* decimal = std::get_if<Decimal>(&m_data);
    if (decimal == nullptr) return std::nullopt;
    return std::strtod(decimal->text.c_str(), nullptr);
}

std::optional<std::string> Value::number_text() const {
    if (const int64_t* number = std::get_if<int64_t>(&m_data)) return std::to_string(*number);
    if (const uint64_t* number = std::get_if<uint64_t>(&m_data)) return std::to_string(*number);
    const Decimal* decimal = std::get_if<Decimal>(&m_data);
    return decimal != nullptr ? std::optional(decimal->text) : std::nullopt;
}

const Value* Value::find(std::string_view key) const {
    const Object* members = std::get_if<Object>(&m_data);
    if (members == nullptr) return nullptr;
    const auto found = std::find_if(members->rbegin(), members->rend(),
                                    [&](const Member& member) { return member.first == key; });
    return found != members->rend() ? &found->second : nullptr;
}

bool operator==(const Value& a, const Value& b) { return a.m_data == b.m_data; }

std::string to_text(const Value& value) {
    std::string text;
    Writer(text).value(value);
    return text;
}

}  // namespace quanta::json
