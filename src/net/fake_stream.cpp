// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/fake_stream.h"

#include <algorithm>
#include <iterator>

#include "base/check.h"

namespace quanta::net {
namespace {

using base::Err;
using sys::NetError;
using sys::NetErrorCode;

constexpr size_t kChunkBytes = 64 * 1024;
constexpr int64_t kUsPerSecond = 1'000'000;

}  // namespace

std::pair<std::shared_ptr<FakeStream>, std::shared_ptr<FakeStream>> FakeStream::pair(Place a, Place b) {
    auto first = std::make_shared<FakeStream>(a, b);
    auto second = std::make_shared<FakeStream>(b, a);
    first->m_other_end = second;
    second->m_other_end = first;
    return {std::move(first), std::move(second)};
}

FakeStream::FakeStream(Place own, Place other)
    : m_own(std::move(own)), m_other(std::move(other)), m_streams(m_own.host->network().m_streams) {
    const auto streams = m_streams.lock();
    m_number = streams->next_number++;
    streams->ends.emplace(m_number, this);
}

FakeStream::~FakeStream() {
    const auto streams = m_streams.lock();
    if (!streams) return;
    streams->ends.erase(m_number);
    if (m_open) tell_other_of_end();
}

void FakeStream::read_some(size_t max_size, ReadHandler handler) {
    CHECK(max_size > 0 && !m_reader);
    m_reader = std::move(handler);
    m_read_max = max_size;
    m_last_progress_us = now_us();
    keep_while_pending();
    watch_idleness(m_idle_timeout);
    if (!m_open || m_unread_bytes > 0 || m_end_of_stream) schedule_read();
}

void FakeStream::schedule_read() {
    if (!m_reader || std::exchange(m_read_scheduled, true)) return;
    scheduler().post([self = shared_from_this()] { self->complete_read(); });
}

void FakeStream::complete_read() {
    m_read_scheduled = false;
    if (!m_reader) return;
    if (m_open && m_unread_bytes == 0 && !m_end_of_stream) return;
    const ReadHandler handler = std::exchange(m_reader, nullptr);
    keep_while_pending();
    if (!m_open) return handler(Err(m_end));
    if (m_unread_bytes == 0) return handler(Err(NetError{NetErrorCode::Closed, "connection closed"}));
    base::Bytes data = std::move(m_received.front());
    m_received.pop_front();
    if (data.size() > m_read_max) {
        m_received.emplace_front(data.begin() + static_cast<ptrdiff_t>(m_read_max), data.end());
        data.resize(m_read_max);
    }
    m_unread_bytes -= data.size();
    m_last_progress_us = now_us();
    if (const auto other = m_other_end.lock()) {
        other->m_in_flight_bytes -= data.size();
        other->pump();
    }
    handler(std::move(data));
}

void FakeStream::write(base::Bytes data, WriteHandler handler) {
    if (!m_open) return complete_write(std::move(handler), Err(m_end));
    m_queued_bytes += data.size();
    m_writes.push_back({std::move(data), std::move(handler), 0});
    m_last_progress_us = now_us();
    watch_idleness(m_idle_timeout);
    pump();
    keep_while_pending();
}

void FakeStream::complete_write(WriteHandler handler, sys::NetResult<void> outcome) {
    scheduler().post([handler = std::move(handler), outcome = std::move(outcome)] { handler(outcome); });
}

void FakeStream::pump() {
    while (m_open && !m_writes.empty() && m_in_flight_bytes < kWindowBytes) {
        Write& write = m_writes.front();
        const size_t size =
            std::min({kWindowBytes - m_in_flight_bytes, write.data.size() - write.done, kChunkBytes});
        const auto begin = write.data.begin() + static_cast<ptrdiff_t>(write.done);
        write.done += size;
        m_queued_bytes -= size;
        m_last_progress_us = now_us();
        send_chunk({begin, begin + static_cast<ptrdiff_t>(size)});
        if (write.done < write.data.size()) continue;
        complete_write(std::move(write.handler), {});
        m_writes.pop_front();
    }
    keep_while_pending();
}

int64_t FakeStream::next_arrival_us(size_t size) {
    const FakeLink& link = m_own.host->network().link(*m_own.host, *m_other.host);
    m_link_free_us = std::max(m_link_free_us, now_us());
    if (link.bytes_per_s > 0) {
        m_link_free_us += static_cast<int64_t>(size) * kUsPerSecond / static_cast<int64_t>(link.bytes_per_s);
    }
    m_last_arrival_us = std::max(m_last_arrival_us, m_link_free_us + link.latency.count());
    return m_last_arrival_us;
}

void FakeStream::send_chunk(base::Bytes chunk) {
    m_in_flight_bytes += chunk.size();
    const int64_t delay_us = next_arrival_us(chunk.size()) - now_us();
    m_own.host->network().carry(
        *m_own.host, *m_other.host, delay_us,
        [weak = weak_from_this(), to = m_other_end, chunk = std::move(chunk)]() mutable {
            const auto receiver = to.lock();
            if (receiver && receiver->m_open) return receiver->on_arrival(std::move(chunk));
            // Nobody is there any more and the machine says so.
            if (const auto self = weak.lock()) self->reset();
        });
}

void FakeStream::on_arrival(base::Bytes chunk) {
    m_unread_bytes += chunk.size();
    m_received.push_back(std::move(chunk));
    schedule_read();
}

void FakeStream::on_end_of_stream() {
    m_end_of_stream = true;
    schedule_read();
}

void FakeStream::tell_other_of_end() {
    m_own.host->network().carry(*m_own.host, *m_other.host, next_arrival_us(0) - now_us(),
                                [to = m_other_end] {
                                    if (const auto receiver = to.lock()) receiver->on_end_of_stream();
                                });
}

void FakeStream::end(NetError error) {
    if (!std::exchange(m_open, false)) return;
    m_end = std::move(error);
    m_queued_bytes = 0;
    for (Write& write : std::exchange(m_writes, {}))
        complete_write(std::move(write.handler), Err(m_end));
    schedule_read();
    keep_while_pending();
}

void FakeStream::close() {
    if (!m_open) return;
    tell_other_of_end();
    end({NetErrorCode::Closed, "connection closed"});
}

void FakeStream::reset() {
    end({NetErrorCode::Reset, "Connection reset by peer"});
}

void FakeStream::vanish() {
    end({NetErrorCode::Closed, "connection closed"});
}

void FakeStream::drop() {
    m_open = false;
    m_writes.clear();
    m_reader = nullptr;
    m_keep.reset();
}

void FakeStream::keep_while_pending() {
    const bool pending = m_reader != nullptr || !m_writes.empty();
    m_keep = pending ? shared_from_this() : nullptr;
}

void FakeStream::set_idle_timeout(std::chrono::milliseconds timeout) {
    m_idle_timeout = timeout;
    m_last_progress_us = now_us();
    watch_idleness(m_idle_timeout);
}

void FakeStream::watch_idleness(std::chrono::microseconds delay) {
    if (m_idle_timeout.count() == 0 || !m_open || std::exchange(m_idle_watched, true)) return;
    scheduler().call_after_us(delay.count(), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->on_idle_check();
    });
}

