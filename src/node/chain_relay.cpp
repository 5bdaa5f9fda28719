// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_relay.h"

namespace quanta::node {

void ChainRelay::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    const interfaces::ChainPosition position = position_of(*snapshot);
    for (interfaces::ChainSink* sink : m_sinks)
        sink->chain_changed(position);
}

interfaces::ChainPosition position_of(const chain::Snapshot& snapshot) {
    return {snapshot.sequence,
            {snapshot.tip->hash, snapshot.height()},
            snapshot.tip->time,
            snapshot.initial_block_download};
}

}  // namespace quanta::node
