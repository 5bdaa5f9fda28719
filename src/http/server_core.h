// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"
#include "http/server_figures.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::http {

class Connection;

/// What the connections of a server share. For the .cpp files of the server alone. Loop thread unless a
/// comment says otherwise.
class ServerCore : public std::enable_shared_from_this<ServerCore> {
public:
    ServerCore(sys::EventLoop& loop, ServerOptions options);
    ~ServerCore();

    void add_route(std::string path, PathMatch match, Service& service);
    base::Result<void, std::string> start();
    std::vector<sys::Endpoint> endpoints() const;
    /// Any thread.
    void interrupt();
    void stop() QUANTA_EXCLUDES(m_mutex);

    /// The service of `path`, null when there is none.
    Service* find_service(std::string_view path) const;
    /// Runs `request` on a worker, which hands the reply to `connection`. False when the queue is full or the
    /// server stops.
    bool run(std::shared_ptr<Connection> connection, Service& service, Request request);
    /// Bodies in memory, and replies, have grown by so many bytes; `connection` made them. Drops bodies, or
    /// closes connections, until the bounds hold.
    void hold_body(uint64_t size);
    void hold_reply(const Connection& connection, uint64_t size);
    /// They are gone.
    void release_body(uint64_t size) { m_body_bytes -= size; }
    void release_reply(uint64_t size) { m_unsent_bytes -= size; }
    /// So many bytes were taken on behalf of clients: when they have become many, frees what is left of them later.
    void note_load(uint64_t size);
    /// The connection has ended.
    void forget(const Connection& connection) QUANTA_EXCLUDES(m_mutex);

    ServerFigures& figures() { return m_figures; }
    /// Any thread.
    void write_metrics(std::string_view prefix, metrics::Exposition& out) const;

    /// Any thread.
    bool stopping() const { return m_stopping; }
    const ServerOptions& options() const { return m_options; }
    sys::EventLoop& loop() { return m_loop; }

private:
    struct Route {
        std::string path;
        PathMatch match;
        Service* service;
    };

    void accept(std::shared_ptr<sys::TcpConnection> tcp) QUANTA_EXCLUDES(m_mutex);
    bool make_room();
    /// The slowest of the connections for which `predicate` holds; null when there is none.
    std::shared_ptr<Connection> slowest(const std::function<bool(const Connection&)>& predicate) const;
    void close_listeners();
    /// Closes the connections for which `predicate` holds.
    void close_those(const std::function<bool(const Connection&)>& predicate);
    void wait_for_end(std::chrono::steady_clock::time_point deadline) QUANTA_EXCLUDES(m_mutex);

    // Constant after start().
    sys::EventLoop& m_loop;
    const ServerOptions m_options;
    std::vector<Route> m_routes;
    std::vector<sys::Endpoint> m_endpoints;

    std::atomic<bool> m_stopping{false};
    ServerFigures m_figures;  ///< recorded in the loop's thread

    // Loop thread.
    std::vector<std::unique_ptr<sys::TcpListener>> m_listeners;
    /// Oldest first.
    std::list<std::shared_ptr<Connection>> m_connections;
    uint64_t m_body_bytes = 0;
    uint64_t m_unsent_bytes = 0;
    /// Bytes taken since on_relief was called; what calls it, between start and interrupt.
    uint64_t m_load_bytes = 0;
    std::unique_ptr<sys::Timer> m_relief_timer;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    size_t m_open QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_listening QUANTA_GUARDED_BY(m_mutex) = false;

    sys::WorkerPool m_workers;
};

}  // namespace quanta::http
