// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <mp/proxy-types.h>
#include <mp/test/hooks.capnp.h>
#include <mp/test/hooks.h>
#include <mp/type-chrono.h>
#include <mp/type-context.h>
#include <mp/type-data.h>
#include <mp/type-message.h>
#include <mp/type-number.h>
#include <mp/type-pointer.h>
#include <mp/type-string.h>
#include <mp/type-threadmap.h>
#include <mp/type-vector.h>

#include <tuple>

// Hooks lie beside the type or in mp: both are found.
namespace mp::test {

template <typename Value, typename OutputField>
void CustomBuildField(TypeList<Point>, Priority<1>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    auto message = output.init();
    message.setX(value.x);
    message.setY(value.y);
}

template <typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<Point>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    const messages::Point::Reader message = input.get();
    return read_dest.update([&](Point& value) {
        value.x = message.getX();
        value.y = ReadField(TypeList<int>(), context, Make<ValueField>(message.getY()), ReadDestTemp<int>());
    });
}

template <typename T, typename Value, typename OutputField>
void CustomBuildField(TypeList<Sealed<T>>, Priority<1>, InvokeContext& /*context*/, Value&& value,
                      OutputField&& output) {
    output.init().setValue(value.value);
}

template <typename T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<Sealed<T>>, Priority<1>, InvokeContext& context, InputField&& input,
                               ReadDest&& read_dest) {
    return read_dest.construct(
        ReadField(TypeList<T>(), context, ValueField{input.get().getValue()}, ReadDestTemp<T>()));
}

}  // namespace mp::test

namespace mp {

/// Bytes and how many of them count travel as those that do: two values and the field that they go to.
template <typename... ValuesAndOutput>
void CustomBuildField(TypeList<std::string, size_t>, Priority<1>, InvokeContext& context,
                      ValuesAndOutput&&... values_and_output) {
    const auto [bytes, size, output] = std::tie(values_and_output...);
    BuildField(TypeList<std::string>(), context, output, bytes.substr(0, size));
}

template <typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::string, size_t>, Priority<1>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    std::string bytes = ReadField(TypeList<std::string>(), context, input, ReadDestTemp<std::string>());
    const size_t size = bytes.size();
    return read_dest.construct(std::move(bytes), size);
}

/// An empty element stands for none.
template <typename InputField>
bool CustomHasField(TypeList<test::Blob>, InvokeContext& /*context*/, const InputField& input) {
    return input.get().size() != 0;
}

inline void CustomBuildMessage(InvokeContext& /*context*/, const test::Note& note,
                               test::messages::Note::Builder&& message) {
    message.setText(note.text + " built");
}

inline void CustomReadMessage(InvokeContext& /*context*/, const test::messages::Note::Reader& message,
                              test::Note& note) {
    note.text = std::string(message.getText().cStr()) + " read";
}

}  // namespace mp
