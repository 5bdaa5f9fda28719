// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "interfaces/call_limit.h"
#include "interfaces/handler.h"

namespace quanta::interfaces {

/// How followers are told.
struct FollowerOptions {
    std::string thread_name = "follower";
    /// Bounds each call of a sink, which may be in another process.
    CallLimit limit = no_call_limit();
    std::chrono::milliseconds call_time{10'000};
    /// Between the beginnings of two calls of one sink, at least.
    std::chrono::milliseconds pause{0};
    size_t max_followers = 256;
};

/// The part of Followers that does not depend on the type of the state.
class FollowersCore {
public:
    using State = std::shared_ptr<const void>;
    using Tell = std::function<void(const State&)>;

    explicit FollowersCore(FollowerOptions options);
    /// As stop().
    ~FollowersCore();
    FollowersCore(const FollowersCore&) = delete;
    FollowersCore& operator=(const FollowersCore&) = delete;

    std::unique_ptr<Handler> add(Tell tell);
    void publish(State state);
    State newest() const;
    size_t count() const;
    void stop();

private:
    struct Shared;
    const std::shared_ptr<Shared> m_shared;
};

/// Tells sinks the newest `State`, each on a thread of its own, so that one in a process that has stopped
/// holds up nobody else. There is one slot for the newest state and no queue: of what is published while a
/// sink is being told, it hears the last alone. A sink that throws is told again soon when what() says
/// "timed out": its process has been stopped and may go on; and never again otherwise: it has gone. Any thread.
///
///     Followers<ChainPosition> followers({.thread_name = "follow.chain", .limit = limit});
///     followers.publish(position);
///     auto handler = followers.add([sink](const ChainPosition& now) { sink->chain_changed(now); });
///
/// Where not only the last change counts, `State` is all of what followers may not have heard yet (say, the
/// sequence of each wallet's last change) and `tell` keeps what it has told: it is called by one thread alone
/// and may be mutable.
template <typename State>
class Followers {
public:
    using Tell = std::function<void(const State&)>;

    explicit Followers(FollowerOptions options) : m_core(std::move(options)) {}

    /// Tells the newest state soon, if there is one, then every other. Throws std::runtime_error when there
    /// are too many followers. `tell`, and with it the sink it holds, goes when the handler is disconnected,
    /// the sink has gone or this stops; the handler may outlive this. Disconnecting waits for a call in
    /// progress, which the options' limit bounds; never disconnect or destroy the handler inside of `tell`.
    std::unique_ptr<Handler> add(Tell tell) {
        return m_core.add([tell = std::move(tell)](const FollowersCore::State& state) {
            tell(*static_cast<const State*>(state.get()));
        });
    }
    /// Makes `state` the newest one. Does not wait.
    void publish(State state) { m_core.publish(std::make_shared<const State>(std::move(state))); }
    /// The newest one, null before the first.
    std::shared_ptr<const State> newest() const {
        return std::static_pointer_cast<const State>(m_core.newest());
    }
    /// Those whose sinks have not gone.
    size_t count() const { return m_core.count(); }
    /// Ends all followers, after the calls in progress; none can be added afterwards.
    void stop() { m_core.stop(); }

private:
    FollowersCore m_core;
};

}  // namespace quanta::interfaces
