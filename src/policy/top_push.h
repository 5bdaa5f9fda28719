// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "script/verify.h"

namespace quanta::policy {

/// What running `script_sig` leaves on top of the stack, as a view into it or of a constant: nothing where it
/// pushes nothing. A scriptSig that does more than push counts as malformed. Errors as the interpreter gives
/// them: BadOpcode, PushSize, StackSize, ScriptSize.
base::Result<std::optional<base::ByteSpan>, script::ScriptError> top_push(base::ByteSpan script_sig);

}  // namespace quanta::policy
