// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/allow_list.h"
#include "http/message.h"
#include "http/parser.h"
#include "metrics/exposition.h"
#include "sys/event_loop.h"
#include "sys/tcp.h"

namespace quanta::http {

/// A reply given without running the request.
struct Refusal {
    Reply reply;
    /// How long the client waits for it.
    std::chrono::milliseconds delay{0};
};

/// Answers the requests of a path.
class Service {
public:
    virtual ~Service() = default;
    /// Looks at the head of a request before its body is read: returns who asks (may be empty), or a refusal,
    /// for which the body is read and dropped. Loop thread: must not block.
    virtual base::Result<std::string, Refusal> admit(const RequestHead& head, const sys::Endpoint& peer) = 0;
    /// Answers a complete request. Worker threads, many at once.
    virtual Reply serve(Request request) = 0;
};

/// How a route's path is compared.
enum class PathMatch : uint8_t { Exact, Prefix };

/// Bounds and addresses of a server.
struct ServerOptions {
    /// For the log.
    std::string name = "RPC";
    /// Of its threads, before their number.
    std::string thread_name = "http";
    /// Where to listen; port 0 takes any free one.
    std::vector<sys::Endpoint> endpoints;
    AllowList allowed;
    int threads = 16;
    /// Requests that may wait for a thread.
    size_t work_queue = 64;
    /// A connection without progress is closed after this; a request's head must arrive within it.
    std::chrono::milliseconds timeout{30'000};
    /// A body that arrives, or a reply that is taken, more slowly than this on the whole is given up,
    /// bytes/s. Rationale: the time-out alone lets a client hold memory for ever with a byte now and then.
    uint64_t min_rate = 16 * 1024;
    ParserLimits limits;
    /// Connections open at a time. Beyond it the least deserving makes room: first who has never been let in,
    /// then who has been waiting for a request, or sending one, for longest, then who takes a reply and has
    /// taken nothing; who was let in must have been quiet for `quiet`. When there is none of them the
    /// newcomer is closed.
    size_t max_connections = 256;
    std::chrono::milliseconds quiet{1'000};
    /// Bytes of bodies held at a time, those of up to kSmallBody not counted: beyond it the body that arrives
    /// most slowly is dropped and answered with 503.
    uint64_t max_body_bytes = 64 * 1024 * 1024;
    /// Bytes of replies not yet taken by clients: beyond it the slowest client is closed. One reply alone may
    /// be larger.
    uint64_t max_unsent_bytes = 256 * 1024 * 1024;
    /// Called in a worker 2 s after bodies and replies of more than 16 MiB: what was taken for them may be free by
    /// then. May be empty.
    std::function<void()> on_relief;

    static constexpr uint64_t kSmallBody = 64 * 1024;
};

/// An HTTP/1.1 server: connections live on the event loop, requests run on threads of its own.
///
/// Statuses of its own: 400 for what is no HTTP, 403 for an address that is not allowed, 404 for a path
/// without a service, 413, and 503 when too many requests wait or it is about to stop. Pipelined requests are
/// answered one after another.
class Server {
public:
    /// `loop` outlives the server and runs while it is stopped.
    Server(sys::EventLoop& loop, ServerOptions options);
    /// stop() has returned, or start() never succeeded.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Adds a service, which outlives the server. The first route that fits a path serves it. Before start().
    void add_route(std::string path, PathMatch match, Service& service);
    /// Listens on every endpoint that can be had; a warning tells of others. The error says why there is
    /// none. In the loop's thread, or in any other before the server's first use of the loop.
    base::Result<void, std::string> start();
    /// Where it listens, with the ports the system chose. After start().
    std::vector<sys::Endpoint> endpoints() const;
    /// Writes what it has done and holds as families that begin with `prefix` ("quanta_rpc"). Any thread.
    void write_metrics(std::string_view prefix, metrics::Exposition& out) const;

    /// Accepts no more connections, closes idle ones and refuses new requests; running ones go on. Returns at
    /// once. Any thread.
    void interrupt();
    /// interrupt(), then returns when every running request is answered and every connection closed, at most
    /// `kFlushTime` after the last answer. Not in the loop's thread and not in one of its own.
    void stop();

    /// How long clients have to take their last answers.
    static constexpr std::chrono::seconds kFlushTime{5};

private:
    std::shared_ptr<class ServerCore> m_core;
};

}  // namespace quanta::http
