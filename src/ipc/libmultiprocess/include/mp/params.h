// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

#include "mp/proxy-types.h"

namespace mp {

// ---- Parameters and results of the methods themselves ----

/// Keeps a parameter of a server's method from its arrival to the call.
template <typename Param>
class Arg {
    using T = std::remove_cv_t<std::remove_reference_t<Param>>;

public:
    template <typename InputField>
    void read(InvokeContext& context, InputField&& input) {
        ReadField(TypeList<T>(), context, input, ReadDestEmplace<T>(m_value));
    }
    template <typename OutputField>
    void build(InvokeContext& context, OutputField&& output) {
        BuildField(TypeList<T>(), context, output, *m_value);
    }
    template <typename InputField>
    void prepare(const InputField& /*input*/) {
        m_value.emplace();
    }
    decltype(auto) pass() {
        if constexpr (std::is_lvalue_reference_v<Param>)
            return static_cast<T&>(*m_value);
        else
            return static_cast<T&&>(*m_value);
    }

private:
    std::optional<T> m_value;
};

/// A reference to an object of the other side.
template <typename Param>
requires WrappedInterface<RemoveCvRef<Param>> && std::is_lvalue_reference_v<Param>
class Arg<Param> {
    using T = RemoveCvRef<Param>;

public:
    template <typename InputField>
    void read(InvokeContext& context, InputField&& input) {
        m_value =
            ReadField(TypeList<std::unique_ptr<T>>(), context, input, ReadDestTemp<std::unique_ptr<T>>());
        if (!m_value) throw std::invalid_argument("no object where one is needed");
    }
    T& pass() { return *m_value; }

private:
    std::unique_ptr<T> m_value;
};

/// A pointer to a value, or null.
template <typename T>
class Arg<T*> {
    using Value = std::remove_cv_t<T>;

public:
    template <typename InputField>
    void read(InvokeContext& context, InputField&& input) {
        if (HasField(TypeList<Value>(), context, input)) {
            ReadField(TypeList<Value>(), context, input, ReadDestEmplace<Value>(m_value));
        }
    }
    template <typename OutputField>
    void build(InvokeContext& context, OutputField&& output) {
        if (!m_value) return;
        output.setHas();
        BuildField(TypeList<Value>(), context, output, *m_value);
    }
    /// For a result: there is a place for it when the caller wants it.
    template <typename InputField>
    void prepare(const InputField& input) {
        if (input.want() && !m_value) m_value.emplace();
    }
    T* pass() { return m_value ? &*m_value : nullptr; }

private:
    std::optional<Value> m_value;
};

/// Several parameters that travel as one. The hook is CustomBuildField(TypeList<T, U…>, Priority<1>, context,
/// T, U…, output) on the way out; CustomReadField(TypeList<T, U…>, …) fills a std::tuple of them.
template <typename... Params>
class ArgPack {
public:
    template <typename InputField>
    void read(InvokeContext& context, InputField&& input) {
        ReadField(TypeList<Params...>(), context, input, ReadDestEmplace<Values>(m_values));
    }
    template <size_t Index>
    decltype(auto) pass() {
        using Param = std::tuple_element_t<Index, std::tuple<Params...>>;
        using T = std::tuple_element_t<Index, Values>;
        if constexpr (std::is_lvalue_reference_v<Param>)
            return static_cast<T&>(std::get<Index>(*m_values));
        else
            return static_cast<T&&>(std::get<Index>(*m_values));
    }

private:
    using Values = std::tuple<RemoveCvRef<Params>...>;
    std::optional<Values> m_values;
};

/// Keeps the result of a method, on either side.
template <typename Result>
class Return {
public:
    template <typename Call>
    void call(Call&& call) {
        m_value.emplace(call());
    }
    template <typename OutputField>
    void build(InvokeContext& context, OutputField&& output) {
        BuildField(TypeList<Result>(), context, output, std::move(*m_value));
    }
    template <typename InputField>
    void read(InvokeContext& context, InputField&& input) {
        ReadField(TypeList<Result>(), context, input, ReadDestEmplace<RemoveCvRef<Result>>(m_value));
    }
    RemoveCvRef<Result> take() { return std::move(*m_value); }
    /// Nobody gets it. What ends with it may wait for the loop thread, so that must not be where it does.
    void drop(EventLoop& loop) {
        if constexpr (std::is_class_v<RemoveCvRef<Result>>) {
            if (!m_value) return;
            loop.clean_up([value = std::make_shared<RemoveCvRef<Result>>(std::move(*m_value))]() mutable {
                value.reset();
            });
            m_value.reset();
        }
    }

private:
    std::optional<RemoveCvRef<Result>> m_value;
};
template <>
class Return<void> {
public:
    template <typename Call>
    void call(Call&& call) {
        call();
    }
    void take() {}
    void drop(EventLoop& /*loop*/) {}
};

/// A parameter of a client's method on its way out, and what comes back in it.
template <typename Param, typename OutputField>
void BuildParam(InvokeContext& context, OutputField output, std::remove_reference_t<Param>& value) {
    if constexpr (std::is_pointer_v<Param>) {
        output.setWant();
        if (!value) return;
        output.setHas();
        BuildField(TypeList<std::remove_pointer_t<Param>>(), context, output, *value);
    } else {
        BuildField(TypeList<Param>(), context, output, std::forward<Param>(value));
    }
}

template <typename Param, typename InputField>
void ReadParam(InvokeContext& context, InputField input, std::remove_reference_t<Param>& value) {
    if constexpr (std::is_pointer_v<Param>) {
        using T = std::remove_pointer_t<Param>;
        if (value && HasField(TypeList<T>(), context, input)) {
            ReadField(TypeList<T>(), context, input, ReadDestUpdate<T>(*value));
        }
    } else {
        using T = std::remove_reference_t<Param>;
        ReadField(TypeList<T>(), context, input, ReadDestUpdate<T>(value));
    }
}

/// Keeps an exception that a server's method has thrown until it is answered.
template <typename Exception>
class Thrown {
public:
    void keep(const Exception& exception) {
        if constexpr (std::is_same_v<Exception, std::exception>)
            m_exception.emplace(exception.what());
        else
            m_exception.emplace(exception);
    }
    /// False: none was thrown.
    template <typename OutputField>
    bool build(InvokeContext& context, OutputField&& output) {
        if (m_exception) BuildField(TypeList<Exception>(), context, output, *m_exception);
        return m_exception.has_value();
    }

private:
    // Only the text of a std::exception travels.
    std::optional<
        std::conditional_t<std::is_same_v<Exception, std::exception>, std::runtime_error, Exception>>
        m_exception;
};

/// Throws the exception that a result carries.
template <typename Exception, typename InputField>
[[noreturn]] void ThrowField(TypeList<Exception>, InvokeContext& context, InputField&& input) {
    throw ReadField(TypeList<Exception>(), context, input, ReadDestTemp<Exception>());
}

/// Tells the generated request where to run and where its caller waits.
void SetContext(InvokeContext& context, Context::Builder builder);

/// A ThreadMap parameter or result: ours on its way out, the other side's on its way in.
template <typename OutputField>
void BuildThreadMap(InvokeContext& context, OutputField output) {
    output.set(context.connection.thread_map());
}
template <typename InputField>
void ReadThreadMap(InvokeContext& context, InputField input) {
    if (input.has()) context.connection.set_thread_map(input.get());
}

}  // namespace mp
