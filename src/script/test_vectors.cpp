// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "script/test_vectors.h"

#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "base/check.h"
#include "json/parser.h"

namespace quanta::script::testing {

namespace {

std::optional<std::ifstream> open_vectors(std::string_view path) {
    const std::string folder = QUANTA_TEST_DATA;
    if (folder.empty()) return std::nullopt;
    std::ifstream file(folder + "/vectors/" + std::string(path), std::ios::binary);
    CHECK(file.good());
    return file;
}

json::Value parse_or_abort(std::string_view text) {
    auto parsed = json::parse(text);
    CHECK(parsed);
    return std::move(*parsed);
}

}  // namespace

std::optional<json::Value> load_vectors(std::string_view path) {
    auto file = open_vectors(path);
    if (!file) return std::nullopt;
    return parse_or_abort(std::string{std::istreambuf_iterator<char>(*file), std::istreambuf_iterator<char>()});
}

std::optional<std::vector<json::Value>> load_lines(std::string_view path) {
    auto file = open_vectors(path);
    if (!file) return std::nullopt;
    std::vector<json::Value> lines;
    for (std::string line; std::getline(*file, line);) {
        if (!line.empty()) lines.push_back(parse_or_abort(line));
    }
    return lines;
}

}  // namespace quanta::script::testing
