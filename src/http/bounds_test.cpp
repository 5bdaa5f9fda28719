// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// What clients can make a server hold: connections, bodies and replies, and who has to leave first.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/bytes.h"
#include "http/server.h"
#include "sys/event_loop.h"
#include "sys/tcp_client.h"
#include "sys/thread.h"

namespace quanta::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr size_t kPiece = 64 * 1024;
constexpr std::string_view kKnown = "Authorization: known\r\n";

/// Lets in who sends an Authorization header `known`. /<number> is answered with so many pieces of 64 KiB,
/// /wait after release(), anything else with the body's size.
class Sample final : public Service {
public:
    base::Result<std::string, Refusal> admit(const RequestHead& head, const sys::Endpoint&) override {
        if (head.authorization == "known") return std::string("known");
        return base::Err(Refusal{Reply::text(401, ""), seconds(head.authorization ? 20 : 0)});
    }

    Reply serve(Request request) override {
        if (request.head.target == "/wait") wait();
        Reply reply = Reply::text(200, std::to_string(request.body.size()));
        if (const int pieces = std::atoi(request.head.target.c_str() + 1)) {
            reply.body.assign(static_cast<size_t>(pieces), base::Bytes(kPiece));
        }
        return reply;
    }

    void wait_for_caller() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_waiting; });
    }
    void release() {
        const std::lock_guard lock(m_mutex);
        m_released = true;
        m_changed.notify_all();
    }

private:
    void wait() {
        std::unique_lock lock(m_mutex);
        m_waiting = true;
        m_changed.notify_all();
        m_changed.wait(lock, [&] { return m_released; });
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_waiting = false;
    bool m_released = false;
};

/// A server with `options` on a loop of its own.
class Site {
public:
    explicit Site(ServerOptions options) : m_server(m_loop, with_endpoint(std::move(options))) {
        m_server.add_route("/", PathMatch::Prefix, m_sample);
        EXPECT_TRUE(m_server.start());
        m_thread = sys::Thread("loop", [this] { m_loop.run(); });
    }
    ~Site() {
        m_sample.release();
        m_server.stop();
        m_loop.stop();
    }

    Sample& sample() { return m_sample; }

    /// A client that waits no longer than 20 s for anything.
    std::unique_ptr<sys::TcpClient> connect() const {
        auto client = sys::TcpClient::connect("127.0.0.1", m_server.endpoints().front().port, seconds(20));
        EXPECT_TRUE(client);
        return std::move(*client);
    }

private:
    static ServerOptions with_endpoint(ServerOptions options) {
        options.endpoints = {{"127.0.0.1", 0}};
        return options;
    }

    sys::EventLoop m_loop;
    Sample m_sample;
    Server m_server;
    sys::Thread m_thread;
};

std::string head(std::string_view target, size_t length, std::string_view headers = kKnown) {
    return "POST " + std::string(target) + " HTTP/1.1\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(length) + "\r\n\r\n";
}

/// Whether the server took `text`.
bool send(sys::TcpClient& client, std::string_view text) {
    return client.write_all(base::as_bytes(text)).has_value();
}

/// The status of the reply of which `begun` has been read, 0 when its rest does not come, and its body.
std::pair<unsigned, std::string> rest_of(sys::TcpClient& client, base::ByteSpan begun) {
    ResponseParser parser;
    if (!begun.empty()) parser.feed(begun);
    base::Bytes buffer(kPiece);
    for (;;) {
        const auto size = client.read_some(buffer);
        if (!size || *size == 0) return {};
        if (parser.feed(base::ByteSpan(buffer).first(*size)) != ParseStatus::Done) continue;
        Response response = parser.take();
        return {response.status, std::move(response.body)};
    }
}

/// The status of the next reply, 0 when there is none, and its body.
std::pair<unsigned, std::string> receive(sys::TcpClient& client) {
    return rest_of(client, {});
}

std::pair<unsigned, std::string> ask(sys::TcpClient& client, std::string_view body = "") {
    if (!send(client, head("/", body.size()) + std::string(body))) return {};
    return receive(client);
}

