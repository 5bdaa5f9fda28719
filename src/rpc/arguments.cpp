// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/arguments.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>

#include <fmt/core.h>

#include "base/check.h"
#include "json/writer.h"
#include "rpc/help.h"

namespace quanta::rpc {

namespace {

using json::Value;

/// Named parameters on their way to positions.
class Named {
public:
    Named(const Method& method, Value::Object members) : m_method(method), m_members(std::move(members)) {}

    RpcResult<std::vector<Value>> place() {
        for (size_t i = 0; i < m_members.size(); ++i) {
            const std::string& name = m_members[i].first;
            if (!m_open.emplace(name, i).second) {
                return fail(kBadParameter, fmt::format("Parameter {} specified multiple times", name));
            }
        }
        for (size_t i = 0; i < m_method.params.size(); ++i) {
            std::optional<Value> value = take(m_method.params[i]);
            if (value) put(i, std::move(*value));
        }
        for (size_t i = 0; i < m_method.params.size(); ++i) {
            if (m_method.params[i].members_are_named) TRY(gather_members(i));
        }
        TRY(place_leading());
        return check_rest();
    }

private:
    std::optional<Value> take(const Param& param) {
        std::optional<Value> value = take(param.name);
        for (size_t i = 0; !value && i < param.aliases.size(); ++i) value = take(param.aliases[i]);
        return value;
    }

    std::optional<Value> take(std::string_view name) {
        const auto found = m_open.find(name);
        if (found == m_open.end()) return std::nullopt;
        Value value = std::move(m_members[found->second].second);
        m_open.erase(found);
        return value;
    }

    void put(size_t position, Value value) {
        m_first = std::min(m_first, position);
        if (m_values.size() <= position) m_values.resize(position + 1);
        m_values[position] = std::move(value);
    }

    /// Named members of an options object become that object.
    RpcResult<void> gather_members(size_t position) {
        const Param& options = m_method.params[position];
        Value::Object gathered;
        for (const Shape& member : options.inner) {
            std::optional<Value> value = take(member.name);
            if (value) gathered.emplace_back(member.name, std::move(*value));
        }
        if (gathered.empty()) return {};
        if (position < m_values.size() && !m_values[position].is_null()) {
            return fail(kBadParameter, fmt::format("Parameter {} conflicts with parameter {}", options.name,
                                                   gathered.front().first));
        }
        put(position, Value(std::move(gathered)));
        return {};
    }

    /// Values under "args" take the first positions, which must be free.
    RpcResult<void> place_leading() {
        const auto found = m_open.find("args");
        if (found == m_open.end() || !m_members[found->second].second.is_array()) return {};
        Value::Array leading = std::move(m_members[found->second].second.array());
        m_open.erase(found);
        if (m_first < leading.size()) {
            return fail(kBadParameter,
                        fmt::format("Parameter {} specified twice both as positional and named "
                                    "argument",
                                    m_method.params[m_first].name));
        }
        if (m_values.size() < leading.size()) m_values.resize(leading.size());
        std::move(leading.begin(), leading.end(), m_values.begin());
        return {};
    }

    /// Nothing may be left; the error names the first in the caller's order.
    RpcResult<std::vector<Value>> check_rest() {
        if (m_open.empty()) return std::move(m_values);
        size_t first = m_members.size();
        for (const auto& [name, index] : m_open) first = std::min(first, index);
        return fail(kBadParameter, fmt::format("Unknown named parameter {}", m_members[first].first));
    }

    const Method& m_method;
    Value::Object m_members;
    /// Names not yet placed, and where their value is.
    std::unordered_map<std::string_view, size_t> m_open;
    std::vector<Value> m_values;
    /// The lowest position given by name.
    size_t m_first = SIZE_MAX;
};

/// Whether `value` may stand for `param`, by its type alone.
bool type_fits(const Param& param, const Value& value) {
    if (value.is_null() && param.optional) return true;
    const std::optional<json::Type> expected = expected_type(param.kind);
    return !expected || value.type() == *expected;
}

RpcResult<void> check_types(const Method& method, const std::vector<Value>& values) {
    std::string text;
    json::Writer writer(text, 4);
    writer.begin_object();
    bool all_fit = true;
    for (size_t i = 0; i < values.size(); ++i) {
        const Param& param = method.params[i];
        if (type_fits(param, values[i])) continue;
        all_fit = false;
        writer.member(fmt::format("Position {} ({})", i + 1, param.name),
                      wrong_type(values[i], *expected_type(param.kind)).message);
    }
    if (all_fit) return {};
    writer.end_object();
    return fail(kWrongType, "Wrong type passed:\n" + text);
}

}  // namespace

RpcResult<Arguments> Arguments::bind(const Method& method, json::Value params) {
    std::vector<Value> values;
    if (params.is_object()) values = TRY(Named(method, std::move(params.object())).place());
    else if (params.is_array()) values = std::move(params.array());
    if (values.size() < method.required_count() || values.size() > method.params.size()) {
        return fail(kMisc, method_help(method));
    }
    TRY(check_types(method, values));
    return Arguments(method, std::move(values));
}

const Value* Arguments::find(std::string_view name) const {
    const std::vector<Param>& params = m_method->params;
    const auto found = std::find_if(params.begin(), params.end(),
                                    [&](const Param& param) { return param.name == name; });
    CHECK(found != params.end());
    const size_t position = static_cast<size_t>(found - params.begin());
    return position < m_values.size() && !m_values[position].is_null() ? &m_values[position] : nullptr;
}

const Value& Arguments::operator[](std::string_view name) const {
    static const Value kNull;
    const Value* value = find(name);
    return value ? *value : kNull;
}

}  // namespace quanta::rpc