void FakeStream::on_idle_check() {
    m_idle_watched = false;
    if (!m_reader && m_writes.empty()) return;
    const std::chrono::microseconds quiet(now_us() - m_last_progress_us);
    if (quiet < m_idle_timeout) return watch_idleness(m_idle_timeout - quiet);
    tell_other_of_end();
    end({NetErrorCode::TimedOut, "timed out"});
}

std::vector<std::shared_ptr<FakeStream>> FakeNetwork::Streams::of(const FakeHost& host) const {
    std::vector<std::shared_ptr<FakeStream>> found;
    for (const auto& [number, end] : ends) {
        if (end->host() == &host && end->is_open()) found.push_back(end->shared_from_this());
    }
    return found;
}

std::vector<std::shared_ptr<FakeStream>> FakeNetwork::Streams::between(const FakeHost& a,
                                                                       const FakeHost& b) const {
    std::vector<std::shared_ptr<FakeStream>> found;
    for (const FakeHost* host : {&a, &b}) {
        const FakeHost* const other = host == &a ? &b : &a;
        std::ranges::copy_if(of(*host), std::back_inserter(found),
                             [other](const auto& stream) { return stream->other_host() == other; });
    }
    return found;
}

void FakeNetwork::Streams::drop_all() {
    std::vector<std::shared_ptr<FakeStream>> all;
    for (const auto& [number, end] : ends)
        all.push_back(end->shared_from_this());
    for (const auto& stream : all)
        stream->drop();
}

}  // namespace quanta::net
