// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <compare>
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
    /// The body that is arriving is dropped, its request answered with 503.
    void refuse_body();
    /// Waits for a request of which nothing has arrived.
    bool is_idle() const { return m_phase == Phase::Reading && m_parser.is_idle(); }
    /// A request is complete and its reply is not all sent.
    bool is_busy() const { return m_phase == Phase::Running || m_phase == Phase::Writing; }
    /// Part of a body is there that counts against the bound of bodies.
    bool is_sending_body() const { return m_phase == Phase::Reading && m_body_bytes > 0; }
    /// Part of a reply is there that is worth freeing.
    bool has_unsent_reply() const { return m_phase == Phase::Writing && m_unsent_bytes > kSmallReply; }
    /// Bytes/s at which the client sends its body or takes its reply, with a start that is never slow.
    uint64_t rate() const;

    /// How much a connection deserves to stay when there are too many, least first.
    struct Standing {
        int rank = 0;
        std::chrono::steady_clock::time_point active;
        auto operator<=>(const Standing&) const = default;
    };
    /// Nothing when it stays in any case.
    std::optional<Standing> standing() const;

private:
    /// Of a reply so much may stay unsent before its client can be too slow, bytes.
    static constexpr uint64_t kSmallReply = 64 * 1024;

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
    void on_sent(size_t size);
    void after_reply();
    void drain();
    void watch_request();
    void watch_transfer(uint64_t size);
    void count_body();
    void release_body();
    void refuse_after(std::chrono::milliseconds delay);
    /// The service of the request's path, or why the request will be refused.
    base::Result<Service*, Refusal> judge_head();

    const std::shared_ptr<ServerCore> m_core;
    const std::shared_ptr<sys::TcpConnection> m_tcp;
    RequestParser m_parser;
    Phase m_phase = Phase::Reading;
    /// Closes a connection whose request takes too long to arrive; delays refusals; ends draining.
    sys::Timer m_timer;
    /// It has sent a request that was let in.
    bool m_trusted = false;
    /// Last came, sent a whole request or took a piece of a reply.
    std::chrono::steady_clock::time_point m_active;
    /// The body, or the reply, began to move, and how much of it has.
    std::chrono::steady_clock::time_point m_transfer_began;
    uint64_t m_moved_bytes = 0;
    /// What the core counts on our behalf.
    uint64_t m_body_bytes = 0;
    uint64_t m_unsent_bytes = 0;

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
