// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <string>

#include "rpc/method.h"

namespace quanta::rpc {

/// `getblock "blockhash" ( verbosity )`: the line of a method in the list of all.
std::string usage_line(const Method& method);

/// Everything about one method: usage, description, arguments, result, examples. Ends with a line end.
std::string method_help(const Method& method);

/// The usage lines of all but hidden methods by category, under headings `== Blockchain ==`. No line end at
/// the end.
std::string list_methods(std::span<const Method* const> methods);

}  // namespace quanta::rpc
