// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <tuple>
#include <utility>

#include "mp/proxy-types.h"

namespace mp {

template <typename Side>
struct MessageOf;
template <typename Message>
requires requires {
    typename Message::Reads;
}
struct MessageOf<Message> {
    using Type = typename Message::Reads;
};
template <typename Message>
requires requires {
    typename Message::Builds;
}
struct MessageOf<Message> {
    using Type = typename Message::Builds;
};
/// The accessor of the field at `Index` of a reader or builder.
template <size_t Index, typename Side>
using FieldAt = std::tuple_element_t<Index, typename ProxyStruct<typename MessageOf<Side>::Type>::Fields>;

template <typename... Types, typename Value, typename Builder, size_t... Index>
void BuildElements(InvokeContext& context, Value&& value, Builder builder, std::index_sequence<Index...>) {
    (BuildField(TypeList<Types>(), context, MakeOutput<FieldAt<Index, Builder>>(builder),
                std::get<Index>(std::forward<Value>(value))),
     ...);
}

template <size_t Index, typename T, typename Reader>
T ReadElement(InvokeContext& context, Reader reader) {
    return ReadField(TypeList<T>(), context, MakeInput<FieldAt<Index, Reader>>(reader), ReadDestTemp<T>());
}

template <typename Tuple, typename Reader, size_t... Index>
Tuple ReadElements(InvokeContext& context, Reader reader, std::index_sequence<Index...>) {
    return Tuple{ReadElement<Index, std::tuple_element_t<Index, Tuple>>(context, reader)...};
}

/// std::tuple, for a struct with as many fields.
template <typename... Types, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::tuple<Types...>>, Priority<1>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    BuildElements<Types...>(context, std::forward<Value>(value), output.init(),
                            std::index_sequence_for<Types...>());
}

template <typename... Types, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::tuple<Types...>>, Priority<1>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    return read_dest.construct(
        ReadElements<std::tuple<Types...>>(context, input.get(), std::index_sequence_for<Types...>()));
}

}  // namespace mp
