// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "peers/concern.h"

/// @file
/// The names of `peers` that the concerns here work with; who needs more than their names includes their
/// headers.

namespace quanta::peers {
class PeerChains;
class PeerControl;
class ProtocolTimer;
}  // namespace quanta::peers

namespace quanta::sync {

using peers::ChainAccess;
using peers::Concern;
using peers::Context;
using peers::PeerChains;
using peers::PeerControl;
using peers::PeerFacts;
using peers::PeerId;
using peers::PeerReport;
using peers::ProtocolTimer;

}  // namespace quanta::sync
