// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace quanta::script::testing {

/// The vector file at `path` below QUANTA_TEST_DATA; nothing when that is not set. Aborts if it is no JSON.
std::optional<json::Value> load_vectors(std::string_view path);
/// The same for a file with a JSON value in each line.
std::optional<std::vector<json::Value>> load_lines(std::string_view path);

}  // namespace quanta::script::testing

/// Defines `name` as the vectors at `path`, or skips the test.
#define LOAD_OR_SKIP(name, path)                                     \
    const auto name = ::quanta::script::testing::load_vectors(path); \
    if (!name) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: the cases of " << (path) << " are not run"
