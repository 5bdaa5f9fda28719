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

/// Bytes read at a time.
constexpr size_t kReadSize = 64 * 1024;
/// A body that arrives more slowly than this on the whole is given up, bytes/s. Rationale: the idle time-out
/// alone lets a client hold memory for ever with a byte now and then.
constexpr uint64_t kMinBodyRate = 16 * 1024;
/// A first piece of a body up to this size goes out together with the head.
constexpr size_t kMergeSize = 16 * 1024;
/// How long a refused client may go on sending while it has not seen why.
constexpr milliseconds kDrainTime{2'000};

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

base::Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

Connection::Connection(std::shared_ptr<ServerCore> core, std::shared_ptr<sys::TcpConnection> tcp)
    : m_core(std::move(core)),
      m_tcp(std::move(tcp)),
      m_parser(m_core->options().limits),
      m_timer(m_core->loop()) {}

void Connection::start() {
    m_tcp->set_idle_timeout(m_core->options().timeout);
    read();
}

void Connection::close() {
    if (m_phase == Phase::Closed) return;
    m_phase = Phase::Closed;
    m_timer.cancel();
    m_tcp->close();
    m_core->forget(*this);
}

void Connection::read() {
    m_tcp->read_some(kReadSize, [self = shared_from_this()](sys::NetResult<base::Bytes> bytes) {
        self->on_bytes(std::move(bytes));
    });
}

void Connection::on_bytes(sys::NetResult<base::Bytes> bytes) {
    if (m_phase == Phase::Closed) return;
    if (!bytes) {
        close();
        return;
    }
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
    switch (status) {
        case ParseStatus::NeedMore: read(); break;
        case ParseStatus::Done: on_request(); break;
        case ParseStatus::BadMessage: refuse_unread(400); break;
        case ParseStatus::BodyTooLarge: refuse_unread(413); break;
        case ParseStatus::HeadDone: CHECK(false);
    }
}

base::Result<Service*, Refusal> Connection::judge_head() {
    if (!m_core->options().allowed.allows(m_tcp->peer().address)) return Err(Refusal{Reply::text(403, "")});
    Service* service = m_core->find_service(m_head.path());
    if (!service) return Err(Refusal{Reply::text(404, "")});
    m_user = TRY(service->admit(m_head, m_tcp->peer()));
    return service;
}

void Connection::on_head() {
    m_head = m_parser.head();
    m_refusal.reset();
    auto judged = judge_head();
    if (judged) m_service = *judged;
    else m_refusal = std::move(judged).error();

    const uint64_t size = m_head.content_length.value_or(m_core->options().limits.body_size);
    m_timer.start(m_core->options().timeout + milliseconds(size * 1000 / kMinBodyRate),
                  [weak = weak_from_this()] {
                      if (const auto self = weak.lock()) self->close();
                  });
    if (m_refusal) m_parser.discard_body();
    if (!m_head.expects_continue) return;
    if (m_refusal) {
        // The body will not come: the client awaits leave to send it.
        m_request_read = false;
        m_phase = Phase::Running;
        reply(std::move(m_refusal->reply));
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
        m_timer.start(m_refusal->delay, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->reply(std::move(self->m_refusal->reply));
        });
        return;
    }
    request.user = m_user;
    request.peer = m_tcp->peer();
    if (m_core->stopping()) {
        reply(Reply::text(503, "Request rejected during server shutdown"));
    } else if (!m_core->run(shared_from_this(), *m_service, std::move(request))) {
        base::log_warning("Request rejected because the RPC work queue is full: see -rpcworkqueue");
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
    if (m_phase == Phase::Closed) return;
    m_timer.cancel();
    m_phase = Phase::Writing;
    m_keep_alive = m_head.keep_alive && m_request_read && !m_core->stopping();
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
    write_next();
}

void Connection::write_next() {
    m_tcp->write(std::move(m_pieces[m_next_piece]),
                 [self = shared_from_this()](const sys::NetResult<void>& sent) {
                     if (self->m_phase != Phase::Writing) return;
                     if (!sent)
                         self->close();
                     else if (++self->m_next_piece < self->m_pieces.size())
                         self->write_next();
                     else
                         self->after_reply();
                 });
}

void Connection::after_reply() {
    m_pieces.clear();
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
