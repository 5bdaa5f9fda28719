// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/conversion.h"

#include <algorithm>
#include <utility>

#include "json/parser.h"

namespace quanta::rpc {

namespace {

const Conversion* at_position(std::span<const Conversion> entries, size_t position) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Conversion& entry) { return entry.position == position; });
    return found == entries.end() ? nullptr : &*found;
}

const Conversion* called(std::span<const Conversion> entries, std::string_view name) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Conversion& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

RpcResult<json::Value> convert(const Conversion* entry, std::string_view word) {
    if (!entry || entry->treatment == Treatment::String) return json::Value(word);
    auto value = json::parse(word);
    if (value) return std::move(*value);
    if (entry->treatment == Treatment::JsonOrString) return json::Value(word);
    return fail(kMisc, "Error parsing JSON: " + std::string(word));
}

/// Sets `name` in `members`, replacing what it had.
void set_member(json::Value::Object& members, std::string_view name, json::Value value) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const json::Value::Member& member) { return member.first == name; });
    if (found != members.end()) found->second = std::move(value);
    else members.emplace_back(std::string(name), std::move(value));
}

}  // namespace

std::span<const Conversion> conversions_of(std::string_view method) {
    const std::span<const Conversion> table = conversion_table();
    const auto by_method = [](const auto& entry, std::string_view name) { return entry.method < name; };
    const auto first = std::lower_bound(table.begin(), table.end(), method, by_method);
    const auto last = std::find_if(first, table.end(),
                                   [&](const Conversion& entry) { return entry.method != method; });
    return {first, last};
}

RpcResult<json::Value> positional_params(std::string_view method, std::span<const std::string> words) {
    const std::span<const Conversion> entries = conversions_of(method);
    json::Value::Array params;
    for (const std::string& word : words) {
        params.push_back(TRY(convert(at_position(entries, params.size()), word)));
    }
    return json::Value(std::move(params));
}

RpcResult<json::Value> named_params(std::string_view method, std::span<const std::string> words) {
    const std::span<const Conversion> entries = conversions_of(method);
    json::Value::Object members;
    json::Value::Array leading;
    for (const std::string& word : words) {
        const size_t sign = word.find('=');
        const std::string_view name = std::string_view(word).substr(0, sign);
        const Conversion* next = at_position(entries, leading.size());
        const bool plain_text = next && next->treatment == Treatment::String && !called(entries, name);
        if (sign == std::string::npos || plain_text) {
            leading.push_back(TRY(convert(next, word)));
            continue;
        }
        set_member(members, name,
                   TRY(convert(called(entries, name), std::string_view(word).substr(sign + 1))));
    }
    if (!leading.empty()) set_member(members, "args", json::Value(std::move(leading)));
    return json::Value(std::move(members));
}

}  // namespace quanta::rpc
