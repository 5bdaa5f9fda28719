// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/dynamic.h>

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace quanta::ipc_client {

/// Gives the object of a name; throws when there is none.
using FindObject = std::function<capnp::Capability::Client(const std::string& name)>;

/// Writes `values`, an object with the names of the schema, into `target`: numbers, bools and texts as they
/// are, Data as hex, structs as objects, interfaces as names of objects. What is not named keeps its default.
void write_values(capnp::DynamicStruct::Builder target, const nlohmann::json& values, const FindObject& find);

/// All fields of `source`, in the same way; pointers that are null are null, and objects are "object".
nlohmann::json read_values(capnp::DynamicStruct::Reader source);

}  // namespace quanta::ipc_client
