// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "json/value.h"
#include "rpc/error.h"
#include "rpc/reply_body.h"

namespace quanta::rpc {

/// Which envelope a reply wears.
enum class Version : uint8_t {
    One,  ///< JSON-RPC 1.0 and 1.1: `result` and `error` both present, an HTTP status for each error.
    Two,  ///< JSON-RPC 2.0: marked, `result` or `error`, HTTP status 200, notifications.
};

/// One request, good or bad, as far as it could be read.
struct Request {
    Version version = Version::One;
    /// Absent when the member is.
    std::optional<json::Value> id;
    std::string method;
    /// An array, an object or null.
    json::Value params;
    /// Set when this is no request: kInvalidRequest "Invalid Request object", "jsonrpc field must be a
    /// string", "JSON-RPC version not supported", "Missing method", "Method must be a string", "Params must
    /// be an array or object".
    std::optional<RpcError> error;

    /// Nobody waits for an answer: no id in version 2.
    bool is_notification() const { return version == Version::Two && !id; }
};

/// Reads `value`, taking what it needs out of it.
Request read_request(json::Value value);

/// Writes what stands before a result, after a result, and all of an error reply for `request`.
void begin_result(const Request& request, ReplyBody& body);
void end_result(const Request& request, ReplyBody& body);
void write_error(const Request& request, const RpcError& error, ReplyBody& body);

}  // namespace quanta::rpc
