// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/tcp.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "sys/tcp_client.h"
#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::sys {
namespace {

using namespace std::chrono_literals;
using base::Bytes;

Bytes bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }
std::string text(const Bytes& from) { return std::string(base::as_text(from)); }

/// A loop that runs in a thread of its own for the length of a test.
class TcpTest : public testing::Test {
protected:
    TcpTest() : m_thread("loop", [this] { m_loop.run(); }) {}
    ~TcpTest() override {
        on_loop([this] {
            m_listener.reset();
            for (const auto& connection : m_accepted) connection->close();
            m_accepted.clear();
        });
        m_loop.stop();
    }

    /// Runs `task` in the loop and waits for it.
    void on_loop(std::function<void()> task) {
        std::promise<void> done;
        m_loop.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

    /// Listens on a free port of `address`; each connection is kept and handed to `on_accept`.
    void listen(const std::string& address, TcpListener::AcceptHandler on_accept) {
        on_loop([&] {
            auto listener = TcpListener::create(m_loop, {address, 0}, [this, on_accept](auto connection) {
                m_accepted.push_back(connection);
                on_accept(connection);
            });
            ASSERT_TRUE(listener) << listener.error().message;
            m_port = (*listener)->local().port;
            m_listener = std::move(*listener);
        });
    }

    std::unique_ptr<TcpClient> connect(const std::string& host = "127.0.0.1") {
        auto client = TcpClient::connect(host, m_port, 5s);
        EXPECT_TRUE(client) << (client ? "" : client.error().message);
        return client ? std::move(*client) : nullptr;
    }

    EventLoop m_loop;
    Thread m_thread;
    std::unique_ptr<TcpListener> m_listener;
    std::vector<std::shared_ptr<TcpConnection>> m_accepted;
    uint16_t m_port = 0;
};

void echo(const std::shared_ptr<TcpConnection>& connection) {
    connection->read_some(1000, [connection](NetResult<Bytes> got) {
        if (!got) return;
        connection->write(std::move(*got), [connection](NetResult<void> sent) {
            if (sent) echo(connection);
        });
    });
}

std::string read_exactly(TcpClient& client, size_t size) {
    std::string all;
    while (all.size() < size) {
        Bytes piece(size - all.size());
        const auto got = client.read_some(piece);
        if (!got || *got == 0) break;
        all.append(piece.begin(), piece.begin() + static_cast<ptrdiff_t>(*got));
    }
    return all;
}

TEST_F(TcpTest, EchoesManyBytes) {
    listen("127.0.0.1", echo);
    const auto client = connect();
    std::string sent;
    for (int i = 0; i < 20'000; ++i) sent += std::to_string(i);
    Thread writer("writer", [&] { EXPECT_TRUE(client->write_all(base::as_bytes(sent))); });
    EXPECT_EQ(read_exactly(*client, sent.size()), sent);
}

TEST_F(TcpTest, ListensOnIpv6Alone) {
    listen("::1", echo);
    const auto client = connect("::1");
    ASSERT_TRUE(client->write_all(base::as_bytes("six")));
    EXPECT_EQ(read_exactly(*client, 3), "six");
    on_loop([&] { EXPECT_EQ(m_accepted.at(0)->local().to_text(), "[::1]:" + std::to_string(m_port)); });
}

TEST_F(TcpTest, WritesKeepTheirOrder) {
    listen("127.0.0.1", [](const std::shared_ptr<TcpConnection>& connection) {
        for (char c = 'a'; c <= 'e'; ++c)
            connection->write(Bytes(100'000, static_cast<uint8_t>(c)), [](auto) {});
        EXPECT_EQ(connection->queued_write_bytes(), 500'000u);
    });
    const std::string got = read_exactly(*connect(), 500'000);
    ASSERT_EQ(got.size(), 500'000u);
    for (size_t i = 0; i < got.size(); i += 50'000) EXPECT_EQ(got[i], static_cast<char>('a' + i / 100'000));
}

TEST_F(TcpTest, EndOfStreamIsClosed) {
    std::promise<NetErrorCode> code;
    listen("127.0.0.1", [&](const std::shared_ptr<TcpConnection>& connection) {
        connection->read_some(10,
                              [&, connection](NetResult<Bytes> got) { code.set_value(got.error().code); });
    });
    connect().reset();
    EXPECT_EQ(code.get_future().get(), NetErrorCode::Closed);
}

TEST_F(TcpTest, CloseEndsPendingAndLaterOperations) {
    std::vector<NetErrorCode> codes;
    std::promise<void> done;
    const auto note = [&](const auto& outcome) {
        codes.push_back(outcome.error().code);
        if (codes.size() == 3) done.set_value();
    };
    listen("127.0.0.1", [&](const std::shared_ptr<TcpConnection>& connection) {
        connection->read_some(10, note);
        connection->close();
        connection->close();
        EXPECT_FALSE(connection->is_open());
        connection->write(bytes("x"), note);
        m_loop.post([&, connection] { connection->read_some(10, note); });
    });
    const auto client = connect();
    done.get_future().wait();
    EXPECT_EQ(codes, std::vector(3, NetErrorCode::Closed));
    Bytes piece(1);
    EXPECT_EQ(client->read_some(piece).value_or(9), 0u);
}

TEST_F(TcpTest, IdleTimeoutEndsReadsAndWrites) {
    std::promise<NetErrorCode> reading;
    std::promise<NetErrorCode> writing;
    listen("127.0.0.1", [&](const std::shared_ptr<TcpConnection>& connection) {
        connection->set_idle_timeout(50ms);
        if (m_accepted.size() == 1) {
            connection->read_some(10, [&](auto got) { reading.set_value(got.error().code); });
        } else {
            connection->write(Bytes(50'000'000), [&](auto sent) { writing.set_value(sent.error().code); });
        }
    });
    const auto silent = connect();
    EXPECT_EQ(reading.get_future().get(), NetErrorCode::TimedOut);
    const auto deaf = connect();
    EXPECT_EQ(writing.get_future().get(), NetErrorCode::TimedOut);
}

TEST_F(TcpTest, IdleTimeoutLetsMovingBytesPass) {
    listen("127.0.0.1", [&](const std::shared_ptr<TcpConnection>& connection) {
        connection->set_idle_timeout(10s);
        echo(connection);
    });
    const auto client = connect();
    for (const char* word : {"one", "two"}) {
        ASSERT_TRUE(client->write_all(base::as_bytes(word)));
        EXPECT_EQ(read_exactly(*client, 3), word);
    }
}

TEST_F(TcpTest, RefusesBadAndUsedAddresses) {
    listen("127.0.0.1", echo);
    on_loop([&] {
        const auto create = [&](const Endpoint& where) {
            return TcpListener::create(m_loop, where, [](auto) {});
        };
        EXPECT_EQ(create({"127.0.0.1", m_port}).error().code, NetErrorCode::AddressInUse);
        EXPECT_EQ(create({"localhost", 0}).error().code, NetErrorCode::BadAddress);
        EXPECT_EQ(create({"192.0.2.1", 0}).error().code, NetErrorCode::BadAddress);
        EXPECT_EQ(create({"", 0}).error().code, NetErrorCode::BadAddress);
    });
}

TEST_F(TcpTest, ConnectsAndReportsRefusal) {
    listen("127.0.0.1", echo);
    std::promise<std::string> echoed;
    std::promise<NetErrorCode> refused;
    std::promise<NetErrorCode> bad;
    const Endpoint here{"127.0.0.1", m_port};
    on_loop([&] {
        tcp_connect(m_loop, here, 5s, [&](NetResult<std::shared_ptr<TcpConnection>> connected) {
            ASSERT_TRUE(connected);
            const auto connection = *connected;
            EXPECT_EQ(connection->peer(), here);
            connection->write(bytes("hello"), [](auto) {});
            connection->read_some(5, [&, connection](auto got) { echoed.set_value(text(*got)); });
        });
    });
    EXPECT_EQ(echoed.get_future().get(), "hello");
    on_loop([&] {
        m_listener->close();
        tcp_connect(m_loop, here, 5s, [&](auto outcome) { refused.set_value(outcome.error().code); });
        tcp_connect(m_loop, {"x", 1}, 5s, [&](auto outcome) { bad.set_value(outcome.error().code); });
    });
    EXPECT_EQ(refused.get_future().get(), NetErrorCode::Refused);
    EXPECT_EQ(bad.get_future().get(), NetErrorCode::BadAddress);
    EXPECT_EQ(TcpClient::connect("127.0.0.1", m_port, 5s).error().code, NetErrorCode::Refused);
}

TEST_F(TcpTest, ConnectsToSocketsOfTheFileSystem) {
    const TestDirectory directory;
    const std::string path = directory / "proxy.sock";
    const auto outcome = [this](const std::string& address) {
        std::promise<NetResult<std::shared_ptr<TcpConnection>>> result;
        tcp_connect(m_loop, {address, 0}, 1s, [&result](auto connected) { result.set_value(connected); });
        return result.get_future().get();
    };
    EXPECT_EQ(outcome("unix:").error().code, NetErrorCode::BadAddress);
    EXPECT_EQ(outcome("unix:/" + std::string(200, 'x')).error().code, NetErrorCode::BadAddress);
    EXPECT_FALSE(outcome("unix:" + path));

    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(server, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(server, 1), 0);
    const auto connection = outcome("unix:" + path);
    ASSERT_TRUE(connection) << connection.error().message;
    EXPECT_EQ((*connection)->peer(), (Endpoint{"unix:" + path, 0}));
    const int accepted = ::accept(server, nullptr, nullptr);
    std::promise<Bytes> read;
    on_loop([&] {
        (*connection)->write(bytes("ping"), [](auto) {});
        (*connection)->read_some(10, [&read](auto got) { read.set_value(*got); });
    });
    char received[5] = {};
    EXPECT_EQ(::recv(accepted, received, 4, MSG_WAITALL), 4);
    EXPECT_STREQ(received, "ping");
    EXPECT_EQ(::send(accepted, "pong", 4, 0), 4);
    EXPECT_EQ(text(read.get_future().get()), "pong");
    on_loop([&] { (*connection)->close(); });
    ::close(accepted);
    ::close(server);
}

TEST_F(TcpTest, ClientReadTimesOut) {
    listen("127.0.0.1", [](const auto&) {});
    const auto client = connect();
    client->set_timeout(20ms);
    Bytes piece(1);
    EXPECT_EQ(client->read_some(piece).error().code, NetErrorCode::TimedOut);
    EXPECT_EQ(client->write_all(Bytes(50'000'000)).error().code, NetErrorCode::TimedOut);
}

TEST_F(TcpTest, TimersFireInOrderAndCanBeCancelled) {
    std::vector<int> fired;
    std::promise<void> done;
    std::optional<Timer> first, second, cancelled, restarted;
    on_loop([&] {
        first.emplace(m_loop), second.emplace(m_loop), cancelled.emplace(m_loop), restarted.emplace(m_loop);
        second->start(20ms, [&] { fired.push_back(2); });
        first->start(1ms, [&] { fired.push_back(1); });
        cancelled->start(5ms, [&] { fired.push_back(99); });
        cancelled->cancel();
        restarted->start(5ms, [&] { fired.push_back(98); });
        restarted->start(40ms, [&] {
            fired.push_back(3);
            restarted.reset();
            done.set_value();
        });
    });
    done.get_future().wait();
    EXPECT_EQ(fired, (std::vector<int>{1, 2, 3}));
    on_loop([&] { first.reset(), second.reset(), cancelled.reset(); });
}

TEST(EventLoop, StopBeforeRunReturnsAtOnce) {
    EventLoop loop;
    bool ran = false;
    loop.post([&] { ran = true; });
    loop.stop();
    loop.run();
    EXPECT_FALSE(ran);
    EXPECT_FALSE(loop.in_loop_thread());
}

TEST(EventLoop, EndsWithConnectionsThatWriteAndReadForThemselves) {
    std::weak_ptr<TcpConnection> left;
    {
        EventLoop loop;
        const auto listener = TcpListener::create(loop, {"127.0.0.1", 0}, [&](const auto& connection) {
            left = connection;
            for (int i = 0; i < 2; ++i) connection->write(bytes("x"), [connection](auto) { ADD_FAILURE(); });
            connection->read_some(1, [connection](auto) { ADD_FAILURE(); });
            loop.stop();
        });
        ASSERT_TRUE(listener) << listener.error().message;
        const auto client = TcpClient::connect("127.0.0.1", (*listener)->local().port, 5s);
        ASSERT_TRUE(client) << client.error().message;
        loop.run();
        EXPECT_FALSE(left.expired());
    }
    EXPECT_TRUE(left.expired());
}

TEST(EventLoop, KnowsItsThread) {
    EventLoop loop;
    std::vector<int> order;
    loop.post([&] {
        EXPECT_TRUE(loop.in_loop_thread());
        order.push_back(1);
    });
    loop.post([&] {
        order.push_back(2);
        loop.stop();
    });
    loop.run();
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Resolve, NamesAndAddresses) {
    using Texts = std::vector<std::string>;
    EXPECT_EQ(resolve("127.0.0.1").value(), Texts{"127.0.0.1"});
    EXPECT_EQ(resolve("::1").value(), Texts{"::1"});
    const Texts here = resolve("localhost").value();
    EXPECT_FALSE(here.empty());
    for (const std::string& address : here)
        EXPECT_TRUE(address == "127.0.0.1" || address == "::1") << address;
    // A part of a name has 63 characters at most, so nobody is asked for this one.
    EXPECT_EQ(resolve(std::string(64, 'x')).error().code, NetErrorCode::Unreachable);
}

TEST(TcpClient, UnknownHost) {
    EXPECT_EQ(TcpClient::connect("no such host", 1, 1s).error().code, NetErrorCode::Unreachable);
}

}  // namespace
}  // namespace quanta::sys
