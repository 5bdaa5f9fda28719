// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <utility>

#include "mp/proxy.h"

namespace mp {

// ---- Fields of messages, as hooks see them: inputs to read from, outputs to fill ----

/// A value read from a list, or taken out of a message by hand.
template <typename Value>
struct ValueField {
    Value m_value;
    Value& get() { return m_value; }
    const Value& get() const { return m_value; }
    bool has() const { return true; }
    bool want() const { return true; }
};
template <typename Value>
ValueField(Value) -> ValueField<Value>;

/// A field of a struct that is read. `Field` is an accessor made by the generator.
template <typename Field, typename Message>
struct Input {
    Message m_message;
    decltype(auto) get() const { return Field::get(m_message); }
    /// Whether there is a value: what the field hasX says, or else that a pointer is not null.
    bool has() const {
        if constexpr (Field::kHas)
            return Field::get_has(m_message);
        else if constexpr (Field::kPointer)
            return Field::has(m_message);
        else
            return true;
    }
    /// Whether the caller wants this result: what the parameter wantX says.
    bool want() const {
        if constexpr (Field::kWant)
            return Field::get_want(m_message);
        else
            return true;
    }
};

/// A field of a struct that is filled in.
template <typename Field, typename Message>
struct Output {
    Message m_message;
    decltype(auto) get() { return Field::get(m_message); }
    template <typename... Values>
    void set(Values&&... values) {
        Field::set(m_message, std::forward<Values>(values)...);
    }
    template <typename... Sizes>
    auto init(Sizes... sizes) -> decltype(Field::init(std::declval<Message&>(), sizes...)) {
        return Field::init(m_message, sizes...);
    }
    void setHas() {
        if constexpr (Field::kHas) Field::set_has(m_message);
    }
    void setWant() {
        if constexpr (Field::kWant) Field::set_want(m_message);
    }
};

/// An element of a list that is filled in.
template <typename List>
struct ElementOutput {
    List m_list;
    unsigned int m_index;
    decltype(auto) get() { return m_list[m_index]; }
    template <typename Value>
    void set(Value&& value) {
        m_list.set(m_index, std::forward<Value>(value));
    }
    decltype(auto) init() { return m_list[m_index]; }
    template <typename Size, typename L = List>
    auto init(Size size) -> decltype(std::declval<L&>().init(0u, size)) {
        return m_list.init(m_index, size);
    }
    void setHas() {}
};

template <typename Field, typename Message>
Input<Field, Message> MakeInput(Message message) {
    return {message};
}
template <typename Field, typename Message>
Output<Field, Message> MakeOutput(Message message) {
    return {message};
}

}  // namespace mp
