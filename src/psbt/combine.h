// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>

#include "base/result.h"
#include "psbt/psbt.h"

namespace quanta::psbt {

/// Adds to `into` what `other` knows and it does not. Whether both are of one transaction; if not, nothing
/// changes.
bool combine(Psbt& into, const Psbt& other);

/// Why PSBTs could not be joined.
struct SharedInput {
    primitives::OutPoint prevout;
};

/// One transaction of the inputs and outputs of all `parts`, which are of version 0, in their order: its
/// version is the largest of theirs, its lock time the least. An error names an output that several spend.
base::Result<Psbt, SharedInput> join(std::span<const Psbt> parts);

}  // namespace quanta::psbt
