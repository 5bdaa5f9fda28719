// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/bytes.h"
#include "json/parser.h"
#include "tools/edits.h"

namespace quanta::tools {

namespace {

using base::Err;

/// Bytes a file may have.
constexpr uint64_t kMaxFileSize = json::kDefaultMaxSize;

/// A register's name and what it is given.
struct Assignment {
    std::string name;
    std::string text;
};

/// `value` at its first colon; the error is `usage`.
base::Result<Assignment, std::string> split(std::string_view value, const char* usage) {
    const size_t colon = value.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == value.size()) {
        return Err(std::string(usage));
    }
    return Assignment{std::string(value.substr(0, colon)), std::string(value.substr(colon + 1))};
}

EditResult keep(Workbench& bench, const Assignment& assignment) {
    auto value = json::parse(assignment.text);
    if (!value) return Err("Cannot parse JSON for key " + assignment.name);
    bench.registers.insert_or_assign(assignment.name, std::move(*value));
    return {};
}

}  // namespace

EditResult set_register(Workbench& bench, std::string_view value) {
    return keep(bench, TRY(split(value, "Register input requires NAME:VALUE")));
}

EditResult load_register(Workbench& bench, std::string_view value) {
    Assignment assignment = TRY(split(value, "Register load requires NAME:FILENAME"));
    const std::string path = assignment.text;
    if (!bench.files.exists(path)) return Err("Cannot open file " + path);
    const auto text = sys::read_whole(bench.files, path, kMaxFileSize);
    if (!text) return Err("Error reading file " + path + ": " + text.error().message());
    assignment.text = base::as_text(*text);
    return keep(bench, assignment);
}

}  // namespace quanta::tools
