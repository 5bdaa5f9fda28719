// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/tcp_client.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sys/net_error.h"

namespace quanta::sys {

namespace {

using base::Err;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

#if defined(MSG_NOSIGNAL)
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;  // There programs ignore SIGPIPE.
#endif

NetError last_error() { return net_error_from_errno(errno); }

/// Milliseconds from now to `deadline` for poll: at least 0.
int remaining_ms(steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
}

/// Waits until `descriptor` is ready for `events`; zero waits for ever.
NetResult<void> wait_ready(int descriptor, short events, milliseconds timeout) {
    const auto deadline = steady_clock::now() + timeout;
    pollfd watched{descriptor, events, 0};
    int ready = -1;
    do {
        ready = ::poll(&watched, 1, timeout.count() == 0 ? -1 : remaining_ms(deadline));
    } while (ready < 0 && errno == EINTR);
    if (ready < 0) return Err(last_error());
    if (ready == 0) return Err(NetError{NetErrorCode::TimedOut, "timed out"});
    return {};
}

int open_socket(const addrinfo& address) {
    const int descriptor = ::socket(address.ai_family, address.ai_socktype, address.ai_protocol);
    if (descriptor < 0) return -1;
    ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

NetResult<void> finish_connecting(int descriptor, const addrinfo& address, milliseconds timeout) {
    if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return {};
    if (errno != EINPROGRESS && errno != EINTR) return Err(last_error());
    TRY(wait_ready(descriptor, POLLOUT, timeout));
    int failure = 0;
    socklen_t length = sizeof failure;
    ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length);
    if (failure != 0) return Err(net_error_from_errno(failure));
    return {};
}

NetResult<int> connect_to(const addrinfo& address, milliseconds timeout) {
    const int descriptor = open_socket(address);
    if (descriptor < 0) return Err(last_error());
    const auto outcome = finish_connecting(descriptor, address, timeout);
    if (outcome) return descriptor;
    ::close(descriptor);
    return Err(outcome.error());
}

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

NetResult<AddressList> look_up(const std::string& host, uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    // This machine, whatever its list of hosts says and if it has none (RFC 6761, section 6.3).
    const char* const name = host == "localhost" ? nullptr : host.c_str();
    const int status = ::getaddrinfo(name, std::to_string(port).c_str(), &hints, &found);
    if (status != 0) return Err(NetError{NetErrorCode::Unreachable, host + ": " + ::gai_strerror(status)});
    return AddressList(found, &::freeaddrinfo);
}

}  // namespace

NetResult<std::vector<std::string>> resolve(const std::string& host) {
    const AddressList addresses = TRY(look_up(host, 0));
    std::vector<std::string> texts;
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        char text[NI_MAXHOST];
        const int status = ::getnameinfo(address->ai_addr, address->ai_addrlen, text, sizeof text, nullptr, 0,
                                         NI_NUMERICHOST);
        const bool is_new = status == 0 && std::find(texts.begin(), texts.end(), text) == texts.end();
        if (is_new) texts.emplace_back(text);
    }
    if (texts.empty()) return Err(NetError{NetErrorCode::Unreachable, host + ": no address"});
    return texts;
}

TcpClient::TcpClient(int descriptor, milliseconds timeout) : m_descriptor(descriptor), m_timeout(timeout) {}

TcpClient::~TcpClient() { ::close(m_descriptor); }

NetResult<std::unique_ptr<TcpClient>> TcpClient::connect(const std::string& host, uint16_t port,
                                                         milliseconds timeout) {
    const AddressList addresses = TRY(look_up(host, port));
    NetError last{NetErrorCode::Unreachable, host + ": no address"};
    for (const addrinfo* address = addresses.get(); address != nullptr; address = address->ai_next) {
        const auto descriptor = connect_to(*address, timeout);
        if (descriptor) return std::unique_ptr<TcpClient>(new TcpClient(*descriptor, timeout));
        last = descriptor.error();
    }
    return Err(last);
}

void TcpClient::set_timeout(milliseconds timeout) { m_timeout = timeout; }

NetResult<void> TcpClient::write_all(base::ByteSpan data) {
    while (!data.empty()) {
        const ssize_t sent = ::send(m_descriptor, data.data(), data.size(), kSendFlags);
        if (sent >= 0) {
            data = data.subspan(static_cast<size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            TRY(wait_ready(m_descriptor, POLLOUT, m_timeout));
        } else if (errno != EINTR) {
            return Err(last_error());
        }
    }
    return {};
}

NetResult<size_t> TcpClient::read_some(std::span<uint8_t> out) {
    while (true) {
        const ssize_t got = ::recv(m_descriptor, out.data(), out.size(), 0);
        if (got >= 0) return static_cast<size_t>(got);
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            TRY(wait_ready(m_descriptor, POLLIN, m_timeout));
        } else if (errno != EINTR) {
            return Err(last_error());
        }
    }
}

}  // namespace quanta::sys
