// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/connection.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace quanta::http {

namespace {

using base::Err;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Bytes read at a time: of a head, for which every waiting connection has a buffer, and of a body.
constexpr size_t kHeadReadSize = 8 * 1024;
constexpr size_t kBodyReadSize = 64 * 1024;
/// What a client is believed to have moved when it begins, so that nobody is the slowest at once.
constexpr uint64_t kStartBytes = 1024 * 1024;
/// A first piece of a body up to this size goes out together with the head.
constexpr size_t kMergeSize = 16 * 1024;
/// How long a refused client may go on sending while it has not seen why.
constexpr milliseconds kDrainTime{2'000};

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

base::Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<sys::TcpConnection> tcp)
    : m_core(std::move(core)),
      m_tcp(std::move(tcp)),
      m_parser(m_core->options().limits),
      m_timer(m_core->loop()),
      m_active(steady_clock::now()) {}

void Connection::start() {
    m_tcp->set_idle_timeout(m_core->options().timeout);
    read();
}

void Connection::close() {
    if (m_phase == Phase::Closed) return;
    m_phase = Phase::Closed;
    m_timer.cancel();
    m_tcp->close();
    release_body();
    m_core->release_reply(std::exchange(m_unsent_bytes, 0));
    m_core->forget(*this);
}

std::optional<Connection::Standing> Connection::standing() const {
    if (!m_trusted) return Standing{0, m_active};
    if (m_phase == Phase::Running || steady_clock::now() - m_active < m_core->options().quiet)
        return std::nullopt;
    return Standing{m_phase == Phase::Writing ? 2 : 1, m_active};
}

uint64_t Connection::rate() const {
    const auto age = std::chrono::duration_cast<milliseconds>(steady_clock::now() - m_transfer_began);
    return (m_moved_bytes + kStartBytes) * 1000 / static_cast<uint64_t>(std::max<int64_t>(age.count(), 1));
}

void Connection::read() {
    const size_t size = m_parser.has_head() || m_phase == Phase::Draining ? kBodyReadSize : kHeadReadSize;
    m_tcp->read_some(size, [self = shared_from_this()](sys::NetResult<base::Bytes> bytes) {
        self->on_bytes(std::move(bytes));
    });
}

void Connection::on_bytes(sys::NetResult<base::Bytes> bytes) {
    if (m_phase == Phase::Closed) return;
    if (!bytes) {
        close();
        return;
    }
    m_core->figures().received_bytes.add(bytes->size());
    if (m_phase == Phase::Draining) {
        read();
        return;
    }
    const bool first = m_parser.is_idle();
    const ParseStatus status = m_parser.feed(*bytes);
    if (first && status == ParseStatus::NeedMore) watch_request();
    proceed(status);
}

/// The head has the idle time-out to arrive in, however its bytes drip.
void Connection::watch_request() {
    m_timer.start(m_core->options().timeout, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->close();
    });
}

void Connection::proceed(ParseStatus status) {
    if (status == ParseStatus::HeadDone) {
        on_head();
        if (m_phase != Phase::Reading) return;
        status = m_parser.resume();
    }
    if (!m_refusal && m_parser.has_head()) count_body();
    switch (status) {
        case ParseStatus::NeedMore:
            read();
            break;
        case ParseStatus::Done:
            on_request();
            break;
        case ParseStatus::BadMessage:
            refuse_unread(400);
            break;
        case ParseStatus::BodyTooLarge:
            refuse_unread(413);
            break;
        case ParseStatus::HeadDone:
            CHECK(false);
    }
}

base::Result<Service*, Refusal> Connection::judge_head() {
    if (!m_core->options().allowed.allows(m_tcp->peer().address)) return Err(Refusal{Reply::text(403, "")});
    Service* service = m_core->find_service(m_head.path());
    if (!service) return Err(Refusal{Reply::text(404, "")});
    m_user = TRY(service->admit(m_head, m_tcp->peer()));
    m_trusted = true;
    return service;
}

/// A body or a reply of `size` bytes begins to move and has so long for it.
void Connection::watch_transfer(uint64_t size) {
    m_transfer_began = steady_clock::now();
    m_moved_bytes = 0;
    const ServerOptions& options = m_core->options();
    m_timer.start(options.timeout + milliseconds(size * 1000 / options.min_rate), [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->close();
    });
}

void Connection::count_body() {
    m_moved_bytes = m_parser.body_size();
    if (m_moved_bytes <= ServerOptions::kSmallBody) return;
    const uint64_t more = m_moved_bytes - m_body_bytes;
    m_body_bytes = m_moved_bytes;
    m_core->hold_body(more);
}

