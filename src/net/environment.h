// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sys/clock.h"
#include "sys/random.h"
#include "sys/tcp.h"

/// @file
/// What the network stands on: one thread's callbacks, sockets, time and randomness. The node gives those of
/// the machine (system_environment.h), the simulator its own.

namespace quanta::net {

/// Runs callbacks one after another in one thread, the net thread.
class Scheduler {
public:
    /// A callback to come; destroying it cancels it.
    class Job {
    public:
        virtual ~Job() = default;
    };

    virtual ~Scheduler() = default;
    /// Queues `task` for the net thread; tasks of one thread keep their order. Any thread.
    virtual void post(std::function<void()> task) = 0;
    /// Calls `callback` once after `delay`. Net thread.
    virtual std::unique_ptr<Job> after(std::chrono::milliseconds delay, std::function<void()> callback) = 0;
};

/// Opens connections and listens. Net thread; callbacks too, never from within the call.
class Sockets {
public:
    using ConnectHandler = std::function<void(sys::NetResult<std::shared_ptr<sys::TcpConnection>>)>;
    using AcceptHandler = std::function<void(std::shared_ptr<sys::TcpConnection>)>;
    using ResolveHandler = std::function<void(std::vector<std::string>)>;
    /// A place listened at, until destroyed.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual const sys::Endpoint& local() const = 0;
    };

    virtual ~Sockets() = default;
    virtual void connect(const sys::Endpoint& endpoint, std::chrono::milliseconds timeout,
                         ConnectHandler handler) = 0;
    virtual sys::NetResult<std::unique_ptr<Listener>> listen(const sys::Endpoint& endpoint,
                                                             AcceptHandler on_accept) = 0;
    /// The numeric addresses of `name`, at most 256; none when it has none.
    virtual void resolve(const std::string& name, ResolveHandler handler) = 0;
};

/// All of it; everything outlives whoever holds it.
struct Environment {
    const sys::Clock& clock;
    sys::Random& random;
    Scheduler& scheduler;
    Sockets& sockets;
};

}  // namespace quanta::net
