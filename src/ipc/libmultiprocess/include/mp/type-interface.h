// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <stdexcept>

#include "mp/proxy-types.h"

namespace mp {

/// What another process may call as long as it likes. Null stays null.
template <typename T>
typename ProxyType<T>::Message::Client ShareObject(InvokeContext& context, std::shared_ptr<T> object) {
    using Message = typename ProxyType<T>::Message;
    try {
        return capnp::Capability::Client(kj::heap<ProxyServer<Message>>(object, context.connection))
            .template castAs<Message>();
    } catch (...) {
        // There are too many. Its end may wait for the loop thread, which is where we are.
        context.connection.m_loop->clean_up([object = std::move(object)]() mutable { object.reset(); });
        throw;
    }
}

/// What another process may call until the call that passes it returns.
template <typename T>
typename ProxyType<T>::Message::Client LendObject(InvokeContext& context, T& object) {
    using Message = typename ProxyType<T>::Message;
    if (!context.loans) throw std::logic_error("a reference to an object can only be passed to a call");
    Loan& loan = context.loans->emplace_back();
    std::shared_ptr<T> lent(&object,
                            [waiter = context.thread->waiter, &loan](T*) { waiter->finish(loan.returned); });
    auto server = kj::heap<ProxyServer<Message>>(std::move(lent), context.connection);
    server->m_loan = &loan;
    loan.server = server.get();
    return capnp::Capability::Client(kj::mv(server)).template castAs<Message>();
}

template <WrappedInterface T, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::unique_ptr<T>>, Priority<2>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    if (value) output.set(ShareObject<T>(context, std::shared_ptr<T>(std::move(value))));
}

template <WrappedInterface T, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::shared_ptr<T>>, Priority<2>, InvokeContext& context, Value&& value,
                      OutputField&& output) {
    if (value) output.set(ShareObject<T>(context, std::forward<Value>(value)));
}

template <WrappedInterface T, typename OutputField>
void CustomBuildField(TypeList<T>, Priority<2>, InvokeContext& context, T& value, OutputField&& output) {
    output.set(LendObject<T>(context, value));
}

/// A proxy for the object of the other side, or null.
template <typename Pointer, WrappedInterface T, typename InputField, typename ReadDest>
decltype(auto) ReadObject(InvokeContext& context, InputField&& input, ReadDest&& read_dest) {
    if (!HasField(TypeList<T>(), context, input)) return read_dest.construct();
    using Client = typename ProxyType<T>::Client;
    return read_dest.construct(std::make_unique<Client>(input.get(), &context.connection, false));
}

template <WrappedInterface T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::unique_ptr<T>>, Priority<2>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    return ReadObject<std::unique_ptr<T>, T>(context, input, read_dest);
}

template <WrappedInterface T, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::shared_ptr<T>>, Priority<2>, InvokeContext& context,
                               InputField&& input, ReadDest&& read_dest) {
    return ReadObject<std::shared_ptr<T>, T>(context, input, read_dest);
}

}  // namespace mp
