// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/backend.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace quanta::gui {

namespace {

/// Calls that may wait in a lane.
constexpr size_t kLaneCapacity = 16;

}  // namespace

Backend::Backend(SessionSource& source, const Timing& timing)
    : m_source(source),
      m_timing(timing),
      m_node_lane("gui.node", kLaneCapacity),
      m_network_lane("gui.network", kLaneCapacity),
      m_wallet_lane("gui.wallet", kLaneCapacity),
      m_command_lane("gui.console", kLaneCapacity),
      m_node(source, m_node_lane, timing),
      m_network(m_network_lane, timing),
      m_wallets(m_wallet_lane, timing),
      m_commands(m_command_lane, timing) {
    m_node.listen({
        .changed = [this] { node_changed(); },
        .connected =
            [this](std::shared_ptr<Connection> connection) {
                m_commands.attach(connection);
                m_network.attach(connection);
                m_starting = std::move(connection);
            },
        .lost =
            [this] {
                m_starting.reset();
                m_commands.detach();
                m_network.detach();
                m_wallets.detach();
            },
        .ended =
            [this] {
                if (m_listener.ended) m_listener.ended();
            },
    });
    m_network.listen([this] {
        if (m_listener.network_changed) m_listener.network_changed();
    });
    m_wallets.listen({
        .changed =
            [this] {
                if (m_listener.wallet_changed) m_listener.wallet_changed();
            },
        .chosen_changed =
            [this] {
                if (m_listener.wallet_chosen) m_listener.wallet_chosen();
            },
    });
}

void Backend::node_changed() {
    if (m_starting && m_node.state().phase == LinkPhase::Running)
        m_wallets.attach(std::exchange(m_starting, nullptr));
    if (m_listener.node_changed) m_listener.node_changed();
}

std::string Backend::slow_calls() const {
    const auto now = std::chrono::steady_clock::now();
    std::string out;
    for (const Lane* lane : {&m_node_lane, &m_network_lane, &m_wallet_lane, &m_command_lane}) {
        const std::optional<Lane::Busy> busy = lane->busy();
        if (!busy || now - busy->since < m_timing.slow) continue;
        const auto waited_s = std::chrono::duration_cast<std::chrono::seconds>(now - busy->since).count();
        out += fmt::format("{}{}…", out.empty() ? "" : "  ·  ", busy->what);
        if (waited_s > 0) out += fmt::format(" {} s", waited_s);
    }
    return out;
}

bool Backend::stop() {
    m_starting.reset();
    m_commands.detach();
    m_network.detach();
    m_wallets.detach();
    m_node.leave();
    const auto deadline = std::chrono::steady_clock::now() + m_timing.patience;
    for (Lane* lane : {&m_node_lane, &m_network_lane, &m_wallet_lane, &m_command_lane})
        lane->stop();
    const bool commands_ended = m_command_lane.ended_by(deadline);
    const bool network_ended = m_network_lane.ended_by(deadline);
    const bool wallets_ended = m_wallet_lane.ended_by(deadline);
    // Last, for it disposes of what the others held.
    return m_node_lane.ended_by(deadline) && commands_ended && network_ended && wallets_ended;
}

}  // namespace quanta::gui
