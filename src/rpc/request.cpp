// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/request.h"

#include <string_view>
#include <utility>

#include "json/writer.h"

namespace quanta::rpc {

namespace {

using json::Value;

RpcError invalid(std::string message) { return {kInvalidRequest, std::move(message)}; }

std::optional<RpcError> read_version(const Value* marker, Version& version) {
    if (!marker || marker->is_null()) return std::nullopt;
    if (!marker->is_string()) return invalid("jsonrpc field must be a string");
    const std::string& text = marker->string();
    if (text == "2.0") version = Version::Two;
    else if (text != "1.0") return invalid("JSON-RPC version not supported");
    return std::nullopt;
}

std::optional<RpcError> read_method(const Value* name, std::string& method) {
    if (!name || name->is_null()) return invalid("Missing method");
    if (!name->is_string()) return invalid("Method must be a string");
    method = name->string();
    return std::nullopt;
}

/// Takes the last member called `name` out of `members`; a JSON null when there is none.
Value take_member(Value::Object& members, std::string_view name) {
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
        if (member->first == name) return std::exchange(member->second, Value());
    }
    return {};
}

std::string id_text(const Request& request) {
    return request.id ? json::to_text(*request.id) : "null";
}

}  // namespace

Request read_request(Value value) {
    Request request;
    if (!value.is_object()) {
        request.error = invalid("Invalid Request object");
        return request;
    }
    if (const Value* id = value.find("id")) request.id = *id;
    request.error = read_version(value.find("jsonrpc"), request.version);
    if (!request.error) request.error = read_method(value.find("method"), request.method);
    if (request.error) return request;
    request.params = take_member(value.object(), "params");
    if (!request.params.is_null() && !request.params.is_array() && !request.params.is_object()) {
        request.error = invalid("Params must be an array or object");
    }
    return request;
}

void begin_result(const Request& request, ReplyBody& body) {
    body.append(request.version == Version::Two ? R"({"jsonrpc":"2.0","result":)" : R"({"result":)");
}

void end_result(const Request& request, ReplyBody& body) {
    body.append(request.version == Version::Two ? R"(,"id":)" : R"(,"error":null,"id":)");
    body.append(id_text(request) + "}");
}

void write_error(const Request& request, const RpcError& error, ReplyBody& body) {
    std::string text = request.version == Version::Two ? R"({"jsonrpc":"2.0","error":)"
                                                       : R"({"result":null,"error":)";
    json::Writer(text)
        .begin_object()
        .member("code", error.code)
        .member("message", error.message)
        .end_object();
    body.append(text + R"(,"id":)" + id_text(request) + "}");
}

}  // namespace quanta::rpc
