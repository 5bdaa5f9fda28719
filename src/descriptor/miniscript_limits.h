// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "descriptor/miniscript.h"

namespace quanta::descriptor {

/// What one way through a script does to the stack.
struct StackUse {
    int64_t taken = 0;  ///< items fewer at its end than at its begin
    int64_t peak = 0;   ///< the most items at any time, over those at its end
};

/// The most that satisfactions and dissatisfactions of an expression use, those left out that somebody else
/// could change at will. Nothing where there are none.
struct Ways {
    std::optional<uint32_t> satisfied_keys;  ///< keys that OP_CHECKMULTISIG looks at
    std::optional<uint32_t> dissatisfied_keys;
    std::optional<StackUse> satisfied_stack;
    std::optional<StackUse> dissatisfied_stack;
};

/// What an expression takes of what scripts may have. Internal to this library.
struct MiniLimits {
    uint64_t script_size = 0;  ///< bytes
    uint64_t operations = 0;   ///< those in the script that count
    bool mergeable = false;    ///< its last operation has a form that also verifies
    Ways ways;
};

/// Of all nodes, in their order. Sizes are for keys of the size that the script's rules ask for.
std::vector<MiniLimits> miniscript_limits(const Miniscript& script);

/// The longest script there may be, bytes.
uint64_t max_script_size(ScriptRules rules);
/// Whether the expression can be satisfied at all.
bool is_satisfiable(const MiniLimits& limits);
/// Whether every satisfaction stays within the limits of consensus and standardness.
bool fits(const MiniLimits& limits, ScriptRules rules);

}  // namespace quanta::descriptor
