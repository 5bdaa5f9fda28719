// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/tcp.h"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>

#include "base/check.h"
#include "sys/event_loop_impl.h"
#include "sys/net_error.h"

namespace quanta::sys {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using base::Err;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long accepting rests after an error such as too many open files.
constexpr milliseconds kAcceptPause{100};
/// What an endpoint in the file system begins with.
constexpr std::string_view kUnixPrefix = "unix:";

NetError net_error(const ErrorCode& error) {
    if (error == asio::error::eof || error == asio::error::operation_aborted) {
        return {NetErrorCode::Closed, "connection closed"};
    }
    return net_error_from_errno(error.value());
}

Endpoint endpoint_from(const tcp::endpoint& from) { return {from.address().to_string(), from.port()}; }

NetResult<tcp::endpoint> endpoint_to(const Endpoint& to) {
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(to.address, error);
    if (error) return Err(NetError{NetErrorCode::BadAddress, "not a numeric address: " + to.address});
    return tcp::endpoint(address, to.port);
}

class AsioConnection final : public TcpConnection, public std::enable_shared_from_this<AsioConnection> {
public:
    AsioConnection(EventLoop& loop, tcp::socket socket)
        : m_io(loop.impl().io), m_socket(std::move(socket)), m_idle_timer(loop) {
        ErrorCode ignored;
        m_socket.set_option(tcp::no_delay(true), ignored);
        m_socket.non_blocking(true, ignored);
        m_peer = endpoint_from(m_socket.remote_endpoint(ignored));
        m_local = endpoint_from(m_socket.local_endpoint(ignored));
    }
    /// A connection whose socket cannot tell where it is.
    AsioConnection(EventLoop& loop, tcp::socket socket, Endpoint peer)
        : m_io(loop.impl().io), m_socket(std::move(socket)), m_idle_timer(loop), m_peer(std::move(peer)) {
        ErrorCode ignored;
        m_socket.non_blocking(true, ignored);
    }

    void read_some(size_t max_size, ReadHandler handler) override {
        CHECK(max_size > 0 && !m_reading);
        if (!is_open()) {
            asio::post(m_io, [handler = std::move(handler), error = m_end]() { handler(Err(error)); });
            return;
        }
        m_reading = true;
        watch_idleness();
        wait_for_bytes(max_size, std::move(handler));
    }

    void write(base::Bytes data, WriteHandler handler) override {
        if (!is_open()) {
            asio::post(m_io, [handler = std::move(handler), error = m_end]() { handler(Err(error)); });
            return;
        }
        m_queued_bytes += data.size();
        m_writes.push_back({std::move(data), std::move(handler), 0});
        if (m_writes.size() == 1) write_next();
    }

    void close() override { end({NetErrorCode::Closed, "connection closed"}); }

    bool is_open() const override { return m_socket.is_open(); }

    void set_idle_timeout(milliseconds timeout) override {
        m_idle_timeout = timeout;
        m_idle_timer.cancel();
        m_idle_watched = false;
        watch_idleness();
    }

    size_t queued_write_bytes() const override { return m_queued_bytes; }
    const Endpoint& peer() const override { return m_peer; }
    const Endpoint& local() const override { return m_local; }

private:
    struct Write {
        base::Bytes data;
        WriteHandler handler;
        size_t done;
    };

    /// The write under way keeps its connection, whose handlers may keep it, too. When the loop ends before
    /// the write is told, the circle is opened here.
    class WriteUnderWay {
    public:
        explicit WriteUnderWay(std::shared_ptr<AsioConnection> connection)
            : m_connection(std::move(connection)) {}
        WriteUnderWay(WriteUnderWay&&) = default;
        ~WriteUnderWay() {
            if (m_connection) const auto dropped = std::exchange(m_connection->m_writes, {});
        }
        std::shared_ptr<AsioConnection> release() { return std::move(m_connection); }

    private:
        std::shared_ptr<AsioConnection> m_connection;
    };

    bool pending() const { return m_reading || !m_writes.empty(); }

    void end(NetError error) {
        if (!is_open()) return;
        m_end = std::move(error);
        ErrorCode ignored;
        m_socket.close(ignored);
        m_idle_timer.cancel();
    }

