// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "peers/test_peers.h"
#include "sync/concern.h"

namespace quanta::sync {

using peers::test_facts;
using peers::TestEnvironment;
using peers::TestPeers;

}  // namespace quanta::sync
