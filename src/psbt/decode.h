// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "psbt/psbt.h"

namespace quanta::psbt {

/// Reads a PSBT of version 0 or 2 that takes up all of `bytes`. Errors are sentences. Work and memory are
/// bounded by the bytes; fields nobody here knows are kept.
base::Result<Psbt, std::string> decode(base::ByteSpan bytes);

}  // namespace quanta::psbt
