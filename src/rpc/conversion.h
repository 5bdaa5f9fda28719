// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "json/value.h"
#include "rpc/error.h"

namespace quanta::rpc {

/// What the command line client makes of a word.
enum class Treatment : uint8_t {
    Json,          ///< It is JSON text.
    JsonOrString,  ///< It is JSON text if it parses, otherwise a string.
    String,        ///< It is a string, also where it holds a '=' under -named.
};

/// How one parameter, or member of an options parameter, is given at the command line. Parameters without an
/// entry are strings.
struct Conversion {
    std::string_view method;
    uint8_t position;
    std::string_view name;
    Treatment treatment;
};

/// All conversions, sorted by method name and then as deployed. Data alone: it links without any method.
std::span<const Conversion> conversion_table();
/// Those of one method; empty when it has none or is unknown.
std::span<const Conversion> conversions_of(std::string_view method);

/// `words` as a JSON array of parameters. kMisc "Error parsing JSON: <word>".
RpcResult<json::Value> positional_params(std::string_view method, std::span<const std::string> words);

/// `words` as a JSON object of parameters: name=value each, the last of equal names counts. Words without '='
/// go by position under "args", as does one whose name is unknown where a String parameter stands.
/// kMisc as above.
RpcResult<json::Value> named_params(std::string_view method, std::span<const std::string> words);

}  // namespace quanta::rpc
