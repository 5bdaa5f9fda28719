// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

namespace quanta::program {

/// The path of another of our programs: beside this one, in bin/ or libexec/ next to this one's folder, or
/// else its name alone, to be looked up in PATH.
std::string find_program(const std::string& name);

}  // namespace quanta::program
