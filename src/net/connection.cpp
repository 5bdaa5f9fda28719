// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connection.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace quanta::net {
namespace {

/// What a read takes at first; more when there was as much, so that idle peers cost little, and few messages,
/// so that many peers with many small ones do not keep others waiting.
constexpr size_t kSmallRead = 4 * 1024;
constexpr size_t kLargeRead = 32 * 1024;
/// Of those that do not yield: a block is to be here after few turns.
constexpr size_t kHugeRead = 512 * 1024;
constexpr size_t kFewMessages = 8;
/// The largest message with whatever frames it.
constexpr size_t kMaxPartial = wire::kMaxPayload + 64 * 1024;

size_t memory_of(const wire::Received& received) {
    return received.wire_size + Connection::kMessageOverhead;
}

}  // namespace

Connection::Connection(PeerId id, std::shared_ptr<sys::TcpConnection> socket,
                       std::unique_ptr<wire::Transport> transport, Limits limits, Context context)
    : m_id(id),
      m_limits(limits),
      m_context(context),
      m_socket(std::move(socket)),
      m_transport(std::move(transport)),
      m_yields(limits.yields),
      m_read_size(kSmallRead) {
    m_counts.last_receive_us = m_counts.last_send_us = m_context.clock.steady_us();
}

Connection::~Connection() {
    close();
}

void Connection::start() {
    read();
    flush();
}

void Connection::close() {
    if (std::exchange(m_closed, true)) return;
    m_socket->close();
    m_messages.clear();
    set_held(0, 0);
    set_queued(0, 0);
}

/// What is not whole yet only counts when memory is short: otherwise it would never become whole.
bool Connection::may_read() const {
    if (m_waiting_bytes >= m_limits.receive_bytes) return false;
    if (m_messages.size() >= (m_yields ? 1 : kMaxWaiting)) return false;
    const bool busy = m_yields && m_context.totals.received > kBusyBytes;
    return !busy || held_bytes() < kBusyShare;
}

bool Connection::send_queue_full() const {
    const bool busy = m_yields && m_context.totals.queued > kBusyBytes;
    const bool full =
        queued_bytes() > (busy ? std::min(kBusyShare, m_limits.send_bytes) : m_limits.send_bytes);
    m_told_full = m_told_full || full;
    return full;
}

void Connection::set_held(size_t waiting, size_t partial) {
    m_context.totals.received -= held_bytes();
    m_waiting_bytes = waiting;
    m_partial_bytes = partial;
    m_context.totals.received += held_bytes();
}

void Connection::set_queued(size_t unsent, size_t writing) {
    m_context.totals.queued -= queued_bytes();
    m_unsent_bytes = unsent;
    m_writing_bytes = writing;
    m_context.totals.queued += queued_bytes();
}

std::optional<int64_t> Connection::partial_since_us() const {
    if (m_partial_bytes == 0) return std::nullopt;
    return m_partial_since_us;
}

void Connection::resume_reading() {
    read();
}

void Connection::stop_yielding() {
    m_yields = false;
    read();
}

void Connection::read() {
    if (m_closed || m_reading || !may_read()) return;
    m_reading = true;
    m_socket->read_some(m_read_size, [weak = weak_from_this()](const sys::NetResult<base::Bytes>& result) {
        if (const auto self = weak.lock()) self->on_read(result);
    });
}

void Connection::on_read(const sys::NetResult<base::Bytes>& result) {
    m_reading = false;
    if (m_closed) return;
    if (!result) {
        m_context.owner.on_ended(m_id, result.error().message);
        return;
    }
    m_counts.bytes_received += result->size();
    m_counts.last_receive_s = m_context.clock.system_time_s();
    m_counts.last_receive_us = m_context.clock.steady_us();
    take_in(*result);
}

void Connection::take_in(const base::Bytes& bytes) {
    const auto fed = m_transport->feed(bytes);
    if (m_partial_bytes == 0) m_partial_since_us = m_counts.last_receive_us;
    size_t waiting = m_waiting_bytes;
    size_t partial = m_partial_bytes + bytes.size();
    const size_t messages_before = m_messages.size();
    while (auto received = m_transport->next()) {
        partial -= std::min(partial, received->wire_size);
        waiting += memory_of(*received);
        m_messages.push_back(std::move(*received));
    }
    const bool any = m_messages.size() > messages_before;
    const bool few = m_messages.size() - messages_before <= kFewMessages;
    const size_t large = m_yields ? kLargeRead : kHugeRead;
    m_read_size = bytes.size() == m_read_size && few ? large : std::max(m_read_size / 2, kSmallRead);
    if (any || std::exchange(m_dropped_before, m_transport->dropped()) != m_transport->dropped()) {
        // Whatever has begun since has begun in these bytes.
        m_partial_since_us = m_counts.last_receive_us;
        partial = std::min(partial, bytes.size());
    }
    set_held(waiting, std::min(partial, kMaxPartial));
    flush();
    if (any) m_context.owner.on_messages(m_id);
    if (m_closed) return;
    if (!fed) {
        m_context.owner.on_ended(m_id, wire::transport_error_text(fed.error()));
        return;
    }
    read();
}

wire::Received Connection::take() {
    CHECK(has_message());
    wire::Received received = std::move(m_messages.front());
    m_messages.pop_front();
    set_held(m_waiting_bytes - memory_of(received), m_partial_bytes);
    read();
    return received;
}

size_t Connection::send(wire::Envelope envelope) {
    if (m_closed) return 0;
    const size_t size = m_transport->send(std::move(envelope));
    set_queued(m_unsent_bytes + size, m_writing_bytes);
    flush();
    return size;
}

void Connection::flush() {
    if (m_closed || m_writing_bytes > 0) return;
    base::Bytes output = m_transport->take_output();
    if (output.empty()) return;
    // Until the transport is ready, what is taken is its handshake and messages stay with it.
    set_queued(m_transport->ready() ? 0 : m_unsent_bytes, output.size());
    m_socket->write(std::move(output), [weak = weak_from_this()](const sys::NetResult<void>& result) {
        if (const auto self = weak.lock()) self->on_written(result);
    });
}

void Connection::on_written(const sys::NetResult<void>& result) {
    if (m_closed) return;
    if (!result) {
        m_context.owner.on_ended(m_id, result.error().message);
        return;
    }
    m_counts.bytes_sent += m_writing_bytes;
    m_counts.last_send_s = m_context.clock.system_time_s();
    m_counts.last_send_us = m_context.clock.steady_us();
    set_queued(m_unsent_bytes, 0);
    flush();
    // What others queue decides with: the room may have come before this.
    if (!m_told_full || send_queue_full()) return;
    m_told_full = false;
    m_context.owner.on_drained(m_id);
}

}  // namespace quanta::net