    /// What a failed operation reports: why this side ended the connection, if it did.
    NetError reason(const ErrorCode& error) const { return is_open() ? net_error(error) : m_end; }

    /// Memory is taken when there is something to read: most connections wait most of the time.
    void wait_for_bytes(size_t max_size, ReadHandler handler) {
        m_socket.async_wait(tcp::socket::wait_read, [self = shared_from_this(), max_size,
                                                     handler = std::move(handler)](const ErrorCode& error) {
            self->on_readable(error, max_size, handler);
        });
    }

    void on_readable(ErrorCode error, size_t max_size, const ReadHandler& handler) {
        base::Bytes bytes;
        if (!error && is_open()) {
            const size_t there = m_socket.available(error);
            bytes.resize(std::clamp<size_t>(there, 1, max_size));
            bytes.resize(m_socket.read_some(asio::buffer(bytes), error));
            if (error == asio::error::would_block) return wait_for_bytes(max_size, handler);
        }
        m_reading = false;
        if (error || !is_open()) {
            handler(Err(reason(error)));
            return;
        }
        m_last_progress = steady_clock::now();
        handler(std::move(bytes));
    }

    void write_next() {
        watch_idleness();
        Write& write = m_writes.front();
        m_socket.async_write_some(
            asio::buffer(write.data.data() + write.done, write.data.size() - write.done),
            [under_way = WriteUnderWay(shared_from_this())](const ErrorCode& error, size_t size) mutable {
                under_way.release()->on_written(error, size);
            });
    }

    void on_written(const ErrorCode& error, size_t size) {
        if (error || !is_open()) {
            fail_writes(reason(error));
            return;
        }
        m_last_progress = steady_clock::now();
        m_queued_bytes -= size;
        Write& write = m_writes.front();
        write.done += size;
        if (write.done < write.data.size()) {
            write_next();
            return;
        }
        const WriteHandler handler = std::move(write.handler);
        m_writes.pop_front();
        if (!m_writes.empty()) write_next();
        handler({});
    }

    void fail_writes(const NetError& error) {
        m_queued_bytes = 0;
        for (const Write& write : std::exchange(m_writes, {})) write.handler(Err(error));
    }

    /// An operation begins: sees to it that a timer runs while something is pending. One timer serves many
    /// operations: it looks at the time of the last progress when it expires.
    void watch_idleness() {
        m_last_progress = steady_clock::now();
        if (m_idle_timeout.count() == 0 || m_idle_watched || !is_open()) return;
        start_idle_timer(m_idle_timeout);
    }

    void start_idle_timer(milliseconds delay) {
        m_idle_watched = true;
        m_idle_timer.start(delay, [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->on_idle_timer();
        });
    }

    void on_idle_timer() {
        m_idle_watched = false;
        if (!pending()) return;
        const auto quiet = std::chrono::duration_cast<milliseconds>(steady_clock::now() - m_last_progress);
        if (quiet < m_idle_timeout) {
            start_idle_timer(m_idle_timeout - quiet);
            return;
        }
        end({NetErrorCode::TimedOut, "timed out"});
    }

    asio::io_context& m_io;
    tcp::socket m_socket;
    Timer m_idle_timer;
    Endpoint m_peer;
    Endpoint m_local;
    /// Why this side ended the connection.
    NetError m_end{NetErrorCode::Closed, "connection closed"};
    bool m_reading = false;
    std::deque<Write> m_writes;
    size_t m_queued_bytes = 0;
    milliseconds m_idle_timeout{0};
    bool m_idle_watched = false;
    steady_clock::time_point m_last_progress;
};

/// Connects to a socket in the file system, which takes no time. What it gives is used as a TCP socket is:
/// only names of the ends differ, and these are not asked for.
NetResult<std::shared_ptr<TcpConnection>> unix_connect(EventLoop& loop, const Endpoint& endpoint) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string_view path = std::string_view(endpoint.address).substr(kUnixPrefix.size());
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return Err(NetError{NetErrorCode::BadAddress, "not a path of a socket: " + std::string(path)});
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return Err(net_error_from_errno(errno));
    tcp::socket socket(loop.impl().io);
    ErrorCode error;
    socket.assign(tcp::v4(), descriptor, error);
    if (error) {
        ::close(descriptor);
        return Err(net_error(error));
    }
    if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return Err(net_error_from_errno(errno));
    }
    return std::shared_ptr<TcpConnection>(
        std::make_shared<AsioConnection>(loop, std::move(socket), endpoint));
}

