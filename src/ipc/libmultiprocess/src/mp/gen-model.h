// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mp::gen {

/// How a field of a message is reached from C++.
struct Accessor {
    std::string name;      ///< in the schema
    bool pointer = false;  ///< can be null
    bool has = false;      ///< has a field hasX beside it
    bool want = false;     ///< has a parameter wantX beside it
    bool operator==(const Accessor&) const = default;
};

/// What a parameter or result of a method stands for.
enum class Role : uint8_t { Value, Result, Exception, Context, ThreadMap };

struct Param {
    Role role = Role::Value;
    std::string name;
    std::string exception;        ///< Role::Exception: the C++ type
    std::optional<Accessor> in;   ///< as a parameter
    std::optional<Accessor> out;  ///< as a result
    bool want = false;            ///< a result that the caller may do without
    int first = 0;                ///< number of the first C++ parameter that it stands for
    int count = 1;                ///< of C++ parameters: 1 for Role::Value, 0 otherwise
};

struct Method {
    std::string name;  ///< in the schema
    std::string cpp_name;
    std::string interface_name;  ///< last part; of the interface that declares it
    uint64_t interface_id = 0;
    uint16_t id = 0;
    uint16_t data_words = 0;
    uint16_t pointers = 0;
    std::string params;   ///< C++ name of the message
    std::string results;  ///< C++ name of the message
    std::vector<Param> fields;
    int cpp_params = 0;

    bool is_construct() const { return name == "construct"; }
    bool is_destroy() const { return name == "destroy"; }
    bool calls_cpp() const { return !is_construct() && !is_destroy(); }
    bool has_context() const;
    /// The exceptions and the result, if any.
    const Param* result() const;
};

/// An interface that wraps a C++ class. Methods of the interfaces that it extends are among its own.
struct Interface {
    std::string message;  ///< C++ name
    std::string name;     ///< last part
    std::string wraps;
    std::vector<Method> methods;
    bool has(const std::string& method) const;
};

struct StructField {
    Accessor accessor;
    std::string cpp_name;
};

struct Struct {
    std::string message;                ///< C++ name, with its template parameters
    std::vector<std::string> generics;  ///< names of its template parameters
    std::string wraps;                  ///< empty: not wrapped
    std::vector<StructField> fields;
};

/// All of a schema file that code is made for.
struct Schema {
    uint64_t id = 0;
    std::vector<std::string> includes;
    std::vector<std::string> include_types;
    std::vector<Interface> interfaces;
    std::vector<Struct> structs;
    std::vector<Accessor> accessors;  ///< each once
};

}  // namespace mp::gen
