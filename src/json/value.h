// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace quanta::json {

/// The six types of JSON.
enum class Type : uint8_t { Null, Bool, Number, String, Array, Object };

/// "null", "bool", "number", "string", "array", "object": the words of error messages.
std::string_view type_name(Type type);

/// A number with a fraction or an exponent, or beyond 64 bits: its text as sent, never rounded.
struct Decimal {
    std::string text;
    friend bool operator==(const Decimal&, const Decimal&) = default;
};

/// A JSON value that owns what is inside it. Copies are deep.
///
/// Objects keep the order and repetition of their keys; look-ups find the last of equal keys.
class Value {
public:
    using Member = std::pair<std::string, Value>;
    using Array = std::vector<Value>;
    using Object = std::vector<Member>;

    /// null
    Value() = default;
    Value(bool value) : m_data(value) {}
    template <std::signed_integral T>
    Value(T value) : m_data(static_cast<int64_t>(value)) {}
    /// Kept as signed when it fits, so that equal numbers are equal values.
    template <std::unsigned_integral T>
        requires(!std::same_as<T, bool>)
    Value(T value) {
        if (std::in_range<int64_t>(value)) m_data = static_cast<int64_t>(value);
        else m_data = static_cast<uint64_t>(value);
    }
    Value(std::string value) : m_data(std::move(value)) {}
    Value(std::string_view value) : m_data(std::string(value)) {}
    Value(const char* value) : m_data(std::string(value)) {}
    Value(Decimal value) : m_data(std::move(value)) {}
    Value(Array value) : m_data(std::move(value)) {}
    Value(Object value) : m_data(std::move(value)) {}
    /// No pointer but one to text becomes a value.
    Value(const void*) = delete;

    Type type() const;
    bool is_null() const { return type() == Type::Null; }
    bool is_bool() const { return type() == Type::Bool; }
    bool is_number() const { return type() == Type::Number; }
    bool is_string() const { return type() == Type::String; }
    bool is_array() const { return type() == Type::Array; }
    bool is_object() const { return type() == Type::Object; }

    /// The contents; another type is a programmer error and aborts.
    bool boolean() const { return get<bool>(); }
    const std::string& string() const { return get<std::string>(); }
    const Array& array() const { return get<Array>(); }
    Array& array() { return const_cast<Array&>(std::as_const(*this).array()); }
    const Object& object() const { return get<Object>(); }
    Object& object() { return const_cast<Object&>(std::as_const(*this).object()); }

    /// A number that was written without fraction and exponent and fits; nothing for anything else.
    std::optional<int64_t> as_int64() const;
    std::optional<uint64_t> as_uint64() const;
    /// A number as the nearest double; nothing for other types.
    std::optional<double> as_double() const;
    /// A number's text, exact; nothing for other types.
    std::optional<std::string> number_text() const;

    /// The last member called `key`; null when there is none or this is not an object. O(members).
    const Value* find(std::string_view key) const;

    friend bool operator==(const Value& a, const Value& b);

private:
    template <typename T>
    const T& get() const;

    std::variant<std::monostate, bool, int64_t, uint64_t, Decimal, std::string, Array, Object> m_data;
};

/// Compact text of `value`, as Writer writes it.
std::string to_text(const Value& value);

}  // namespace quanta::json
