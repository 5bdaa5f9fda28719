// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"
#include "http/parser.h"
#include "http/server.h"
#include "http/server_core.h"
#include "sys/event_loop.h"
#include "sys/tcp.h"

namespace quanta::http {

/// One client of the server: reads a request, has it answered, and so on. Loop thread only. For the .cpp
/// files of the server alone.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<sys::TcpConnection> tcp);

    void start();
    /// The reply to the request that is running.
    void reply(Reply reply);
    /// Ends it at once.
    void close();
    /// Waits for a request of which nothing has arrived.
    bool is_idle() const { return m_phase == Phase::Reading && m_parser.is_idle(); }
    /// A request is complete and its reply is not all sent.
    bool is_busy() const { return m_phase == Phase::Running || m_phase == Phase::Writing; }

private:
    enum class Phase : uint8_t {
        Reading,   ///< Of a request.
        Running,   ///< A worker, or the delay of a refusal.
        Writing,   ///< Of a reply.
        Draining,  ///< Of what the client still sends, so that it gets to read its reply.
        Closed,
    };

    void read();
    void on_bytes(sys::NetResult<base::Bytes> bytes);
    void proceed(ParseStatus status);
    void on_head();
    void on_request();
    void refuse_unread(unsigned status);
    void write_next();
    void after_reply();
    void drain();
    void watch_request();
    /// The service of the request's path, or why the request will be refused.
    base::Result<Service*, Refusal> judge_head();

    const std::shared_ptr<ServerCore> m_core;
    const std::shared_ptr<sys::TcpConnection> m_tcp;
    RequestParser m_parser;
    Phase m_phase = Phase::Reading;
    /// Closes a connection whose request takes too long to arrive; delays refusals; ends draining.
    sys::Timer m_timer;

    // The request at hand.
    RequestHead m_head;
    std::string m_user;
    Service* m_service = nullptr;
    std::optional<Refusal> m_refusal;
    /// Its whole body was read.
    bool m_request_read = true;

    // The reply at hand.
    std::vector<base::Bytes> m_pieces;
    size_t m_next_piece = 0;
    bool m_keep_alive = true;
};

}  // namespace quanta::http
