// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "peers/fake_chain.h"
#include "sync/concern.h"

namespace quanta::sync {

using peers::FakeChain;

}  // namespace quanta::sync
