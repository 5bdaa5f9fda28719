// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/openrpc.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace quanta::rpc {

namespace {

/// The version of the OpenRPC specification that the document is written to.
constexpr const char* kSpecification = "1.3.2";
constexpr const char* kHexPattern = "^([0-9a-fA-F]{2})*$";

void write_schema(json::Writer& out, const Shape& shape);

/// `schemas` as one: itself, or any of several.
void write_alternatives(json::Writer& out, std::span<const Shape> schemas) {
    if (schemas.size() == 1) return write_schema(out, schemas[0]);
    out.begin_object();
    if (!schemas.empty()) {
        out.key("oneOf").begin_array();
        for (const Shape& schema : schemas)
            write_schema(out, schema);
        out.end_array();
    }
    out.end_object();
}

void write_members(json::Writer& out, const Shape& object) {
    out.key("properties").begin_object();
    for (const Shape& member : object.inner) {
        out.key(member.name);
        write_schema(out, member);
    }
    out.end_object().key("required").begin_array();
    for (const Shape& member : object.inner) {
        if (!member.optional) out.value(member.name);
    }
    out.end_array();
}

/// What stands inside the schema of `shape`. Declarations are shallow, so recursion is safe.
void write_schema_members(json::Writer& out, const Shape& shape) {
    switch (shape.kind) {
        case Kind::Any:
            return;
        case Kind::String:
            out.member("type", "string");
            return;
        case Kind::Hex:
            out.member("type", "string").member("pattern", kHexPattern);
            return;
        case Kind::Number:
        case Kind::Amount:
            out.member("type", "number");
            return;
        case Kind::Time:
            out.member("type", "integer");
            return;
        case Kind::Bool:
            out.member("type", "boolean");
            return;
        case Kind::Null:
            out.member("type", "null");
            return;
        case Kind::Array:
            out.member("type", "array").key("items");
            write_alternatives(out, shape.inner);
            return;
        case Kind::Map:
            out.member("type", "object").key("additionalProperties");
            write_alternatives(out, shape.inner);
            return;
        case Kind::Object:
            out.member("type", "object");
            write_members(out, shape);
            return;
    }
}

void write_schema(json::Writer& out, const Shape& shape) {
    out.begin_object();
    write_schema_members(out, shape);
    if (!shape.text.empty()) out.member("description", shape.text);
    out.end_object();
}

void write_param_schema(json::Writer& out, const Param& param) {
    out.begin_object();
    if (param.kind == Kind::Amount) {
        // A text will do, too, so that no client needs exact fractions.
        out.key("type").begin_array().value("number").value("string").end_array();
    } else {
        write_schema_members(out, {param.kind, param.name, "", param.inner});
    }
    if (!param.default_json.empty()) out.key("default").raw(param.default_json);
    out.end_object();
}

void write_param(json::Writer& out, const Param& param) {
    out.begin_object().member("name", param.name).member("required", !param.optional).key("schema");
    write_param_schema(out, param);
    if (!param.text.empty()) out.member("description", param.text);
    if (!param.aliases.empty()) {
        out.key("x-bitcoin-aliases").begin_array();
        for (const std::string& alias : param.aliases)
            out.value(alias);
        out.end_array();
    }
    if (param.hidden) out.member("x-bitcoin-placeholder", true);
    out.end_object();
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

void write_method(json::Writer& out, const Method& method) {
    out.begin_object().member("name", method.name).member("description", method.description);
    out.key("params").begin_array();
    for (const Param& param : method.params)
        write_param(out, param);
    out.end_array().key("result").begin_object().member("name", "result").key("schema");
    std::vector<Shape> cases;
    for (const ResultCase& result : method.results)
        cases.push_back(result.shape);
    write_alternatives(out, cases);
    out.end_object().member("x-bitcoin-category", lower_case(category_title(method.category)));
    out.end_object();
}

}  // namespace

void write_openrpc(json::Writer& out, std::span<const Method* const> methods, const std::string& version) {
    out.begin_object().member("openrpc", kSpecification).key("info").begin_object();
    out.member("title", "Quanta JSON-RPC").member("version", version);
    out.member("description", "What a Quanta node answers over JSON-RPC.").end_object();
    out.key("methods").begin_array();
    for (const Method* method : methods)
        write_method(out, *method);
    out.end_array().end_object();
}

}  // namespace quanta::rpc
