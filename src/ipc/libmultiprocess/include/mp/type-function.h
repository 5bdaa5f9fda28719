// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "mp/type-interface.h"

namespace mp {

/// The interface that stands for a function in a schema:
/// $Proxy.wrap("ProxyCallback<std::function<int(bool)>>").
template <typename Function>
class ProxyCallback;
template <typename Result, typename... Params>
class ProxyCallback<std::function<Result(Params...)>> {
public:
    virtual ~ProxyCallback() = default;
    virtual Result call(Params... params) = 0;
};

/// A function of this process, to be called by another.
template <typename Function>
class LocalCallback;
template <typename Result, typename... Params>
class LocalCallback<std::function<Result(Params...)>> final
    : public ProxyCallback<std::function<Result(Params...)>> {
public:
    explicit LocalCallback(std::function<Result(Params...)> function) : m_function(std::move(function)) {}
    Result call(Params... params) override { return m_function(std::forward<Params>(params)...); }

private:
    const std::function<Result(Params...)> m_function;
};

template <typename Result, typename... Params, typename Value, typename OutputField>
void CustomBuildField(TypeList<std::function<Result(Params...)>>, Priority<1>, InvokeContext& context,
                      Value&& value, OutputField&& output) {
    using Function = std::function<Result(Params...)>;
    if (!value) return;
    output.set(ShareObject<ProxyCallback<Function>>(
        context, std::make_shared<LocalCallback<Function>>(std::forward<Value>(value))));
}

template <typename Result, typename... Params, typename InputField, typename ReadDest>
decltype(auto) CustomReadField(TypeList<std::function<Result(Params...)>>, Priority<1>,
                               InvokeContext& context, InputField&& input, ReadDest&& read_dest) {
    using Callback = ProxyCallback<std::function<Result(Params...)>>;
    if (!HasField(TypeList<Callback>(), context, input)) return read_dest.construct();
    std::shared_ptr<Callback> remote =
        std::make_shared<typename ProxyType<Callback>::Client>(input.get(), &context.connection, false);
    return read_dest.construct([remote = std::move(remote)](Params... params) -> Result {
        return remote->call(std::forward<Params>(params)...);
    });
}

}  // namespace mp
