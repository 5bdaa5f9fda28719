// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/schema.capnp.h>

#include <stdexcept>
#include <string>

#include "gen-model.h"

namespace mp::gen {

/// What is wrong with a schema, and where: "foo.capnp: interface Foo: method bar: …".
class SchemaError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Takes what there is to generate for the first requested file of a compiler's output. Throws SchemaError.
Schema read_schema(capnp::schema::CodeGeneratorRequest::Reader request, const std::string& file_name);

}  // namespace mp::gen
