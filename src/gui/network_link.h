// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/connection.h"
#include "gui/lane.h"
#include "gui/timing.h"
#include "gui/traffic_history.h"

class QObject;
class QTimer;

namespace quanta::gui {

class Mailbox;

/// The window's side of a node's peers: asks for all of them with one call, often while somebody looks and
/// seldom for the history of traffic otherwise, and does what a user wants done with them. All calls run in
/// its lane. The window's thread only.
class NetworkLink {
public:
    /// What became of something the user asked for.
    using Done = std::function<void(const CallError&)>;

    /// `lane` outlives it.
    NetworkLink(Lane& lane, const Timing& timing);
    ~NetworkLink();
    NetworkLink(const NetworkLink&) = delete;
    NetworkLink& operator=(const NetworkLink&) = delete;

    /// Called when status(), is_fresh() or traffic() is another.
    void listen(std::function<void()> changed) { m_changed = std::move(changed); }
    void attach(std::shared_ptr<Connection> connection);
    void detach();
    /// Whether somebody looks.
    void set_watched(bool watched);

    /// What the node told last, maybe long ago; nothing before the first time.
    const std::optional<interfaces::NetworkStatus>& status() const { return m_status; }
    /// When it told that, seconds since 1970.
    int64_t heard_at_s() const { return m_heard_at_s; }
    /// Whether status() is what is true now.
    bool is_fresh() const { return m_fresh; }
    /// Why the last question failed; empty when it did not.
    const std::string& problem() const { return m_problem; }
    const TrafficHistory& traffic() const { return m_traffic; }
    void clear_traffic() { m_traffic.clear(); }

    // Each is false, and `done` is not called, when there is nobody to ask or too much is asked already.
    bool set_active(bool active, Done done);
    bool disconnect(const std::vector<int64_t>& ids, Done done);
    bool ban(const std::vector<std::string>& subnets, std::chrono::seconds time, Done done);
    bool unban(const std::vector<std::string>& subnets, Done done);

private:
    using Call = std::function<void(interfaces::Node&)>;

    bool ask(const std::string& what, Call call, Done done);
    void refresh();
    void refreshed(const interfaces::NetworkStatus& status, const CallError& error);
    void tick();

    Lane& m_lane;
    const Timing m_timing;
    std::function<void()> m_changed;
    std::unique_ptr<QObject> m_receiver;
    std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<QTimer> m_timer;

    std::shared_ptr<Connection> m_connection;
    std::optional<interfaces::NetworkStatus> m_status;
    TrafficHistory m_traffic;
    std::string m_problem;
    int64_t m_heard_at_s = 0;
    std::chrono::steady_clock::time_point m_asked{};
    uint64_t m_generation = 0;  ///< of the connection: what belongs to an earlier one is ignored
    bool m_watched = false;
    bool m_refreshing = false;
    bool m_again = false;
    bool m_fresh = false;
};

}  // namespace quanta::gui
