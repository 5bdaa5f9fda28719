// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "gui/network_link.h"

#include <utility>

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include "gui/mailbox.h"

namespace quanta::gui {

using interfaces::NetworkStatus;

NetworkLink::NetworkLink(Lane& lane, const Timing& timing)
    : m_lane(lane),
      m_timing(timing),
      m_receiver(std::make_unique<QObject>()),
      m_mailbox(std::make_shared<Mailbox>(*m_receiver)),
      m_timer(std::make_unique<QTimer>()) {
    QObject::connect(m_timer.get(), &QTimer::timeout, m_receiver.get(), [this] { tick(); });
}

NetworkLink::~NetworkLink() {
    m_mailbox->close();
}

void NetworkLink::attach(std::shared_ptr<Connection> connection) {
    m_connection = std::move(connection);
    ++m_generation;
    m_refreshing = m_again = false;
    m_timer->start(m_timing.tick);
    refresh();
}

void NetworkLink::detach() {
    if (!m_connection) return;
    m_connection.reset();
    ++m_generation;
    m_timer->stop();
    m_fresh = false;
    m_problem.clear();
    if (m_changed) m_changed();
}

void NetworkLink::set_watched(bool watched) {
    if (std::exchange(m_watched, watched) == watched || !watched) return;
    refresh();
}

void NetworkLink::refresh() {
    m_again = m_refreshing;
    if (m_refreshing || !m_connection) return;
    m_asked = std::chrono::steady_clock::now();
    const auto look = [this, connection = m_connection, generation = m_generation, mailbox = m_mailbox,
                       limit = m_timing.call_limit] {
        auto status = std::make_shared<NetworkStatus>();
        const CallError error =
            bounded_call(*connection, limit, [&] { *status = connection->session->node->network(); });
        mailbox->post([this, generation, status, error] {
            if (generation == m_generation) refreshed(*status, error);
        });
    };
    m_refreshing = m_lane.post("Asking for the peers", look);
}

void NetworkLink::refreshed(const NetworkStatus& status, const CallError& error) {
    m_refreshing = false;
    m_fresh = !error && status.available;
    m_problem = error.what;
    if (m_fresh) {
        m_status = status;
        m_heard_at_s = QDateTime::currentSecsSinceEpoch();
        m_traffic.add(std::chrono::steady_clock::now(), status.bytes_sent, status.bytes_received);
    }
    if (m_changed) m_changed();
    if (m_again) refresh();
}

void NetworkLink::tick() {
    const auto waited = std::chrono::steady_clock::now() - m_asked;
    if (m_refreshing) {
        if (!m_fresh || waited < m_timing.status_limit) return;
        m_fresh = false;
        m_problem = "The node has not told of its peers in time.";
        if (m_changed) m_changed();
    } else if (waited >= (m_watched ? m_timing.network_poll : m_timing.traffic_poll)) {
        refresh();
    }
}

bool NetworkLink::ask(const std::string& what, Call call, Done done) {
    if (!m_connection) return false;
    const auto task = [this, connection = m_connection, mailbox = m_mailbox, limit = m_timing.call_limit,
                       call = std::move(call), done = std::move(done)] {
        const CallError error = bounded_call(*connection, limit, [&] { call(*connection->session->node); });
        mailbox->post([this, done, error] {
            refresh();
            done(error);
        });
    };
    return m_lane.post(what, task);
}

bool NetworkLink::set_active(bool active, Done done) {
    const auto call = [active](interfaces::Node& node) { node.set_network_active(active); };
    return ask(active ? "Switching the network on" : "Switching the network off", call, std::move(done));
}

bool NetworkLink::disconnect(const std::vector<int64_t>& ids, Done done) {
    const auto call = [ids](interfaces::Node& node) { node.disconnect_peers(ids); };
    return ask("Disconnecting peers", call, std::move(done));
}

bool NetworkLink::ban(const std::vector<std::string>& subnets, std::chrono::seconds time, Done done) {
    const auto call = [subnets, time](interfaces::Node& node) { node.ban(subnets, time.count()); };
    return ask("Banning peers", call, std::move(done));
}

bool NetworkLink::unban(const std::vector<std::string>& subnets, Done done) {
    const auto call = [subnets](interfaces::Node& node) { node.unban(subnets); };
    return ask("Lifting bans", call, std::move(done));
}

}  // namespace quanta::gui
