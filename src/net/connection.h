// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>

#include "net/peer.h"
#include "sys/clock.h"
#include "sys/tcp.h"
#include "wire/transport.h"

namespace quanta::net {

/// What all connections together hold, bytes. Rationale: each connection alone is bounded, but two hundred
/// of them may be one attacker's.
struct BufferTotals {
    size_t received = 0;  ///< read, and not yet handed over
    size_t queued = 0;    ///< to be sent
};

/// One socket and the transport on it: bytes in, messages out, and back. Reading stops while more than a
/// limit is held; there is one write at a time. Net thread. Knows neither rules nor other peers.
class Connection final : public std::enable_shared_from_this<Connection> {
public:
    /// Told of what happens; not from within calls, but for on_messages.
    class Owner {
    public:
        virtual ~Owner() = default;
        /// There are messages to take.
        virtual void on_messages(PeerId peer) = 0;
        /// All that was queued has been given to the system, or at least so much that it is below the limit.
        virtual void on_drained(PeerId peer) = 0;
        /// The connection is over: `why` is for the log.
        virtual void on_ended(PeerId peer, std::string_view why) = 0;
    };

    struct Limits {
        size_t receive_bytes = 0;
        size_t send_bytes = 0;
        /// Whether this connection has to make do with less when all together hold much, until it has merit.
        bool yields = false;
    };
    /// What has passed.
    struct Counts {
        uint64_t bytes_received = 0;
        uint64_t bytes_sent = 0;
        int64_t last_receive_s = 0;
        int64_t last_send_s = 0;
        int64_t last_receive_us = 0;  ///< steady; that of the start before anything came
        int64_t last_send_us = 0;
    };
    /// What it stands on; outlives it.
    struct Context {
        Owner& owner;
        const sys::Clock& clock;
        BufferTotals& totals;
    };

    /// Bytes all connections together may hold of what was received, of what is to be sent, before those that
    /// yield have to make do with less.
    static constexpr size_t kBusyBytes = 4'500'000;
    /// What they may hold then.
    static constexpr size_t kBusyShare = 32 * 1024;
    /// Whole messages that may wait before reading stops, one for those that yield: what they send is to cost
    /// no more time than what is made of it. One read may bring more.
    static constexpr size_t kMaxWaiting = 64;
    /// What a waiting message takes besides its bytes.
    static constexpr size_t kMessageOverhead = 128;

    Connection(PeerId id, std::shared_ptr<sys::TcpConnection> socket,
               std::unique_ptr<wire::Transport> transport, Limits limits, Context context);
    /// As close().
    ~Connection();

    /// Begins to read, and sends what the transport begins with.
    void start();
    /// Nothing is called any more.
    void close();

    bool has_message() const { return !m_messages.empty(); }
    /// The next message; has_message() is true.
    wire::Received take();
    /// Queues a message; the bytes it takes on the wire.
    size_t send(wire::Envelope envelope);
    /// Bytes that wait to be sent.
    size_t queued_bytes() const { return m_unsent_bytes + m_writing_bytes; }
    bool send_queue_full() const;
    /// Bytes held of what was received, whole messages or not.
    size_t held_bytes() const { return m_waiting_bytes + m_partial_bytes; }
    /// When the message that has begun and is not whole began to come (steady); nothing when there is none.
    std::optional<int64_t> partial_since_us() const;
    /// Reads on when it had to wait for others.
    void resume_reading();
    bool yields() const { return m_yields; }
    /// It does not have to make do with less any more.
    void stop_yielding();

    const Counts& counts() const { return m_counts; }
    const wire::Transport& transport() const { return *m_transport; }

private:
    bool may_read() const;
    void set_held(size_t waiting, size_t partial);
    void set_queued(size_t unsent, size_t writing);
    void read();
    void on_read(const sys::NetResult<base::Bytes>& result);
    void take_in(const base::Bytes& bytes);
    void flush();
    void on_written(const sys::NetResult<void>& result);

    // Constant after construction.
    const PeerId m_id;
    const Limits m_limits;
    const Context m_context;
    const std::shared_ptr<sys::TcpConnection> m_socket;
    const std::unique_ptr<wire::Transport> m_transport;

    bool m_yields;
    bool m_closed = false;
    mutable bool m_told_full = false;  ///< somebody waits for room in the send queue
    bool m_reading = false;
    size_t m_read_size;
    std::deque<wire::Received> m_messages;
    size_t m_waiting_bytes = 0;  ///< of whole messages
    size_t m_partial_bytes = 0;  ///< of what is not one yet; an upper bound
    int64_t m_partial_since_us = 0;
    uint64_t m_dropped_before = 0;
    size_t m_unsent_bytes = 0;
    size_t m_writing_bytes = 0;
    Counts m_counts;
};

}  // namespace quanta::net
