// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "gen-model.h"

namespace mp::gen {

/// The files made for a schema.
struct Generated {
    std::string proxy_h;  ///< declares the proxy clients and servers
    std::string types_h;  ///< accessors of fields, and how structs are copied
    std::string types_cpp;
    std::string client_cpp;
    std::string server_cpp;
};

/// Makes them. `include_path` is how generated files include each other, without their endings:
/// "dir/foo.capnp".
Generated write_code(const Schema& schema, const std::string& include_path);

}  // namespace mp::gen
