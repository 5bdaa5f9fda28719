// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "json/value.h"
#include "rpc/error.h"
#include "rpc/method.h"
#include "rpc/values.h"

namespace quanta::rpc {

/// The parameters of one call, already checked against the method's declaration. A name that the method does
/// not declare is a programmer error and aborts.
class Arguments {
public:
    /// By position from a JSON array, or by name from an object, whose key "args" may hold leading positional
    /// values; null is no parameters.
    ///
    /// Errors: kMisc with the help text for a wrong number; kWrongType "Wrong type passed:\n{…}" naming each
    /// parameter of a wrong type; kBadParameter "Unknown named parameter x", "Parameter x specified multiple
    /// times", "Parameter x specified twice both as positional and named argument", "Parameter x conflicts
    /// with parameter y". `method` outlives the result. O(parameters given).
    static RpcResult<Arguments> bind(const Method& method, json::Value params);

    /// The parameter's value; null when it was left out or is null.
    const json::Value* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// The parameter's value, a JSON null when it was left out.
    const json::Value& operator[](std::string_view name) const;
    /// How many were given, by position.
    size_t size() const { return m_values.size(); }
    const std::vector<json::Value>& values() const { return m_values; }

    /// Typed access to a parameter; errors as in values.h when its kind left the type open or it is missing.
    RpcResult<std::string_view> string(std::string_view name) const { return read_string((*this)[name]); }
    RpcResult<bool> boolean(std::string_view name) const { return read_bool((*this)[name]); }
    template <std::integral T>
    RpcResult<T> integer(std::string_view name) const {
        return read_integer<T>((*this)[name]);
    }

    /// As above with a value for a parameter left out.
    RpcResult<std::string_view> string_or(std::string_view name, std::string_view fallback) const {
        return has(name) ? string(name) : RpcResult<std::string_view>(fallback);
    }
    RpcResult<bool> boolean_or(std::string_view name, bool fallback) const {
        return has(name) ? boolean(name) : RpcResult<bool>(fallback);
    }
    template <std::integral T>
    RpcResult<T> integer_or(std::string_view name, T fallback) const {
        return has(name) ? integer<T>(name) : RpcResult<T>(fallback);
    }

    /// A parameter of 64 hex digits as a hash, of hex digits as bytes; the error names the parameter.
    template <typename Hash>
    RpcResult<Hash> hash(std::string_view name) const {
        return parse_hash<Hash>(TRY(string(name)), name);
    }
    RpcResult<base::Bytes> bytes(std::string_view name) const { return parse_hex(TRY(string(name)), name); }

private:
    Arguments(const Method& method, std::vector<json::Value> values)
        : m_method(&method), m_values(std::move(values)) {}

    const Method* m_method;
    std::vector<json::Value> m_values;
};

}  // namespace quanta::rpc
