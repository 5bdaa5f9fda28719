// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "chain/events.h"
#include "interfaces/chain.h"

namespace quanta::node {

/// Tells sinks where the chain is now. All on the chain's notifier thread, which sinks must not hold up.
class ChainRelay final : public chain::EventSink {
public:
    /// `sinks` outlive the relay.
    explicit ChainRelay(std::vector<interfaces::ChainSink*> sinks) : m_sinks(std::move(sinks)) {}

    void tip_changed(const std::shared_ptr<const chain::Snapshot>& snapshot) override;

private:
    const std::vector<interfaces::ChainSink*> m_sinks;
};

/// Where the chain of `snapshot` ends.
interfaces::ChainPosition position_of(const chain::Snapshot& snapshot);

}  // namespace quanta::node