bool at_end(sys::TcpClient& client) {
    std::array<uint8_t, 1> byte;
    const auto size = client.read_some(byte);
    return !size || *size == 0;
}

const std::pair<unsigned, std::string> kEmptyAnswer{200u, "0"};

TEST(Bounds, StrangersMakeRoomFirst) {
    ServerOptions options;
    options.max_connections = 3;
    Site site(options);
    const auto known = site.connect();
    EXPECT_EQ(ask(*known), kEmptyAnswer);
    std::vector<std::unique_ptr<sys::TcpClient>> strangers;
    for (int i = 0; i < 20; ++i)
        strangers.push_back(site.connect());
    send(*strangers.back(), "POST / HT");
    for (int i = 0; i < 18; ++i)
        EXPECT_TRUE(at_end(*strangers[i])) << i;
    EXPECT_EQ(ask(*known), kEmptyAnswer);
    EXPECT_EQ(ask(*strangers[18]), kEmptyAnswer);
}

TEST(Bounds, TheLeastActiveMakesRoom) {
    ServerOptions options;
    options.max_connections = 3;
    options.quiet = milliseconds(0);
    Site site(options);
    const auto first = site.connect();
    const auto second = site.connect();
    const auto dripping = site.connect();
    EXPECT_EQ(ask(*dripping), kEmptyAnswer);
    EXPECT_EQ(ask(*second), kEmptyAnswer);
    EXPECT_EQ(ask(*first), kEmptyAnswer);
    // Part of a request keeps nobody's place.
    EXPECT_TRUE(send(*dripping, head("/", 100) + "part"));
    const auto newcomer = site.connect();
    EXPECT_TRUE(at_end(*dripping));
    EXPECT_EQ(ask(*newcomer), kEmptyAnswer);
    const auto another = site.connect();
    EXPECT_TRUE(at_end(*second));
    EXPECT_EQ(ask(*first), kEmptyAnswer);
    EXPECT_EQ(ask(*newcomer), kEmptyAnswer);
    EXPECT_EQ(ask(*another), kEmptyAnswer);
}

TEST(Bounds, WhoIsActiveStays) {
    ServerOptions options;
    options.max_connections = 1;
    options.quiet = seconds(3600);
    Site site(options);
    const auto active = site.connect();
    EXPECT_EQ(ask(*active), kEmptyAnswer);
    EXPECT_TRUE(at_end(*site.connect()));
    EXPECT_EQ(ask(*active), kEmptyAnswer);
}

TEST(Bounds, ReliefIsTold) {
    ServerOptions options;
    std::promise<void> told;
    options.on_relief = [&] { told.set_value(); };
    Site site(options);
    const auto client = site.connect();
    EXPECT_TRUE(send(*client, head("/400", 0)));
    EXPECT_EQ(receive(*client).second.size(), 400 * kPiece);
    EXPECT_EQ(told.get_future().wait_for(seconds(20)), std::future_status::ready);
}

TEST(Bounds, WhoWaitsForARefusalMakesRoom) {
    ServerOptions options;
    options.max_connections = 1;
    Site site(options);
    const auto guessing = site.connect();
    EXPECT_TRUE(send(*guessing, head("/", 0, "Authorization: guess\r\n")));
    const auto start = steady_clock::now();
    const auto newcomer = site.connect();
    EXPECT_EQ(ask(*newcomer), kEmptyAnswer);
    EXPECT_TRUE(at_end(*guessing));
    EXPECT_LT(steady_clock::now() - start, seconds(15));
}

TEST(Bounds, RunningRequestsStay) {
    ServerOptions options;
    options.max_connections = 1;
    Site site(options);
    const auto busy = site.connect();
    EXPECT_TRUE(send(*busy, head("/wait", 0)));
    site.sample().wait_for_caller();
    const auto newcomer = site.connect();
    EXPECT_TRUE(at_end(*newcomer));
    site.sample().release();
    EXPECT_EQ(receive(*busy), kEmptyAnswer);
}

