// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "mp/fields.h"

namespace mp {

// ---- Hooks. Overload these for types of your own, in namespace mp or beside the type ----
//
// void CustomBuildField(TypeList<T>, Priority<1>, InvokeContext&, Value&& value, Output&& output);
//     Fills in `output` with output.set(…) or output.init(…).
// decltype(auto) CustomReadField(TypeList<T>, Priority<1>, InvokeContext&, Input&& input, ReadDest&&
// read_dest);
//     Takes input.get() and returns read_dest.construct(arguments…) or read_dest.update([&](T& value) {…}).
// bool CustomHasField(TypeList<T>, InvokeContext&, const Input& input);
//     Whether `input` holds a value, for optionals and pointers.
// void CustomBuildMessage(InvokeContext&, const T&, Message::Builder&&);
// void CustomReadMessage(InvokeContext&, const Message::Reader&, T&);
//     With mp/type-message.h: a struct copied by hand.

/// Fills in `output` from `values`, which are of the types listed but for references and const.
template <typename... LocalTypes, typename OutputField, typename... Values>
void BuildField(TypeList<LocalTypes...>, InvokeContext& context, OutputField&& output, Values&&... values) {
    CustomBuildField(TypeList<RemoveCvRef<LocalTypes>...>(), Priority<3>(), context,
                     std::forward<Values>(values)..., std::forward<OutputField>(output));
}

/// Gives `read_dest` the value of `input`.
template <typename... LocalTypes, typename InputField, typename ReadDest>
decltype(auto) ReadField(TypeList<LocalTypes...>, InvokeContext& context, InputField&& input,
                         ReadDest&& read_dest) {
    return CustomReadField(TypeList<RemoveCvRef<LocalTypes>...>(), Priority<3>(), context,
                           std::forward<InputField>(input), std::forward<ReadDest>(read_dest));
}

template <typename LocalType, typename InputField>
bool DefaultHasField(TypeList<LocalType>, const InputField& input) {
    return input.has();
}

/// Whether `input` holds a `LocalType`.
template <typename LocalType, typename InputField>
bool HasField(TypeList<LocalType> type, InvokeContext& context, const InputField& input) {
    if constexpr (requires { CustomHasField(type, context, input); })
        return CustomHasField(type, context, input);
    else
        return DefaultHasField(type, input);
}

// ---- Where values that are read go ----

/// A value that is returned.
template <typename T>
struct ReadDestTemp {
    template <typename... Args>
    T construct(Args&&... args) {
        return T(std::forward<Args>(args)...);
    }
    template <typename Update>
    T update(Update&& fill) {
        T value{};
        fill(value);
        return value;
    }
};

/// A value that is there and is overwritten.
template <typename T>
struct ReadDestUpdate {
    explicit ReadDestUpdate(T& value) : m_value(value) {}
    template <typename... Args>
    T& construct(Args&&... args) {
        m_value = T(std::forward<Args>(args)...);
        return m_value;
    }
    template <typename Update>
    T& update(Update&& fill) {
        fill(m_value);
        return m_value;
    }
    T& m_value;
};

/// A place that is empty yet.
template <typename T>
struct ReadDestEmplace {
    explicit ReadDestEmplace(std::optional<T>& slot) : m_slot(slot) {}
    template <typename... Args>
    T& construct(Args&&... args) {
        return m_slot.emplace(std::forward<Args>(args)...);
    }
    template <typename Update>
    T& update(Update&& fill) {
        if (!m_slot) m_slot.emplace();
        fill(*m_slot);
        return *m_slot;
    }
    std::optional<T>& m_slot;
};

}  // namespace mp
