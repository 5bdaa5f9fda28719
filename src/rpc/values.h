// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "json/value.h"
#include "rpc/error.h"

namespace quanta::rpc {

/// All coins there can be, in hundred-millionths: the bound of an amount.
inline constexpr int64_t kMaxAmountSat = 21'000'000ll * 100'000'000ll;

/// kWrongType "JSON value of type string is not of expected type number"; with a `field`, "… of type string
/// for field x is …".
RpcError wrong_type(const json::Value& value, json::Type expected, std::string_view field = {});

/// The contents of a value of the type asked for; wrong_type() otherwise. Views live as long as `value`.
RpcResult<std::string_view> read_string(const json::Value& value);
RpcResult<bool> read_bool(const json::Value& value);
/// kMisc "JSON integer out of range" for a number that is no 64-bit integer.
RpcResult<int64_t> read_int64(const json::Value& value);
RpcResult<double> read_double(const json::Value& value);
RpcResult<const json::Value::Array*> read_array(const json::Value& value);
RpcResult<const json::Value::Object*> read_object(const json::Value& value);

/// As read_int64, and the number must fit T.
template <std::integral T>
RpcResult<T> read_integer(const json::Value& value) {
    const int64_t number = TRY(read_int64(value));
    if (!std::in_range<T>(number)) return fail(kMisc, "JSON integer out of range");
    return static_cast<T>(number);
}

/// The bytes of 64 hex digits in display order, so that they come reversed: internal order. `name` is how the
/// caller knows the value. kBadParameter "<name> must be of length 64 (not 2, for 'zz')" or
/// "<name> must be hexadecimal string (not 'zz…')".
RpcResult<std::array<uint8_t, 32>> parse_hash_bytes(std::string_view text, std::string_view name);

/// As parse_hash_bytes, as a Txid, BlockHash or other hash type.
template <typename Hash>
RpcResult<Hash> parse_hash(std::string_view text, std::string_view name) {
    return Hash(TRY(parse_hash_bytes(text, name)));
}

/// The bytes of hex digits. kBadParameter "<name> must be hexadecimal string (not 'zz')".
RpcResult<base::Bytes> parse_hex(std::string_view text, std::string_view name);

/// Coins as a number or text, with up to `places` decimal places, in units of the last place (8: sat).
/// kWrongType "Amount is not a number or string", "Invalid amount", "Amount out of range".
RpcResult<int64_t> parse_amount(const json::Value& value, int places = 8);

/// Whether a bool stands for a verbosity of 0 or 1.
enum class BoolVerbosity : uint8_t { Refused, Allowed };
/// A verbosity level, `fallback` when `value` is null or missing (nullptr). kWrongType
/// "Verbosity was boolean but only integer allowed".
RpcResult<int> parse_verbosity(const json::Value* value, int fallback, BoolVerbosity bools);

/// A member an object must or may have.
struct MemberRule {
    std::string_view name;
    /// Nothing: any type.
    std::optional<json::Type> type;
    bool optional = false;
};
/// Whether members without a rule are refused.
enum class OtherMembers : uint8_t { Refused, Ignored };
/// kWrongType "Missing x", "JSON value of type number for field x is not of expected type string",
/// "Unexpected key x". `object` is an object.
RpcResult<void> check_members(const json::Value& object, std::span<const MemberRule> rules,
                              OtherMembers others);

}  // namespace quanta::rpc
