// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>

#include "net/connections.h"

namespace quanta::sync {

/// What protocol code decides about the connections we open. Net thread.
class OutboundControl {
public:
    virtual ~OutboundControl() = default;
    /// Whether connections are opened at all (setnetworkactive).
    virtual bool active() const = 0;
    virtual void set_extra_full_relay(bool wanted) = 0;
    virtual void start_extra_block_relay() = 0;
    virtual void set_near_tip(bool near_tip) = 0;
    /// Connections of `type` beyond what there should be.
    virtual size_t surplus(net::ConnectionType type) const = 0;
};

/// The connections of a node.
class ConnectionsControl final : public OutboundControl {
public:
    /// `connections` outlives this.
    explicit ConnectionsControl(net::Connections& connections) : m_connections(connections) {}

    bool active() const override { return m_connections.active(); }
    void set_extra_full_relay(bool wanted) override { m_connections.set_extra_full_relay(wanted); }
    void start_extra_block_relay() override { m_connections.start_extra_block_relay(); }
    void set_near_tip(bool near_tip) override { m_connections.set_near_tip(near_tip); }
    size_t surplus(net::ConnectionType type) const override { return m_connections.surplus(type); }

private:
    net::Connections& m_connections;
};

}  // namespace quanta::sync
