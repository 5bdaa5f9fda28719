// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace quanta::rpc {

/// The headings of `help`, in their order. Hidden methods work and are not listed.
enum class Category : uint8_t {
    Blockchain, Control, Hidden, Mining, Network, Rawtransactions, Signer, Util, Wallet, Zmq,
};

/// "Blockchain".
std::string_view category_title(Category category);

/// What a JSON value means. Decides the type a parameter must have and the word in help texts.
enum class Kind : uint8_t {
    Any,     ///< Not checked: the handler decides.
    String,
    Hex,     ///< A string of hex digits.
    Number,
    Time,    ///< Seconds since 1970, a number.
    Amount,  ///< Coins, a number or a string: the handler reads it with parse_amount.
    Bool,
    Null,
    Array,
    Object,
    Map,     ///< An object whose keys are data.
};

/// The JSON type a parameter of `kind` must have; nothing when the handler decides.
std::optional<json::Type> expected_type(Kind kind);
/// "numeric", "string", "json array": the word for `kind` in help texts.
std::string_view kind_word(Kind kind);

/// Describes a value inside another, for help texts.
struct Shape {
    Kind kind = Kind::Any;
    /// Its key in an object, its placeholder in help otherwise.
    std::string name;
    std::string text;
    /// Members of an object, the kinds of element of an array, the one value of a map.
    std::vector<Shape> inner;
    bool optional = false;
};

/// One parameter of a method.
struct Param {
    std::string name;
    Kind kind = Kind::Any;
    std::string text;
    /// May be left out or null.
    bool optional = false;
    /// The value used then, as JSON; shown in help.
    std::string default_json;
    /// Instead of default_json where the default is a rule.
    std::string default_hint;
    /// Other names it may be given by.
    std::vector<std::string> aliases;
    std::vector<Shape> inner;
    /// The members of this object may also be given as named parameters of the method.
    bool members_are_named = false;
    /// Replaces the word of the kind in help texts: "string or numeric".
    std::string type_words;
    /// Works and is not shown.
    bool hidden = false;
};

/// What a method answers, under a condition ("for verbosity = 1") when there are several answers.
struct ResultCase {
    std::string condition;
    Shape shape;
};

/// Everything about a method but its code: help, checks and named parameters all come from here.
struct Method {
    std::string name;
    Category category = Category::Hidden;
    /// Sentences for the help text.
    std::string description;
    std::vector<Param> params;
    std::vector<ResultCase> results;
    /// Parameters of example calls, each a JSON array: `["00ff", 2]`.
    std::vector<std::string> examples;
    /// Answers while the node is starting, too.
    bool in_warm_up = false;

    /// How many parameters must be given at least, counted by position.
    size_t required_count() const;
};

}  // namespace quanta::rpc
