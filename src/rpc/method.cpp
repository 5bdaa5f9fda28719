// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "rpc/method.h"

namespace quanta::rpc {

std::string_view category_title(Category category) {
    switch (category) {
        case Category::Blockchain: return "Blockchain";
        case Category::Control: return "Control";
        case Category::Hidden: return "Hidden";
        case Category::Mining: return "Mining";
        case Category::Network: return "Network";
        case Category::Rawtransactions: return "Rawtransactions";
        case Category::Signer: return "Signer";
        case Category::Util: return "Util";
        case Category::Wallet: return "Wallet";
        case Category::Zmq: return "Zmq";
    }
    return "";
}

std::optional<json::Type> expected_type(Kind kind) {
    switch (kind) {
        case Kind::Any:
        case Kind::Amount: return std::nullopt;
        case Kind::String:
        case Kind::Hex: return json::Type::String;
        case Kind::Number:
        case Kind::Time: return json::Type::Number;
        case Kind::Bool: return json::Type::Bool;
        case Kind::Null: return json::Type::Null;
        case Kind::Array: return json::Type::Array;
        case Kind::Object:
        case Kind::Map: return json::Type::Object;
    }
    return std::nullopt;
}

std::string_view kind_word(Kind kind) {
    switch (kind) {
        case Kind::Any: return "any";
        case Kind::String:
        case Kind::Hex: return "string";
        case Kind::Number:
        case Kind::Time: return "numeric";
        case Kind::Amount: return "numeric or string";
        case Kind::Bool: return "boolean";
        case Kind::Null: return "json null";
        case Kind::Array: return "json array";
        case Kind::Object:
        case Kind::Map: return "json object";
    }
    return "";
}

size_t Method::required_count() const {
    size_t count = params.size();
    while (count > 0 && params[count - 1].optional) --count;
    return count;
}

}  // namespace quanta::rpc
