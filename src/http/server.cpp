// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/server.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "http/connection.h"
#include "http/server_core.h"

namespace quanta::http {

namespace {

/// Bytes of bodies and replies after which freed memory is given back, and how long after them.
constexpr uint64_t kLoadBytes = 16 * 1024 * 1024;
constexpr std::chrono::seconds kReliefDelay{2};

/// Serves a request on a worker. The one place where exceptions of services end.
Reply serve(const ServerCore& core, Service& service, Request request) {
    if (core.stopping()) return Reply::text(503, "Request rejected during server shutdown");
    try {
        return service.serve(std::move(request));
    } catch (const std::exception& error) {
        base::log_error("request failed: {}", error.what());
        return Reply::text(500, "");
    }
}

}  // namespace

ServerCore::ServerCore(sys::EventLoop& loop, ServerOptions options)
    : m_loop(loop),
      m_options(std::move(options)),
      m_workers(m_options.thread_name, m_options.threads, m_options.work_queue) {}

ServerCore::~ServerCore() = default;

void ServerCore::add_route(std::string path, PathMatch match, Service& service) {
    m_routes.push_back({std::move(path), match, &service});
}

base::Result<void, std::string> ServerCore::start() {
    std::string problems;
    for (const sys::Endpoint& endpoint : m_options.endpoints) {
        const auto on_accept = [weak = weak_from_this()](std::shared_ptr<sys::TcpConnection> tcp) {
            if (const auto self = weak.lock()) self->accept(std::move(tcp));
        };
        auto listener = sys::TcpListener::create(m_loop, endpoint, on_accept);
        if (!listener) {
            problems += (problems.empty() ? "" : "; ") + endpoint.to_text() + ": " + listener.error().message;
            base::log_warning("Binding {} on {} failed: {}", m_options.name, endpoint.to_text(),
                              listener.error().message);
            continue;
        }
        m_endpoints.push_back((*listener)->local());
        m_listeners.push_back(std::move(*listener));
    }
    if (m_listeners.empty())
        return base::Err("Unable to bind any endpoint for " + m_options.name + " server (" + problems + ")");
    sys::MutexLock lock(m_mutex);
    m_listening = true;
    return {};
}

std::vector<sys::Endpoint> ServerCore::endpoints() const {
    return m_endpoints;
}

void ServerCore::write_metrics(std::string_view prefix, metrics::Exposition& out) const {
    m_figures.write(prefix, out);
    const std::string begin(prefix);
    out.gauge(begin + "_queue_requests", "Requests that wait for a thread.", m_workers.queued());
    out.gauge(begin + "_queue_limit_requests", "Requests that may wait for a thread; more get status 503.",
              m_options.work_queue);
}

Service* ServerCore::find_service(std::string_view path) const {
    for (const Route& route : m_routes) {
        if (route.match == PathMatch::Exact ? path == route.path : path.starts_with(route.path))
            return route.service;
    }
    return nullptr;
}

void ServerCore::accept(std::shared_ptr<sys::TcpConnection> tcp) {
    if (m_stopping || (m_connections.size() >= m_options.max_connections && !make_room())) {
        m_figures.turned_away.add();
        tcp->close();
        return;
    }
    m_figures.accepted.add();
    m_figures.connections.add(1);
    const auto connection = std::make_shared<Connection>(shared_from_this(), std::move(tcp));
    m_connections.push_back(connection);
    {
        sys::MutexLock lock(m_mutex);
        ++m_open;
    }
    connection->start();
}

/// Closes the connection that deserves its place least.
bool ServerCore::make_room() {
    std::shared_ptr<Connection> least;
    std::optional<Connection::Standing> its_standing;
    for (const std::shared_ptr<Connection>& connection : m_connections) {
        const auto standing = connection->standing();
        if (!standing || (its_standing && *its_standing <= *standing)) continue;
        least = connection;
        its_standing = standing;
    }
    if (!least) return false;
    m_figures.made_way.add();
    least->close();
    return true;
}

std::shared_ptr<Connection> ServerCore::slowest(
    const std::function<bool(const Connection&)>& predicate) const {
    std::shared_ptr<Connection> found;
    for (const std::shared_ptr<Connection>& connection : m_connections) {
        if (predicate(*connection) && (!found || connection->rate() < found->rate())) found = connection;
    }
    return found;
}

void ServerCore::note_load(uint64_t size) {
    m_load_bytes += size;
    if (m_load_bytes < kLoadBytes || m_relief_timer || m_stopping || !m_options.on_relief) return;
    m_relief_timer = std::make_unique<sys::Timer>(m_loop);
    m_relief_timer->start(kReliefDelay, [this] {
        m_load_bytes = 0;
        m_workers.try_post(m_options.on_relief);
        m_relief_timer.reset();
    });
}

void ServerCore::hold_body(uint64_t size) {
    m_body_bytes += size;
    note_load(size);
    while (m_body_bytes > m_options.max_body_bytes) {
        const auto victim = slowest([](const Connection& one) { return one.is_sending_body(); });
        if (!victim) return;
        victim->refuse_body();
    }
}

void ServerCore::hold_reply(const Connection& connection, uint64_t size) {
    m_unsent_bytes += size;
    note_load(size);
    if (!connection.has_unsent_reply()) return;
    while (m_unsent_bytes > m_options.max_unsent_bytes) {
        const auto victim =
            slowest([&](const Connection& one) { return one.has_unsent_reply() && &one != &connection; });
        if (!victim) return;
        base::log_warning("closing a slow RPC client: the replies that wait for clients have no more room");
        victim->close();
    }
}

void ServerCore::forget(const Connection& connection) {
    const size_t removed =
        std::erase_if(m_connections, [&](const auto& other) { return other.get() == &connection; });
    m_figures.connections.add(-static_cast<int64_t>(removed));
    sys::MutexLock lock(m_mutex);
    m_open -= removed;
    m_changed.notify_all();
}

bool ServerCore::run(std::shared_ptr<Connection> connection, Service& service, Request request) {
    // What a large request took beside its body is free only when it has run.
    const uint64_t load = request.body.size() > ServerOptions::kSmallBody ? kLoadBytes : 0;
    return m_workers.try_post([self = shared_from_this(), connection = std::move(connection), &service, load,
                               request = std::move(request)]() mutable {
        Reply reply = serve(*self, service, std::move(request));
        sys::EventLoop& loop = self->m_loop;
        // The connection must end in the loop's thread, so the last reference goes there.
        loop.post([self = std::move(self), connection = std::move(connection), load,
                   reply = std::move(reply)]() mutable {
            connection->reply(std::move(reply));
            self->note_load(load);
        });
    });
}

void ServerCore::close_listeners() {
    m_listeners.clear();
    m_relief_timer.reset();
    sys::MutexLock lock(m_mutex);
    m_listening = false;
    m_changed.notify_all();
}

void ServerCore::close_those(const std::function<bool(const Connection&)>& predicate) {
    const std::list<std::shared_ptr<Connection>> connections = m_connections;
    for (const std::shared_ptr<Connection>& connection : connections) {
        if (predicate(*connection)) connection->close();
    }
}

void ServerCore::interrupt() {
    if (m_stopping.exchange(true)) return;
    m_loop.post([self = shared_from_this()] {
        self->close_listeners();
        self->close_those([](const Connection& connection) { return connection.is_idle(); });
    });
}

void ServerCore::wait_for_end(std::chrono::steady_clock::time_point deadline) {
    sys::MutexLock lock(m_mutex);
    while (m_listening || m_open > 0) {
        if (!m_changed.wait_until(m_mutex, deadline)) return;
    }
}

void ServerCore::stop() {
    CHECK(!m_loop.in_loop_thread());
    interrupt();
    m_workers.stop();
    m_loop.post([self = shared_from_this()] {
        self->close_those([](const Connection& connection) { return !connection.is_busy(); });
    });
    wait_for_end(std::chrono::steady_clock::now() + Server::kFlushTime);
    m_loop.post([self = shared_from_this()] { self->close_those([](const Connection&) { return true; }); });
    wait_for_end(std::chrono::steady_clock::now() + Server::kFlushTime);
}

Server::Server(sys::EventLoop& loop, ServerOptions options)
    : m_core(std::make_shared<ServerCore>(loop, std::move(options))) {}
Server::~Server() = default;

void Server::add_route(std::string path, PathMatch match, Service& service) {
    m_core->add_route(std::move(path), match, service);
}
base::Result<void, std::string> Server::start() {
    return m_core->start();
}
std::vector<sys::Endpoint> Server::endpoints() const {
    return m_core->endpoints();
}
void Server::write_metrics(std::string_view prefix, metrics::Exposition& out) const {
    m_core->write_metrics(prefix, out);
}
void Server::interrupt() {
    m_core->interrupt();
}
void Server::stop() {
    m_core->stop();
}

}  // namespace quanta::http
