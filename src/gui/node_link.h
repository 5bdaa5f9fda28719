// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/connection.h"
#include "gui/lane.h"
#include "gui/timing.h"

class QObject;
class QTimer;

namespace quanta::gui {

class Mailbox;

/// How it stands with the node.
enum class LinkPhase : uint8_t {
    Connecting,    ///< starting it or looking for it
    Retrying,      ///< there is none; the next attempt is at LinkState::retry_at
    Loading,       ///< it is there and starts
    Running,       ///< all is well
    NotAnswering,  ///< it is there and does not answer
    Stopping,      ///< it shuts down
    Ended,         ///< nothing will be asked any more
};

struct LinkState {
    using Clock = std::chrono::steady_clock;

    LinkPhase phase = LinkPhase::Connecting;
    std::string text;                  ///< what is waited for, or what went wrong; a sentence or empty
    Clock::time_point retry_at{};      ///< Retrying only
    Clock::time_point silent_since{};  ///< NotAnswering only
};

/// The window's side of the connection to a node: makes it, watches it, makes it again. All calls run in its
/// lane. The window's thread only.
class NodeLink {
public:
    /// What follows the connection. All are called in the window's thread.
    struct Listener {
        std::function<void()> changed;  ///< state() or status() is another
        std::function<void(std::shared_ptr<Connection>)> connected;
        std::function<void()> lost;
        std::function<void()> ended;  ///< the node is down, and the window may go
    };
    using LogRead = std::function<void(const interfaces::LogPage&, const CallError&)>;

    /// `source` and `lane` outlive it.
    NodeLink(SessionSource& source, Lane& lane, const Timing& timing);
    ~NodeLink();
    NodeLink(const NodeLink&) = delete;
    NodeLink& operator=(const NodeLink&) = delete;

    void listen(Listener listener) { m_listener = std::move(listener); }
    /// Begins to connect.
    void start();
    /// Asks the node to shut down; Listener::ended follows when it has.
    void shut_down();
    /// Ends everything without the node's end: no call begins after it.
    void leave();
    /// Tries to connect now and not when the time has come.
    void retry_now();

    const LinkState& state() const { return m_state; }
    /// What the node told last, maybe long ago; nothing before the first time.
    const std::optional<interfaces::NodeStatus>& status() const { return m_status; }
    /// When it told that, seconds since 1970.
    int64_t heard_at_s() const { return m_heard_at_s; }
    /// Whether status() is what is true now.
    bool is_fresh() const { return m_fresh; }

    /// Reads the log on; false when that cannot be asked now.
    bool read_log(uint64_t position, uint64_t max_bytes, LogRead done);

private:
    class Sink;

    void try_connect();
    void connected(std::shared_ptr<Connection> connection);
    void connect_failed(const std::string& why);
    void stopped();
    void lost(const std::string& why);
    void retry_later(const std::string& why);
    void poll();
    void polled(const interfaces::NodeStatus& status, const CallError& error);
    void heard(const interfaces::NodeStatus& status);
    void fell_silent();
    void tick();
    void send_shut_down();
    void finish();
    void set_state(LinkPhase phase, const std::string& text);

    SessionSource& m_source;
    Lane& m_lane;
    const Timing m_timing;
    Listener m_listener;
    std::unique_ptr<QObject> m_receiver;
    std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<QTimer> m_timer;

    std::shared_ptr<Connection> m_connection;
    LinkState m_state;
    std::optional<interfaces::NodeStatus> m_status;
    int64_t m_heard_at_s = 0;
    LinkState::Clock::time_point m_heard{};
    LinkState::Clock::time_point m_asked{};
    std::chrono::milliseconds m_retry{};
    uint64_t m_generation = 0;  ///< of the connection: what belongs to an earlier one is ignored
    bool m_connecting = false;
    bool m_polling = false;
    bool m_fresh = false;
    bool m_shutting_down = false;
};

}  // namespace quanta::gui
