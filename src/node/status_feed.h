// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <memory>

#include "interfaces/call_limit.h"
#include "interfaces/followers.h"
#include "interfaces/handler.h"
#include "interfaces/node.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::node {

class Node;

/// Tells followers how a node is: at changes, at most four times a second, and once a second what changes
/// without notice, such as long work and new headers. Without followers it does nothing. Any thread.
class StatusFeed {
public:
    using Followers = interfaces::Followers<interfaces::NodeStatus>;

    /// `node` outlives the feed, which asks it nothing before the first status() or follow().
    StatusFeed(Node& node, interfaces::CallLimit limit);
    ~StatusFeed() { stop(); }

    /// The node now; without its directory and version, which the feed does not know.
    interfaces::NodeStatus status() QUANTA_EXCLUDES(m_mutex);
    /// Calls `tell` soon, and then at every change. As Followers::add.
    std::unique_ptr<interfaces::Handler> follow(Followers::Tell tell) QUANTA_EXCLUDES(m_thread_mutex);
    /// Tells nothing more. Idempotent.
    void stop() QUANTA_EXCLUDES(m_thread_mutex);

private:
    void run();

    Node& m_node;
    Followers m_followers;

    // Held while the status is put together, so that it is numbered in the order it was seen in.
    sys::Mutex m_mutex;
    interfaces::NodeStatus m_last QUANTA_GUARDED_BY(m_mutex);

    sys::Mutex m_thread_mutex;
    std::atomic<bool> m_stop{false};
    sys::Thread m_thread QUANTA_GUARDED_BY(m_thread_mutex);
};

}  // namespace quanta::node
