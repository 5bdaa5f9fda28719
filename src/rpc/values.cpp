// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/values.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/hex.h"
#include "json/number.h"

namespace quanta::rpc {

namespace {

using base::Err;
using json::Type;

constexpr size_t kHashDigits = 64;

}  // namespace

RpcError wrong_type(const json::Value& value, Type expected, std::string_view field) {
    const std::string place = field.empty() ? "" : fmt::format(" for field {}", field);
    return {kWrongType, fmt::format("JSON value of type {}{} is not of expected type {}",
                                    json::type_name(value.type()), place, json::type_name(expected))};
}

RpcResult<std::string_view> read_string(const json::Value& value) {
    if (!value.is_string()) return Err(wrong_type(value, Type::String));
    return std::string_view(value.string());
}

RpcResult<bool> read_bool(const json::Value& value) {
    if (!value.is_bool()) return Err(wrong_type(value, Type::Bool));
    return value.boolean();
}

RpcResult<int64_t> read_int64(const json::Value& value) {
    if (!value.is_number()) return Err(wrong_type(value, Type::Number));
    if (const std::optional<int64_t> number = value.as_int64()) return *number;
    return fail(kMisc, "JSON integer out of range");
}

RpcResult<double> read_double(const json::Value& value) {
    if (const std::optional<double> number = value.as_double()) return *number;
    return Err(wrong_type(value, Type::Number));
}

RpcResult<const json::Value::Array*> read_array(const json::Value& value) {
    if (!value.is_array()) return Err(wrong_type(value, Type::Array));
    return &value.array();
}

RpcResult<const json::Value::Object*> read_object(const json::Value& value) {
    if (!value.is_object()) return Err(wrong_type(value, Type::Object));
    return &value.object();
}

RpcResult<std::array<uint8_t, 32>> parse_hash_bytes(std::string_view text, std::string_view name) {
    if (text.size() != kHashDigits) {
        return fail(kBadParameter, fmt::format("{} must be of length {} (not {}, for '{}')", name,
                                               kHashDigits, text.size(), text));
    }
    const base::Bytes bytes = TRY(parse_hex(text, name));
    std::array<uint8_t, 32> hash;
    std::reverse_copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

RpcResult<base::Bytes> parse_hex(std::string_view text, std::string_view name) {
    // Empty text is refused too: there is no parameter for which no bytes at all would make sense.
    if (base::is_hex(text)) return *base::from_hex(text);
    return fail(kBadParameter, fmt::format("{} must be hexadecimal string (not '{}')", name, text));
}

RpcResult<int64_t> parse_amount(const json::Value& value, int places) {
    std::optional<std::string> text = value.number_text();
    if (value.is_string()) text = value.string();
    if (!text) return fail(kWrongType, "Amount is not a number or string");
    const std::optional<int64_t> amount = json::parse_fixed_point(*text, places);
    if (!amount) return fail(kWrongType, "Invalid amount");
    if (*amount < 0 || *amount > kMaxAmountSat) return fail(kWrongType, "Amount out of range");
    return *amount;
}

RpcResult<int> parse_verbosity(const json::Value* value, int fallback, BoolVerbosity bools) {
    if (!value || value->is_null()) return fallback;
    if (!value->is_bool()) return read_integer<int>(*value);
    if (bools == BoolVerbosity::Refused) {
        return fail(kWrongType, "Verbosity was boolean but only integer allowed");
    }
    return value->boolean() ? 1 : 0;
}

RpcResult<void> check_members(const json::Value& object, std::span<const MemberRule> rules,
                              OtherMembers others) {
    for (const MemberRule& rule : rules) {
        const json::Value* value = object.find(rule.name);
        const bool missing = !value || value->is_null();
        if (missing && rule.optional) continue;
        if (missing) return fail(kWrongType, fmt::format("Missing {}", rule.name));
        if (rule.type && value->type() != *rule.type) return Err(wrong_type(*value, *rule.type, rule.name));
    }
    if (others == OtherMembers::Ignored) return {};
    for (const auto& [name, value] : object.object()) {
        const auto same = [&key = name](const MemberRule& rule) { return rule.name == key; };
        if (std::none_of(rules.begin(), rules.end(), same)) {
            return fail(kWrongType, fmt::format("Unexpected key {}", name));
        }
    }
    return {};
}

}  // namespace quanta::rpc
