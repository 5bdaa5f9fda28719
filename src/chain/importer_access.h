// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "chain/chain.h"
#include "chain/engine.h"

namespace quanta::chain {

/// The engine behind `chain`, for this library's own importer and tests.
Engine& engine_of(Chain& chain);

}  // namespace quanta::chain
