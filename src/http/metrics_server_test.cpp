// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/metrics_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "http/bind_address.h"
#include "http/rpc_server.h"
#include "http/server_figures.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/random.h"
#include "sys/tcp_client.h"
#include "sys/thread.h"

namespace quanta::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::chrono::seconds kPatience{20};
constexpr std::string_view kScrape = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/// Sends `text` and reads until the other side ends.
std::string send_and_read(uint16_t port, std::string_view text) {
    auto client = sys::TcpClient::connect("127.0.0.1", port, kPatience);
    EXPECT_TRUE(client);
    EXPECT_TRUE((*client)->write_all(base::as_bytes(text)));
    std::string all;
    std::array<uint8_t, 4096> bytes;
    for (;;) {
        const auto size = (*client)->read_some(bytes);
        if (!size || *size == 0) return all;
        all.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*size));
    }
}

class MetricsServerTest : public ::testing::Test {
protected:
    MetricsServerTest() : m_thread("loop", [this] { m_loop.run(); }) {
        m_registry.add([this](metrics::Exposition& out) {
            out.counter("quanta_scrapes_total", "Scrapes.", ++m_scrapes);
        });
        auto made = MetricsServer::create(m_loop, m_registry, {.bind = {"127.0.0.1"}, .port = 0});
        EXPECT_TRUE(made);
        m_server = std::move(*made);
    }
    ~MetricsServerTest() override {
        m_server->stop();
        m_server.reset();
        m_loop.stop();
        m_thread.join();
    }
    std::string ask(std::string_view text) { return send_and_read(m_server->endpoints().front().port, text); }

    metrics::Registry m_registry;
    std::atomic<uint64_t> m_scrapes{0};
    sys::EventLoop m_loop;
    std::unique_ptr<MetricsServer> m_server;
    sys::Thread m_thread;
};

