// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>

#include "script/verify.h"
#include "sign/input_signatures.h"

namespace quanta::sign {

/// What input `index` of a transaction knows about being spent: all of it when it spends its coin by the
/// standard rules, else its scripts and those of its signatures that are of a multisig's keys, which are
/// checked.
InputSignatures extract_signatures(const script::SpendContext& context, size_t index);

}  // namespace quanta::sign
