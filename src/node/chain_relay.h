// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "chain/events.h"
#include "interfaces/chain_sink.h"

namespace quanta::node {

/// Hands the chain's events to sinks that may be in other processes. All on the chain's notifier thread.
class ChainRelay final : public chain::EventSink {
public:
    /// `sinks` outlive the relay.
    explicit ChainRelay(std::vector<interfaces::ChainSink*> sinks) : m_sinks(std::move(sinks)) {}

    void block_connected(const chain::BlockConnected& event) override;
    void block_disconnected(const chain::BlockDisconnected& event) override;
    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;

private:
    const std::vector<interfaces::ChainSink*> m_sinks;
};

}  // namespace quanta::node