TEST_F(MetricsServerTest, AnswersGetAndHead) {
    const std::string reply = ask(kScrape);
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(reply, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    EXPECT_THAT(reply, ::testing::EndsWith("\r\n\r\n# HELP quanta_scrapes_total Scrapes.\n"
                                           "# TYPE quanta_scrapes_total counter\n"
                                           "quanta_scrapes_total 1\n"));
    const std::string head = ask("HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(head, HasSubstr("Content-Length: 96\r\n"));
    EXPECT_THAT(head, ::testing::EndsWith("\r\n\r\n"));
    // What a scraper may add to the path.
    EXPECT_THAT(ask("GET /metrics?x=y HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                HasSubstr("quanta_scrapes_total 3\n"));
}

TEST_F(MetricsServerTest, RefusesAllElse) {
    EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
    EXPECT_THAT(ask("GET /metrics/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
                StartsWith("HTTP/1.1 404 "));
    const std::string post =
        ask("POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    EXPECT_THAT(post, StartsWith("HTTP/1.1 405 "));
    EXPECT_THAT(post, HasSubstr("Allow: GET, HEAD\r\n"));
    EXPECT_THAT(ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(ask("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(ask("GET /metrics HTTP/1.1\r\nHost: " + std::string(5000, 'x') + "\r\n\r\n"),
                StartsWith("HTTP/1.1 400 "));
    EXPECT_EQ(m_scrapes, 0u);
}

TEST_F(MetricsServerTest, ManyIdleClientsMakeWay) {
    std::vector<std::unique_ptr<sys::TcpClient>> idle;
    for (int i = 0; i < 40; ++i) {
        auto client = sys::TcpClient::connect("127.0.0.1", m_server->endpoints().front().port, kPatience);
        ASSERT_TRUE(client);
        idle.push_back(std::move(*client));
    }
    EXPECT_THAT(ask(kScrape), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST(MetricsServerOptions, OtherMachinesNeedLeave) {
    const auto error = [](MetricsOptions options) {
        const auto made = metrics_server_options(options);
        return made ? std::string() : made.error();
    };
    for (const char* own : {"127.0.0.1", "127.1.2.3:5", "::1", "[::1]:9000"})
        EXPECT_EQ(error({.bind = {own}}), "") << own;
    for (const char* open : {"0.0.0.0", "::", "10.0.0.1:9332", "[::]:9332"}) {
        EXPECT_EQ(error({.bind = {"127.0.0.1", open}}),
                  std::string("-metricsbind=") + open +
                      " would show metrics to other machines: -metricsallowip has to say to which");
        EXPECT_EQ(error({.bind = {open}, .allow_ip = {"10.0.0.0/8"}}), "") << open;
    }
    EXPECT_EQ(error({.bind = {"127.0.0.1:0"}}), "Invalid -metricsbind address: '127.0.0.1:0'");
    EXPECT_EQ(error({.bind = {""}}), "Invalid -metricsbind address: ''");
    EXPECT_THAT(error({.bind = {"127.0.0.1"}, .allow_ip = {"x"}}),
                StartsWith("Invalid -metricsallowip subnet specification: x"));
}

TEST(MetricsServerOptions, AddressesAndBounds) {
    const auto made = metrics_server_options(
        {.bind = {"127.0.0.1", "127.0.0.1:9000", "[::1]:9001"}, .allow_ip = {"10.0.0.0/8"}, .port = 19332});
    ASSERT_TRUE(made) << made.error();
    ASSERT_EQ(made->endpoints.size(), 3u);
    EXPECT_EQ(made->endpoints[0].to_text(), "127.0.0.1:19332");
    EXPECT_EQ(made->endpoints[1].to_text(), "127.0.0.1:9000");
    EXPECT_EQ(made->endpoints[2].to_text(), "[::1]:9001");
    EXPECT_TRUE(made->allowed.allows("10.1.2.3"));
    EXPECT_TRUE(made->allowed.allows("127.0.0.1"));
    EXPECT_FALSE(made->allowed.allows("11.1.2.3"));
    EXPECT_EQ(made->limits.body_size, 0u);
    EXPECT_LE(made->max_connections, 16u);
}

TEST(BindAddress, NamesAndMistakes) {
    const auto found = bind_endpoints("-metricsbind", "localhost:5", 1);
    if (!found) GTEST_SKIP() << "localhost is unknown here: " << found.error();
    for (const sys::Endpoint& endpoint : *found) {
        EXPECT_TRUE(AllowList().allows(endpoint.address)) << endpoint.address;
        EXPECT_EQ(endpoint.port, 5);
    }
    for (const char* wrong : {"[::1", "[::1]x", "1.2.3.4:65536", "1.2.3.4:x", ":5"}) {
        const auto refused = bind_endpoints("-x", wrong, 1);
        ASSERT_FALSE(refused) << wrong;
        EXPECT_THAT(refused.error(), StartsWith(std::string("Invalid -x address: '") + wrong + "'"));
    }
}

/// What the RPC server says of itself.
class RpcServerMetricsTest : public ::testing::Test {
protected:
    RpcServerMetricsTest() : m_thread("loop", [this] { m_loop.run(); }) {
        RpcOptions options;
        options.port = 0;
        options.user = "u";
        options.password = "p";
        options.work_queue = 7;
        auto made = RpcServer::create({m_loop, m_dispatcher, sys::real_file_system(), m_random}, options);
        EXPECT_TRUE(made);
        m_server = std::move(*made);
    }
    ~RpcServerMetricsTest() override {
        m_server->stop();
        m_server.reset();
        m_loop.stop();
        m_thread.join();
    }
    std::string text() {
        metrics::Exposition out;
        m_server->write_metrics(out);
        return out.take();
    }

    sys::EventLoop m_loop;
    sys::FakeRandom m_random{1};
    rpc::Dispatcher m_dispatcher{sys::system_clock()};
    std::unique_ptr<RpcServer> m_server;
    sys::Thread m_thread;
};

TEST_F(RpcServerMetricsTest, CountsRepliesBytesAndWrongPasswords) {
    EXPECT_THAT(text(), HasSubstr("quanta_rpc_connections_accepted_total 0\n"));
    const uint16_t port = m_server->endpoints().front().port;
    const std::string body = R"({"method":"nosuch","id":1})";
    const auto request = [&](const std::string& password) {
        return "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Basic " + password +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    const std::string good = request("dTpw");
    m_dispatcher.end_warm_up();
    const std::string missing = send_and_read(port, good);
    EXPECT_THAT(missing, StartsWith("HTTP/1.1 404 "));
    const std::string wrong = send_and_read(port, request("eDp5"));
    EXPECT_THAT(wrong, StartsWith("HTTP/1.1 401 "));
    const std::string all = text();
    EXPECT_THAT(all, HasSubstr("quanta_rpc_connections_accepted_total 2\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_replies_total{status=\"404\"} 1\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_replies_total{status=\"401\"} 1\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_wrong_passwords_total 1\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_queue_requests 0\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_queue_limit_requests 7\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_received_bytes_total " + std::to_string(2 * good.size()) + "\n"));
    EXPECT_THAT(all, HasSubstr("quanta_rpc_sent_bytes_total " +
                               std::to_string(missing.size() + wrong.size()) + "\n"));
}

TEST(ServerFigures, AStatusWithoutAPlaceIsAnInternalError) {
    ServerFigures figures;
    figures.count_reply(200);
    figures.count_reply(418);
    figures.count_reply(500);
    metrics::Exposition out;
    figures.write("quanta_x", out);
    EXPECT_THAT(out.text(), HasSubstr("quanta_x_replies_total{status=\"200\"} 1\n"));
    EXPECT_THAT(out.text(), HasSubstr("quanta_x_replies_total{status=\"500\"} 2\n"));
}

}  // namespace
}  // namespace quanta::http
