// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/chain_relay.h"

namespace quanta::node {

void ChainRelay::block_connected(const chain::BlockConnected& event) {
    const interfaces::ConnectedBlock block{event.sequence, event.node->height, event.node->hash, event.block,
                                           event.undo};
    for (interfaces::ChainSink* sink : m_sinks)
        sink->block_connected(block);
}

void ChainRelay::block_disconnected(const chain::BlockDisconnected& event) {
    const interfaces::DisconnectedBlock block{event.sequence, event.node->height, event.node->hash,
                                              event.block};
    for (interfaces::ChainSink* sink : m_sinks)
        sink->block_disconnected(block);
}

void ChainRelay::tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) {
    const interfaces::NewTip tip{snapshot->height(), snapshot->tip->hash, snapshot->initial_block_download};
    for (interfaces::ChainSink* sink : m_sinks)
        sink->tip_changed(tip);
}

}  // namespace quanta::node
