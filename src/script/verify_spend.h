// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>

#include "base/result.h"
#include "primitives/transaction.h"
#include "script/verify.h"

namespace quanta::script {

/// As verify_input, with the script and witness of `input`, whose outpoint and sequence are those of input
/// `index`: the transaction of `context` need not be signed.
base::Result<void, ScriptError> verify_spend(const SpendContext& context, size_t index,
                                             const primitives::TxIn& input, VerifyFlags flags);

}  // namespace quanta::script
