// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "net/fake_network.h"

namespace quanta::net {

/// For fake_network.cpp: one end of a connection between two hosts. What one end writes arrives at the other
/// in order, after the link's latency and no faster than its bandwidth; what has not been read there holds
/// the writer up, as the windows of TCP do.
class FakeStream final : public sys::TcpConnection, public std::enable_shared_from_this<FakeStream> {
public:
    /// Bytes one end may have sent that the other has not read.
    static constexpr size_t kWindowBytes = 256 * 1024;

    /// Where an end is.
    struct Place {
        FakeHost* host;
        sys::Endpoint endpoint;
    };
    /// Both ends of a new connection.
    static std::pair<std::shared_ptr<FakeStream>, std::shared_ptr<FakeStream>> pair(Place a, Place b);

    FakeStream(Place own, Place other);
    ~FakeStream() override;

    void read_some(size_t max_size, ReadHandler handler) override;
    void write(base::Bytes data, WriteHandler handler) override;
    void close() override;
    bool is_open() const override { return m_open; }
    void set_idle_timeout(std::chrono::milliseconds timeout) override;
    size_t queued_write_bytes() const override { return m_queued_bytes; }
    const sys::Endpoint& peer() const override { return m_other.endpoint; }
    const sys::Endpoint& local() const override { return m_own.endpoint; }

    FakeHost* host() const { return m_own.host; }
    FakeHost* other_host() const { return m_other.host; }
    /// The connection breaks: this end sees a reset.
    void reset();
    /// This end is gone; the other is not told.
    void vanish();
    /// Forgets handlers without calling them.
    void drop();

private:
    struct Write {
        base::Bytes data;
        WriteHandler handler;
        size_t done;
    };

    void end(sys::NetError error);
    void tell_other_of_end();
    void pump();
    void send_chunk(base::Bytes chunk);
    int64_t next_arrival_us(size_t size);
    void on_arrival(base::Bytes chunk);
    void on_end_of_stream();
    void schedule_read();
    void complete_read();
    void complete_write(WriteHandler handler, sys::NetResult<void> outcome);
    void watch_idleness(std::chrono::microseconds delay);
    void on_idle_check();
    void keep_while_pending();
    FakeScheduler& scheduler() { return m_own.host->network().scheduler(); }
    int64_t now_us() { return m_own.host->network().clock().steady_us(); }

    uint64_t m_number = 0;
    const Place m_own;
    const Place m_other;
    std::weak_ptr<FakeStream> m_other_end;
    std::weak_ptr<FakeNetwork::Streams> m_streams;
    bool m_open = true;
    sys::NetError m_end{sys::NetErrorCode::Closed, "connection closed"};
    /// Holds itself while something is pending, as sockets do.
    std::shared_ptr<FakeStream> m_keep;

    // What comes in.
    std::deque<base::Bytes> m_received;
    size_t m_unread_bytes = 0;
    bool m_end_of_stream = false;
    ReadHandler m_reader;
    size_t m_read_max = 0;
    bool m_read_scheduled = false;

    // What goes out.
    std::deque<Write> m_writes;
    size_t m_queued_bytes = 0;
    size_t m_in_flight_bytes = 0;
    int64_t m_link_free_us = 0;
    int64_t m_last_arrival_us = 0;

    std::chrono::microseconds m_idle_timeout{0};
    bool m_idle_watched = false;
    int64_t m_last_progress_us = 0;
};

/// All ends there are.
struct FakeNetwork::Streams {
    /// In the order of their making, so that a run can be repeated.
    std::map<uint64_t, FakeStream*> ends;
    uint64_t next_number = 0;

    std::vector<std::shared_ptr<FakeStream>> of(const FakeHost& host) const;
    std::vector<std::shared_ptr<FakeStream>> between(const FakeHost& a, const FakeHost& b) const;
    void drop_all();
};

}  // namespace quanta::net
