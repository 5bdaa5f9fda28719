// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"

namespace quanta::base {

/// An error on its way into a Result: `return Err(StoreError::DiskFull);`.
template <typename E>
struct Err {
    E value;
    explicit Err(E error) : value(std::move(error)) {}
};

/// Either a value of type T or an error of type E. Must not be ignored.
///
/// T may be void. value() on an error, and error() on a value, are programmer errors and abort.
template <typename T, typename E>
class [[nodiscard]] Result {
public:
    using Value = T;
    using Error = E;

    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    template <typename U>
        requires std::is_convertible_v<U, E>
    Result(Err<U> error) : m_state(std::in_place_index<1>, std::move(error.value)) {}

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& value() & {
        CHECK(has_value());
        return *std::get_if<0>(&m_state);
    }
    const T& value() const& {
        CHECK(has_value());
        return *std::get_if<0>(&m_state);
    }
    T&& value() && {
        CHECK(has_value());
        return std::move(*std::get_if<0>(&m_state));
    }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const E& error() const& {
        CHECK(!has_value());
        return *std::get_if<1>(&m_state);
    }
    E&& error() && {
        CHECK(!has_value());
        return std::move(*std::get_if<1>(&m_state));
    }

    /// The value, or `fallback` when this holds an error.
    T value_or(T fallback) const& { return has_value() ? value() : std::move(fallback); }

private:
    std::variant<T, E> m_state;
};

/// Success without a value, or an error: `return {};` is success.
template <typename E>
class [[nodiscard]] Result<void, E> {
public:
    using Value = void;
    using Error = E;

    Result() = default;
    template <typename U>
        requires std::is_convertible_v<U, E>
    Result(Err<U> error) : m_state(std::in_place_index<1>, std::move(error.value)) {}

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }
    void value() const { CHECK(has_value()); }

    const E& error() const& {
        CHECK(!has_value());
        return *std::get_if<1>(&m_state);
    }
    E&& error() && {
        CHECK(!has_value());
        return std::move(*std::get_if<1>(&m_state));
    }

private:
    std::variant<std::monostate, E> m_state;
};

}  // namespace quanta::base

/// Evaluates to the value of a Result, or returns its error from the enclosing function, whose own
/// Result must accept that error type: `auto block = TRY(files.read_block(position));`.
#define TRY(expression)                                                                 \
    __extension__({                                                                     \
        auto try_result_ = (expression);                                                \
        if (!try_result_) return ::quanta::base::Err(std::move(try_result_).error());   \
        std::move(try_result_).value();                                                 \
    })
