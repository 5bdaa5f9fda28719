// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <utility>

#include "interfaces/chain.h"
#include "interfaces/followers.h"
#include "node/changes.h"

namespace quanta::node {

/// Passes on where the chain is, to sinks that may be in other processes and to whoever waits for changes.
/// Any thread.
class ChainFollowers final : public interfaces::ChainSink {
public:
    using Followers = interfaces::Followers<interfaces::ChainPosition>;

    /// `changes` outlives it.
    ChainFollowers(Changes& changes, interfaces::CallLimit limit)
        : m_changes(changes), m_followers({.thread_name = "follow.chain", .limit = std::move(limit)}) {}

    void chain_changed(const interfaces::ChainPosition& position) override {
        m_followers.publish(position);
        m_changes.note();
    }
    /// As Followers::add.
    std::unique_ptr<interfaces::Handler> follow(Followers::Tell tell) {
        return m_followers.add(std::move(tell));
    }
    /// Tells nothing more.
    void stop() { m_followers.stop(); }

private:
    Changes& m_changes;
    Followers m_followers;
};

}  // namespace quanta::node
