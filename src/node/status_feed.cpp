// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/status_feed.h"

#include <chrono>
#include <utility>

#include "chain/tasks.h"
#include "node/network.h"
#include "node/node.h"

namespace quanta::node {

namespace {

using namespace std::chrono_literals;

/// Between two calls of a sink, at least.
constexpr std::chrono::milliseconds kPause = 250ms;
/// Between two looks at what changes without notice.
constexpr std::chrono::milliseconds kTick = 1000ms;

void add_chain(const Node& node, interfaces::NodeStatus& status) {
    const auto snapshot = node.chain().snapshot();
    status.tip = {snapshot->tip->hash, snapshot->height()};
    status.tip_time_s = snapshot->tip->time;
    status.best_header = {snapshot->best_header->hash, snapshot->best_header->height};
    status.best_header_time_s = snapshot->best_header->time;
    status.verification_progress =
        chain::verification_progress(*snapshot->tip, node.params().tx_data, node.clock().system_time_s());
    status.initial_block_download = snapshot->initial_block_download;
}

void add_work(const chain::Tasks& tasks, interfaces::NodeStatus& status) {
    for (const chain::TaskStatus& task : tasks.list()) {
        status.work.push_back({.name = task.name,
                               .text = task.text(),
                               .part = task.part().value_or(-1),
                               .seconds_left = task.left_s.value_or(-1)});
    }
}

void add_network(const Network& network, interfaces::NodeStatus& status) {
    const Network::Count count = network.count();
    status.connections = static_cast<int32_t>(count.all);
    status.connections_in = static_cast<int32_t>(count.incoming);
    status.network_active = network.active();
}

/// All but what the feed does not know.
interfaces::NodeStatus status_of(Node& node) {
    interfaces::NodeStatus status;
    Node::Phase phase = node.phase();
    status.phase = phase.phase;
    if (status.phase == interfaces::NodePhase::Starting) status.phase_text = std::move(phase.text);
    status.chain = params::chain_name(node.params().chain);
    if (node.loaded()) add_chain(node, status);
    if (const auto network = node.network()) add_network(*network, status);
    add_work(node.tasks(), status);
    status.warnings = node.warnings().texts();
    status.uptime_s = node.uptime_s();
    return status;
}

/// Whether there is nothing new in `now`: what follows from the time alone is not.
bool tells_nothing_new(const interfaces::NodeStatus& before, interfaces::NodeStatus now) {
    now.sequence = before.sequence;
    now.uptime_s = before.uptime_s;
    now.verification_progress = before.verification_progress;
    return now == before;
}

}  // namespace

StatusFeed::StatusFeed(Node& node, interfaces::CallLimit limit)
    : m_node(node), m_followers({.thread_name = "follow.node", .limit = std::move(limit), .pause = kPause}) {}

interfaces::NodeStatus StatusFeed::status() {
    const sys::MutexLock lock(m_mutex);
    interfaces::NodeStatus now = status_of(m_node);
    const bool news = m_last.sequence == 0 || !tells_nothing_new(m_last, now);
    now.sequence = m_last.sequence + (news ? 1 : 0);
    if (!news && now.work.empty()) return now;
    m_last = now;
    m_followers.publish(now);
    return now;
}

std::unique_ptr<interfaces::Handler> StatusFeed::follow(Followers::Tell tell) {
    status();
    auto handler = m_followers.add(std::move(tell));
    {
        const sys::MutexLock lock(m_thread_mutex);
        if (!m_thread.joinable() && !m_stop) m_thread = sys::Thread("node.status", [this] { run(); });
    }
    m_node.changes().note();
    return handler;
}

void StatusFeed::run() {
    while (true) {
        const uint64_t seen = m_node.changes().count();
        if (m_stop) return;
        const auto begin = std::chrono::steady_clock::now();
        if (m_followers.count() == 0) {
            m_node.changes().wait(seen);
            continue;
        }
        status();
        // What comes in a burst is told as one.
        m_node.shutdown().wait_for(kPause);
        m_node.changes().wait(seen, begin + kTick);
    }
}

void StatusFeed::stop() {
    m_stop = true;
    m_node.changes().note();
    const sys::MutexLock lock(m_thread_mutex);
    m_thread.join();
    m_followers.stop();
}

}  // namespace quanta::node