void Connection::release_body() {
    m_core->release_body(std::exchange(m_body_bytes, 0));
}

void Connection::refuse_body() {
    m_parser.discard_body();
    release_body();
    m_refusal = Refusal{Reply::text(503, "Request rejected because of the memory that others take")};
}

/// Replies with the refusal at hand, `delay` from now.
void Connection::refuse_after(milliseconds delay) {
    m_timer.start(delay, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->reply(std::move(self->m_refusal->reply));
    });
}

void Connection::on_head() {
    m_head = m_parser.head();
    m_refusal.reset();
    auto judged = judge_head();
    if (judged)
        m_service = *judged;
    else
        m_refusal = std::move(judged).error();

    const uint64_t size = m_head.content_length.value_or(m_core->options().limits.body_size);
    watch_transfer(size);
    if (m_refusal) m_parser.discard_body();
    if (!m_head.expects_continue) return;
    if (m_refusal) {
        // The body will not come: the client awaits leave to send it.
        m_request_read = false;
        m_phase = Phase::Running;
        refuse_after(m_refusal->delay);
        return;
    }
    m_tcp->write(bytes_of(kContinue), [](const sys::NetResult<void>&) {});
}

void Connection::on_request() {
    m_timer.cancel();
    m_request_read = true;
    m_phase = Phase::Running;
    Request request = m_parser.take();
    if (m_refusal) {
        refuse_after(m_refusal->delay);
        return;
    }
    m_active = steady_clock::now();
    request.user = m_user;
    request.peer = m_tcp->peer();
    if (m_core->stopping()) {
        reply(Reply::text(503, "Request rejected during server shutdown"));
    } else if (!m_core->run(shared_from_this(), *m_service, std::move(request))) {
        base::log_warning("Request rejected because the {} work queue of {} is full", m_core->options().name,
                          m_core->options().work_queue);
        reply(Reply::text(503, "Work queue depth exceeded"));
    }
}

void Connection::refuse_unread(unsigned status) {
    m_timer.cancel();
    m_head = {};
    m_head.keep_alive = false;
    m_request_read = false;
    m_phase = Phase::Running;
    reply(Reply::text(status, ""));
}

void Connection::reply(Reply reply) {
    if (m_phase == Phase::Closed) {
        m_core->note_load(reply.body_size());
        return;
    }
    release_body();
    m_phase = Phase::Writing;
    m_active = steady_clock::now();
    m_keep_alive = m_head.keep_alive && m_request_read && !m_core->stopping();
    m_core->figures().count_reply(reply.status);
    base::Bytes head = bytes_of(head_text(reply, m_head, m_keep_alive));
    m_pieces = std::move(reply.body);
    if (m_head.method == "HEAD") m_pieces.clear();
    if (!m_pieces.empty() && m_pieces.front().size() <= kMergeSize) {
        head.insert(head.end(), m_pieces.front().begin(), m_pieces.front().end());
        m_pieces.front() = std::move(head);
    } else {
        m_pieces.insert(m_pieces.begin(), std::move(head));
    }
    m_next_piece = 0;
    for (const base::Bytes& piece : m_pieces)
        m_unsent_bytes += piece.size();
    watch_transfer(m_unsent_bytes);
    m_core->hold_reply(*this, m_unsent_bytes);
    write_next();
}

void Connection::write_next() {
    const size_t size = m_pieces[m_next_piece].size();
    m_tcp->write(std::move(m_pieces[m_next_piece]),
                 [self = shared_from_this(), size](const sys::NetResult<void>& sent) {
                     if (self->m_phase != Phase::Writing) return;
                     if (sent)
                         self->on_sent(size);
                     else
                         self->close();
                 });
}

void Connection::on_sent(size_t size) {
    m_active = steady_clock::now();
    m_moved_bytes += size;
    m_core->figures().sent_bytes.add(size);
    m_unsent_bytes -= size;
    m_core->release_reply(size);
    if (++m_next_piece < m_pieces.size())
        write_next();
    else
        after_reply();
}

void Connection::after_reply() {
    m_pieces.clear();
    m_timer.cancel();
    if (!m_request_read) {
        drain();
    } else if (!m_keep_alive || m_core->stopping()) {
        close();
    } else {
        m_phase = Phase::Reading;
        const ParseStatus status = m_parser.resume();
        if (status == ParseStatus::NeedMore && !m_parser.is_idle()) watch_request();
        proceed(status);
    }
}

/// Closing with bytes unread would reset the connection and might take the reply from the client.
void Connection::drain() {
    m_phase = Phase::Draining;
    m_timer.start(kDrainTime, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->close();
    });
    read();
}

}  // namespace quanta::http
