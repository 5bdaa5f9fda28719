// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quanta::wrapper {

/// Where this program itself is, links resolved; from `called_as` (argv[0]) where the system does not tell.
/// Empty when it cannot be found out.
std::string own_path(std::string_view called_as);

/// The paths that the program `name` may be at, best first: in ../libexec seen from the folder of `own_path`,
/// in that folder, in the folders of `search_path` (as in PATH). Nothing stands there twice.
std::vector<std::string> candidates(const std::string& name, const std::string& own_path,
                                    std::string_view search_path);

/// Whether a file is there that may be run.
bool is_program(const std::string& path);

}  // namespace quanta::wrapper
