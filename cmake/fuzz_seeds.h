// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <vector>

/// Well-formed inputs of a fuzz target, which it may define; without its definition there are none.
std::vector<std::vector<uint8_t>> quanta_fuzz_seeds();

namespace quanta::fuzz {

/// Obeys `--write-seeds=<folder>` among the arguments: writes each seed into a file of the folder, which
/// exists, and ends the program; with status 1 and a message when a file cannot be written.
void obey_write_seeds(int argc, char** argv);

}  // namespace quanta::fuzz
