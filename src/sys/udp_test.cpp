// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/udp.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace quanta::sys {
namespace {

using namespace std::chrono_literals;

/// A socket of the machine on the loopback address, to talk to.
class Peer {
public:
    Peer() : m_fd(::socket(AF_INET, SOCK_DGRAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(m_fd, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::getsockname(m_fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
        m_port = ntohs(address.sin_port);
    }
    ~Peer() { ::close(m_fd); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    Endpoint endpoint() const { return {"127.0.0.1", m_port}; }
    /// Waits for a datagram and sends it back `times` times.
    void echo(int times) {
        std::vector<uint8_t> bytes(kMaxDatagramBytes * 2);
        sockaddr_in from{};
        socklen_t size = sizeof from;
        const ssize_t got =
            ::recvfrom(m_fd, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
        ASSERT_GE(got, 0);
        for (int i = 0; i < times; ++i)
            ::sendto(m_fd, bytes.data(), static_cast<size_t>(got), 0, reinterpret_cast<sockaddr*>(&from),
                     size);
    }

private:
    int m_fd;
    uint16_t m_port = 0;
};

TEST(Udp, ExchangesDatagrams) {
    EventLoop loop;
    Peer peer;
    auto socket = udp_connect(loop, peer.endpoint()).value();
    EXPECT_EQ(socket->local().address, "127.0.0.1");
    EXPECT_NE(socket->local().port, 0);
    std::vector<base::Bytes> received;
    socket->on_receive([&](base::Bytes bytes) {
        received.push_back(std::move(bytes));
        if (received.size() == 2) loop.stop();
    });
    socket->send(base::Bytes{1, 2, 3});
    peer.echo(2);
    Timer limit(loop);
    limit.start(10s, [&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(received, (std::vector<base::Bytes>{{1, 2, 3}, {1, 2, 3}}));
}

TEST(Udp, LongDatagramsAreCut) {
    EventLoop loop;
    Peer peer;
    auto socket = udp_connect(loop, peer.endpoint()).value();
    size_t size = 0;
    socket->on_receive([&](const base::Bytes& bytes) {
        size = bytes.size();
        loop.stop();
    });
    socket->send(base::Bytes(kMaxDatagramBytes + 1));
    peer.echo(1);
    Timer limit(loop);
    limit.start(10s, [&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(size, kMaxDatagramBytes);
}

TEST(Udp, NobodyThereIsSilence) {
    EventLoop loop;
    std::unique_ptr<UdpSocket> socket;
    {
        const Peer gone;
        socket = udp_connect(loop, gone.endpoint()).value();
    }
    bool received = false;
    socket->on_receive([&](const base::Bytes&) { received = true; });
    socket->send(base::Bytes{1});
    socket->send(base::Bytes{2});
    Timer limit(loop);
    limit.start(50ms, [&] { loop.stop(); });
    loop.run();
    EXPECT_FALSE(received);
}

TEST(Udp, MayBeDestroyedByItsHandler) {
    EventLoop loop;
    Peer peer;
    auto socket = udp_connect(loop, peer.endpoint()).value();
    int received = 0;
    socket->on_receive([&](const base::Bytes&) {
        ++received;
        socket.reset();
    });
    socket->send(base::Bytes{1});
    peer.echo(2);
    Timer limit(loop);
    limit.start(50ms, [&] { loop.stop(); });
    loop.run();
    EXPECT_EQ(received, 1);
}

TEST(Udp, NamesAreNoAddresses) {
    EventLoop loop;
    const auto socket = udp_connect(loop, {"localhost", 1});
    ASSERT_FALSE(socket);
    EXPECT_EQ(socket.error().code, NetErrorCode::BadAddress);
}

}  // namespace
}  // namespace quanta::sys