TEST(Bounds, WhoDoesNotReadMakesRoom) {
    ServerOptions options;
    options.max_connections = 1;
    Site site(options);
    const auto deaf = site.connect();
    EXPECT_TRUE(send(*deaf, head("/1000", 0)));
    const auto deadline = steady_clock::now() + seconds(20);
    unsigned status = 0;
    while (status == 0 && steady_clock::now() < deadline)
        status = ask(*site.connect()).first;
    EXPECT_EQ(status, 200u);
    EXPECT_EQ(receive(*deaf).first, 0u);
}

TEST(Bounds, BodiesTogether) {
    ServerOptions options;
    options.max_body_bytes = 1024 * 1024;
    Site site(options);
    const std::string body(700 * 1024, 'x');
    const auto slow = site.connect();
    EXPECT_TRUE(send(*slow, head("/", body.size()) + body.substr(1)));
    // Not in time with the other, or either might be the slower one.
    std::this_thread::sleep_for(milliseconds(300));
    const auto fast = site.connect();
    EXPECT_EQ(ask(*fast, body), std::pair(200u, std::to_string(body.size())));
    EXPECT_TRUE(send(*slow, "x"));
    EXPECT_EQ(receive(*slow),
              std::pair(503u, std::string("Request rejected because of the memory that others take")));
    // The connection is as good as before.
    EXPECT_EQ(ask(*slow, body), std::pair(200u, std::to_string(body.size())));
    // What is held while it runs counts too, and small ones always find room.
    EXPECT_TRUE(send(*slow, head("/wait", body.size()) + body));
    site.sample().wait_for_caller();
    EXPECT_EQ(ask(*fast, body).first, 503u);
    const std::string small(ServerOptions::kSmallBody, 'x');
    EXPECT_EQ(ask(*fast, small), std::pair(200u, std::to_string(small.size())));
    site.sample().release();
    EXPECT_EQ(receive(*slow), std::pair(200u, std::to_string(body.size())));
    EXPECT_EQ(ask(*fast, body), std::pair(200u, std::to_string(body.size())));
}

TEST(Bounds, RepliesTogether) {
    ServerOptions options;
    options.max_unsent_bytes = 16 * kPiece;
    Site site(options);
    // One alone may be larger, and is taken at leisure; small ones of others are no reason to close it.
    const auto first = site.connect();
    EXPECT_TRUE(send(*first, head("/800", 0)));
    std::array<uint8_t, 1> byte;
    EXPECT_TRUE(first->read_some(byte));
    EXPECT_EQ(ask(*site.connect()), kEmptyAnswer);
    EXPECT_EQ(rest_of(*first, byte).second.size(), 800 * kPiece);
    // A large one is.
    EXPECT_TRUE(send(*first, head("/800", 0)));
    EXPECT_TRUE(first->read_some(byte));
    const auto second = site.connect();
    EXPECT_TRUE(send(*second, head("/17", 0)));
    EXPECT_EQ(receive(*second).second.size(), 17 * kPiece);
    EXPECT_EQ(receive(*first).first, 0u);
}

TEST(Bounds, SlowTransfersEnd) {
    ServerOptions options;
    options.timeout = milliseconds(500);
    options.min_rate = 100 * 1024 * 1024;
    Site site(options);
    const auto start = steady_clock::now();
    const auto reader = site.connect();
    EXPECT_TRUE(send(*reader, head("/1600", 0)));
    const auto sender = site.connect();
    EXPECT_TRUE(send(*sender, head("/", 1000)));
    bool sends = true;
    base::Bytes bytes(kPiece);
    // Both make progress all the time, and more than a second too slowly.
    while (steady_clock::now() - start < seconds(3)) {
        sends = sends && send(*sender, "x");
        const auto size = reader->read_some(bytes);
        if (!size || *size == 0) break;
        std::this_thread::sleep_for(milliseconds(50));
    }
    EXPECT_TRUE(at_end(*sender));
    while (reader->read_some(bytes).value_or(0) > 0) {
    }
    EXPECT_LT(steady_clock::now() - start, seconds(10));
    EXPECT_EQ(ask(*site.connect()), kEmptyAnswer);
}

}  // namespace
}  // namespace quanta::http
