// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/test_vectors.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "base/check.h"
#include "json/parser.h"

namespace quanta::script::testing {

std::optional<json::Value> load_vectors(std::string_view path) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) return std::nullopt;
    std::ifstream file(folder + "/vectors/" + std::string(path), std::ios::binary);
    CHECK(file.good());
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    auto parsed = json::parse(text);
    CHECK(parsed);
    return std::move(*parsed);
}

}  // namespace quanta::script::testing
