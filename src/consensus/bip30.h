// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "consensus/header_link.h"
#include "params/params.h"

/// @file
/// BIP30: no transaction may have the id of one that still has unspent outputs.

namespace quanta::consensus {

/// How the block at a place in the chain is held to BIP30.
enum class Bip30Check : uint8_t {
    Before,   ///< its outputs are looked up before it is connected
    Implied,  ///< cannot be broken by a block whose inputs exist, but is the reason to name when it fails
    None,     ///< not at all
};

/// The check for the block at `link`.
Bip30Check bip30_check(const HeaderLink& link, const params::ConsensusParams& params);

/// Whether the coinbase of the block at `link` was overwritten by a later one, so that its coins are lost
/// (91722 and 91812 of the main chain).
bool is_bip30_overwritten(const HeaderLink& link);
/// Whether the coinbase of the block at `link` overwrote that one's coins (91842 and 91880).
bool is_bip30_overwriting(const HeaderLink& link);

}  // namespace quanta::consensus
