// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/bytes.h"
#include "psbt/psbt.h"

namespace quanta::psbt {

/// The serialisation of `psbt`, whose locks do not contradict each other. Fields of final inputs that nobody
/// needs any more are left out. Fields of version 2 are not written in version 0.
base::Bytes encode(const Psbt& psbt);

}  // namespace quanta::psbt
