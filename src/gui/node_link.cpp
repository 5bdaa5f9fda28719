// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/node_link.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include "gui/mailbox.h"

namespace quanta::gui {

using interfaces::NodePhase;
using interfaces::NodeStatus;

/// Lives in the node, or in the connection to it: when it goes, that has gone.
class NodeLink::Sink : public interfaces::NodeSink {
public:
    Sink(std::shared_ptr<LatestValue<NodeStatus>> values, std::function<void()> gone)
        : m_values(std::move(values)), m_gone(std::move(gone)) {}
    ~Sink() override { m_gone(); }
    void status_changed(const NodeStatus& status) override { m_values->post(status); }

private:
    const std::shared_ptr<LatestValue<NodeStatus>> m_values;
    const std::function<void()> m_gone;
};

NodeLink::NodeLink(SessionSource& source, Lane& lane, const Timing& timing)
    : m_source(source),
      m_lane(lane),
      m_timing(timing),
      m_receiver(std::make_unique<QObject>()),
      m_mailbox(std::make_shared<Mailbox>(*m_receiver)),
      m_timer(std::make_unique<QTimer>()),
      m_retry(timing.first_retry) {
    QObject::connect(m_timer.get(), &QTimer::timeout, m_receiver.get(), [this] { tick(); });
}

NodeLink::~NodeLink() {
    m_mailbox->close();
}

void NodeLink::start() {
    m_timer->start(m_timing.tick);
    try_connect();
}

void NodeLink::try_connect() {
    const uint64_t generation = ++m_generation;
    const auto waiting =
        std::make_shared<LatestValue<std::string>>(m_mailbox, [this](const std::string& text) {
            if (m_connecting && !m_shutting_down) set_state(LinkPhase::Connecting, text);
        });
    const auto status =
        std::make_shared<LatestValue<NodeStatus>>(m_mailbox, [this, generation](const NodeStatus& value) {
            if (generation == m_generation && m_connection) heard(value);
        });
    const auto gone = [this, generation, mailbox = m_mailbox] {
        mailbox->post([this, generation] {
            if (generation == m_generation && m_connection) poll();
        });
    };
    m_connecting = true;
    set_state(LinkPhase::Connecting, "Connecting to the node");
    const auto attempt = [this, waiting, status, gone, &lane = m_lane, &source = m_source,
                          mailbox = m_mailbox, limit = m_timing.call_limit] {
        std::shared_ptr<Connection> made;
        try {
            made = make_connection(lane, source.connect([&](const auto& text) { waiting->post(text); }));
            const std::shared_ptr<void> bound = made->limit(limit);
            made->node_handler = made->session->node->follow(std::make_shared<Sink>(status, gone));
        } catch (const NodeStopped&) {
            mailbox->post([this] { stopped(); });
            return;
        } catch (const std::exception& error) {
            mailbox->post([this, why = std::string(error.what())] { connect_failed(why); });
            return;
        }
        mailbox->post([this, made = std::move(made)] { connected(made); });
    };
    if (!m_lane.post("Connecting to the node", attempt)) connect_failed("Too many calls are waiting.");
}

void NodeLink::connected(std::shared_ptr<Connection> connection) {
    m_connecting = false;
    if (m_state.phase == LinkPhase::Ended) return;
    m_connection = std::move(connection);
    m_heard = m_asked = LinkState::Clock::now();
    m_polling = false;
    if (m_shutting_down) {
        send_shut_down();
        return;
    }
    set_state(LinkPhase::Loading, "The node is starting");
    if (m_listener.connected) m_listener.connected(m_connection);
    poll();
}

/// A node that has ended so fast that nobody saw it stopping.
void NodeLink::stopped() {
    m_connecting = false;
    if (m_state.phase != LinkPhase::Ended) finish();
}

void NodeLink::connect_failed(const std::string& why) {
    m_connecting = false;
    if (m_state.phase == LinkPhase::Ended) return;
    if (m_shutting_down)
        finish();
    else
        retry_later(why);
}

void NodeLink::retry_later(const std::string& why) {
    m_state.retry_at = LinkState::Clock::now() + m_retry;
    m_retry = std::min(m_retry * 2, m_timing.last_retry);
    set_state(LinkPhase::Retrying, why);
}

void NodeLink::retry_now() {
    if (m_state.phase == LinkPhase::Retrying) m_state.retry_at = LinkState::Clock::now();
}

void NodeLink::lost(const std::string& why) {
    const bool was_stopping = m_state.phase == LinkPhase::Stopping;
    m_connection.reset();
    ++m_generation;
    m_polling = m_fresh = false;
    if (m_listener.lost) m_listener.lost();
    // A node of ours that somebody stopped is not started again against his will.
    if (m_shutting_down || (was_stopping && m_source.owns_node()))
        finish();
    else
        retry_later(why);
}

void NodeLink::poll() {
    if (m_polling || !m_connection) return;
    m_asked = LinkState::Clock::now();
    const auto ask = [this, connection = m_connection, generation = m_generation, mailbox = m_mailbox,
                      limit = m_timing.status_limit] {
        auto status = std::make_shared<NodeStatus>();
        const CallError error =
            bounded_call(*connection, limit, [&] { *status = connection->session->node->status(); });
        mailbox->post([this, generation, status, error] {
            if (generation == m_generation && m_connection) polled(*status, error);
        });
    };
    m_polling = m_lane.post("Asking the node how it is", ask);
}

void NodeLink::polled(const NodeStatus& status, const CallError& error) {
    m_polling = false;
    if (!error)
        heard(status);
    else if (error.kind == Failure::Refused)
        lost(error.what);
    else if (m_heard < m_asked)
        fell_silent();
}

void NodeLink::heard(const NodeStatus& status) {
    m_heard = LinkState::Clock::now();
    m_heard_at_s = QDateTime::currentSecsSinceEpoch();
    m_retry = m_timing.first_retry;
    m_status = status;
    m_fresh = true;
    const bool stopping = m_shutting_down || status.phase == NodePhase::Stopping;
    if (stopping)
        set_state(LinkPhase::Stopping, status.phase_text);
    else if (status.phase == NodePhase::Starting)
        set_state(LinkPhase::Loading, status.phase_text);
    else
        set_state(LinkPhase::Running, "");
}

void NodeLink::tick() {
    const auto now = LinkState::Clock::now();
    if (m_state.phase == LinkPhase::Retrying && now >= m_state.retry_at && !m_connecting) try_connect();
    if (!m_connection) return;
    const bool stopping = m_state.phase == LinkPhase::Stopping;
    if (now - std::max(m_heard, m_asked) >= (stopping ? m_timing.shutdown_poll : m_timing.poll)) poll();
    if (m_polling && m_heard < m_asked && now - m_asked >= m_timing.status_limit) fell_silent();
}

void NodeLink::fell_silent() {
    m_fresh = false;
    if (m_shutting_down) {
        set_state(LinkPhase::Stopping, "The node does not answer");
    } else if (m_state.phase != LinkPhase::NotAnswering) {
        m_state.silent_since = m_heard;
        set_state(LinkPhase::NotAnswering, "The node does not answer");
    }
}

void NodeLink::shut_down() {
    if (m_shutting_down || m_state.phase == LinkPhase::Ended) return;
    m_shutting_down = true;
    if (m_connection) {
        send_shut_down();
        return;
    }
    m_source.interrupt();
    set_state(LinkPhase::Stopping, "Ending the attempt to connect");
    if (!m_connecting) finish();
}

void NodeLink::send_shut_down() {
    const auto ask = [connection = m_connection, limit = m_timing.call_limit] {
        bounded_call(*connection, limit, [&] { connection->session->node->request_shutdown(); });
    };
    m_lane.post("Asking the node to shut down", ask);
    set_state(LinkPhase::Stopping, "Asking the node to shut down");
}

void NodeLink::leave() {
    m_source.interrupt();
    m_connection.reset();
    ++m_generation;
    m_fresh = false;
    m_timer->stop();
    m_state.phase = LinkPhase::Ended;
}

void NodeLink::finish() {
    leave();
    if (m_listener.ended) m_listener.ended();
}

void NodeLink::set_state(LinkPhase phase, const std::string& text) {
    m_state.phase = phase;
    m_state.text = text;
    if (m_listener.changed) m_listener.changed();
}

bool NodeLink::read_log(uint64_t position, uint64_t max_bytes, LogRead done) {
    if (!m_connection || m_state.phase == LinkPhase::NotAnswering) return false;
    const auto read = [connection = m_connection, mailbox = m_mailbox, limit = m_timing.call_limit, position,
                       max_bytes, done = std::move(done)] {
        auto page = std::make_shared<interfaces::LogPage>();
        const CallError error = bounded_call(
            *connection, limit, [&] { *page = connection->session->node->read_log(position, max_bytes); });
        mailbox->post([done, page, error] { done(*page, error); });
    };
    return m_lane.post("Reading the log", read);
}

}  // namespace quanta::gui
