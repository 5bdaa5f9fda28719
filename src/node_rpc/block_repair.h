// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>

#include "params/params.h"
#include "primitives/block.h"

namespace quanta::node_rpc {

/// `block`, to stand at `height`; where segwit is active and its coinbase commits to witnesses but has none
/// itself, with the 32 zero bytes that miners use as nonce put in. Old mining software leaves them to the
/// node.
std::shared_ptr<const primitives::Block> with_witness_nonce(std::shared_ptr<const primitives::Block> block,
                                                            primitives::Height height,
                                                            const params::ConsensusParams& params);

}  // namespace quanta::node_rpc
