// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <mp/proxy.capnp.h>

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "mp/event-loop.h"

namespace mp {

class MessageGuard;
class ServerCall;
struct ProxyContext;
struct ThreadContext;

/// Bounds on what the other side of a connection may take up here. What is beyond the first group is refused,
/// with an error for the call; beyond the second the connection ends.
struct ConnectionLimits {
    size_t threads = 256;           ///< makeThread and makePool together
    size_t calls_in_flight = 4096;  ///< calls that were not answered yet
    size_t depth = 200;             ///< calls back and forth, one inside another, on one thread
    size_t objects = 65536;         ///< proxies, of objects on either side

    /// One message, either way; and answers that wait to be read. Of these no more than calls_in_flight.
    uint64_t message_bytes = 256u << 20;
    size_t calls_open = 65536;       ///< calls that were not finished: answered, or in flight
    uint64_t held_bytes = 1u << 30;  ///< calls in flight, and answers with objects until they are finished
};

/// Lines of the log that the other side of a connection can cause: so many at once and so many a second. Loop
/// thread only.
class LogBudget {
public:
    /// Logs `text`, or counts it when there were too many; the next line tells how many.
    void log(const EventLoop& loop, Log level, const std::string& text);

private:
    static constexpr int64_t kAtOnce = 200;
    static constexpr int64_t kPerSecond = 20;
    int64_t m_left = kAtOnce;
    int64_t m_filled_s = 0;
    uint64_t m_not_logged = 0;
};

/// The handles for one thread of ours on a connection.
struct ThreadHandles {
    kj::Maybe<Thread::Client> request;   ///< its counterpart on the other side
    kj::Maybe<Thread::Client> callback;  ///< itself, as the other side sees it
};

/// A connection to another process and all that hangs on it. Loop thread only.
class Connection {
public:
    /// Without an object to offer: the side that asks for the other's.
    Connection(EventLoop& loop, kj::Own<kj::AsyncIoStream>&& stream);
    /// Offers what `make_bootstrap` gives as the first object.
    Connection(EventLoop& loop, kj::Own<kj::AsyncIoStream>&& stream,
               const std::function<capnp::Capability::Client(Connection&)>& make_bootstrap);
    /// Fails all calls in flight, in both directions, and drops all objects of the other side.
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Calls `function` once when the other side has gone; the last function may destroy the connection. Not
    /// when the connection is destroyed before.
    void onDisconnect(std::function<void()> function);
    /// Ends it soon, as when the other side goes, with a warning in the log that says why. Once.
    void end(const std::string& why);
    bool ended() const { return m_ended; }

    // ---- for proxies ----

    /// Remembers what has to hear that the connection is gone. Throws std::runtime_error when it is too much.
    void add(ProxyContext& context);
    void remove(ProxyContext& context);
    /// The handles for `thread`, made when there are none.
    ThreadHandles& handles(ThreadContext& thread);
    void forget(const Waiter& waiter) { m_handles.erase(&waiter); }
    /// The waiter or pool that runs calls for `thread`, or an exception that says why there is none.
    kj::Promise<std::shared_ptr<Waiter>> waiter_for(Thread::Client& thread);
    std::shared_ptr<Waiter> pool();
    /// What our threads are to the other side.
    ThreadMap::Client thread_map();
    /// What the other side's threads are to us.
    void set_thread_map(ThreadMap::Client map);

    /// The account of messages.
    MessageGuard& guard() { return *m_guard; }

    EventLoopRef m_loop;
    kj::Own<kj::AsyncIoStream> m_stream;
    ConnectionLimits m_limits;
    /// Calls may outlive the connection.
    const std::shared_ptr<LogBudget> m_log_budget = std::make_shared<LogBudget>();
    std::unordered_set<ServerCall*> m_calls_in_flight;  ///< of the other side
    uint64_t m_requests = 0;                            ///< numbers them in the log
    kj::Canceler m_own_calls;                           ///< calls of ours in flight

private:
    friend class ThreadMapServer;
    static capnp::ReaderOptions reader_options(const ConnectionLimits& limits);
    void release();
    void tell_disconnected();

    const std::unique_ptr<MessageGuard> m_guard;
    capnp::CapabilityServerSet<Thread> m_threads;
    kj::Maybe<ThreadMap::Client> m_thread_map;  ///< of the other side, once it has sent it
    std::unordered_map<const Waiter*, ThreadHandles> m_handles;
    std::unordered_set<ProxyContext*> m_contexts;
    /// Threads made for the other side that have not ended; outlives the connection with them.
    const std::shared_ptr<std::atomic<size_t>> m_worker_threads = std::make_shared<std::atomic<size_t>>(0);
    std::unique_ptr<Worker> m_pool;
    std::list<std::function<void()>> m_on_disconnect;
    const std::shared_ptr<int> m_alive = std::make_shared<int>();  ///< goes with the connection
    kj::Promise<void> m_disconnected = nullptr;
    bool m_ended = false;

public:
    capnp::TwoPartyVatNetwork m_network;
    std::optional<capnp::RpcSystem<capnp::rpc::twoparty::VatId>> m_rpc_system;
};

/// The id by which each side of a connection reaches the other's first object.
struct ServerVatId {
    ServerVatId() { vat_id.setSide(capnp::rpc::twoparty::Side::SERVER); }
    capnp::word scratch[4]{};
    capnp::MallocMessageBuilder message{scratch};
    capnp::rpc::twoparty::VatId::Builder vat_id{message.getRoot<capnp::rpc::twoparty::VatId>()};
};

/// A byte stream to another process.
using Stream = kj::Own<kj::AsyncIoStream>;

/// Takes over a connected socket. Any thread; the stream belongs to the loop's.
Stream MakeStream(EventLoop& loop, SocketId socket);

}  // namespace mp
