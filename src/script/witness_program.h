// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "script/execution.h"
#include "script/script.h"

namespace quanta::script {

/// Where a witness program stands: in the coin's script, or in the script that hashes to it (P2SH).
enum class ProgramPlace : uint8_t { Bare, InsideP2sh };

/// Whether the witness of `input` satisfies `program` (BIP141, BIP341). Programs without rules are satisfied.
Status verify_witness_program(const SpendInput& input, const WitnessProgram& program, ProgramPlace place);

}  // namespace quanta::script
