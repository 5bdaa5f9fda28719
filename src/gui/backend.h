// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/command_link.h"
#include "gui/network_link.h"
#include "gui/node_link.h"
#include "gui/wallet_link.h"

namespace quanta::gui {

/// Everything the window knows and asks: one lane and one link each for the node, its peers, the
/// wallets and the console, so that none of them waits for another. The window's thread only.
class Backend {
public:
    struct Listener {
        std::function<void()> node_changed;
        std::function<void()> network_changed;
        std::function<void()> wallet_changed;
        std::function<void()> wallet_chosen;
        std::function<void()> ended;
    };

    /// `source` outlives it.
    Backend(SessionSource& source, const Timing& timing);
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    void listen(Listener listener) { m_listener = std::move(listener); }
    void start() { m_node.start(); }

    NodeLink& node() { return m_node; }
    NetworkLink& network() { return m_network; }
    WalletLink& wallets() { return m_wallets; }
    CommandLink& commands() { return m_commands; }
    const Timing& timing() const { return m_timing; }
    bool owns_node() { return m_source.owns_node(); }

    /// Calls in progress that take long, for the status bar; empty when there is none.
    std::string slow_calls() const;
    /// Ends all calls; whether they have ended within Timing::patience. When not, it cannot be destroyed
    /// before they do.
    bool stop();

private:
    void node_changed();

    SessionSource& m_source;
    const Timing m_timing;
    Listener m_listener;

    // Lanes go last, when nothing posts to them any more.
    Lane m_node_lane;
    Lane m_network_lane;
    Lane m_wallet_lane;
    Lane m_command_lane;

    NodeLink m_node;
    NetworkLink m_network;
    WalletLink m_wallets;
    CommandLink m_commands;
    /// Of a node that is starting: its wallets can be asked for once it runs.
    std::shared_ptr<Connection> m_starting;
};

}  // namespace quanta::gui