/// An attempt to connect, with its time-out.
struct Attempt {
    explicit Attempt(EventLoop& loop) : socket(loop.impl().io), timer(loop) {}
    tcp::socket socket;
    Timer timer;
    bool timed_out = false;
};

}  // namespace

struct TcpListener::Impl : std::enable_shared_from_this<Impl> {
    explicit Impl(EventLoop& loop_) : loop(loop_), acceptor(loop_.impl().io), pause(loop_) {}

    ErrorCode listen(const tcp::endpoint& where) {
        ErrorCode error;
        acceptor.open(where.protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error && where.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
        if (!error) acceptor.bind(where, error);
        if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
        if (!error) local = endpoint_from(acceptor.local_endpoint(error));
        return error;
    }

    void accept_next() {
        acceptor.async_accept([self = shared_from_this()](const ErrorCode& error, tcp::socket socket) {
            self->on_accepted(error, std::move(socket));
        });
    }

    void on_accepted(const ErrorCode& error, tcp::socket socket) {
        if (!acceptor.is_open()) return;
        if (error) {
            pause.start(kAcceptPause, [weak = weak_from_this()] {
                const auto self = weak.lock();
                if (self && self->acceptor.is_open()) self->accept_next();
            });
            return;
        }
        on_accept(std::make_shared<AsioConnection>(loop, std::move(socket)));
        if (acceptor.is_open()) accept_next();
    }

    EventLoop& loop;
    tcp::acceptor acceptor;
    Timer pause;
    AcceptHandler on_accept;
    Endpoint local;
};

TcpListener::TcpListener(std::shared_ptr<Impl> impl) : m_impl(std::move(impl)) {}

TcpListener::~TcpListener() { close(); }

NetResult<std::unique_ptr<TcpListener>> TcpListener::create(EventLoop& loop, const Endpoint& endpoint,
                                                            AcceptHandler on_accept) {
    const tcp::endpoint where = TRY(endpoint_to(endpoint));
    auto impl = std::make_shared<Impl>(loop);
    if (const ErrorCode error = impl->listen(where)) return Err(net_error(error));
    impl->on_accept = std::move(on_accept);
    impl->accept_next();
    return std::unique_ptr<TcpListener>(new TcpListener(std::move(impl)));
}

void TcpListener::close() {
    ErrorCode ignored;
    m_impl->acceptor.close(ignored);
    m_impl->pause.cancel();
}

const Endpoint& TcpListener::local() const { return m_impl->local; }

void tcp_connect(EventLoop& loop, const Endpoint& endpoint, milliseconds timeout,
                 std::function<void(NetResult<std::shared_ptr<TcpConnection>>)> handler) {
    if (endpoint.address.starts_with(kUnixPrefix)) {
        loop.post([&loop, endpoint, handler = std::move(handler)] { handler(unix_connect(loop, endpoint)); });
        return;
    }
    const auto where = endpoint_to(endpoint);
    if (!where) {
        loop.post([handler = std::move(handler), error = where.error()] { handler(Err(error)); });
        return;
    }
    const auto attempt = std::make_shared<Attempt>(loop);
    attempt->timer.start(timeout, [weak = std::weak_ptr(attempt)] {
        const auto expired = weak.lock();
        if (!expired) return;
        expired->timed_out = true;
        ErrorCode ignored;
        expired->socket.close(ignored);
    });
    attempt->socket.async_connect(
        *where, [&loop, attempt, handler = std::move(handler)](const ErrorCode& error) {
            attempt->timer.cancel();
            if (attempt->timed_out) {
                handler(Err(NetError{NetErrorCode::TimedOut, "timed out"}));
            } else if (error) {
                handler(Err(net_error(error)));
            } else {
                handler(std::shared_ptr<TcpConnection>(
                    std::make_shared<AsioConnection>(loop, std::move(attempt->socket))));
            }
        });
}

}  // namespace quanta::sys
