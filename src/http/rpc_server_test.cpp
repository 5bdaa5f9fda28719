// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "http/rpc_server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hmac.h"
#include "http/client.h"
#include "json/parser.h"
#include "rpc/control.h"
#include "sys/clock.h"
#include "sys/tcp_client.h"
#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kUptime = R"({"method":"uptime","id":1})";
constexpr std::string_view kUptimeReply = "{\"result\":77,\"error\":null,\"id\":1}\n";

std::string hashed_line(std::string_view user, std::string_view salt, std::string_view password) {
    const auto hash = crypto::hmac_sha256(base::as_bytes(salt), base::as_bytes(password));
    return std::string(user) + ":" + std::string(salt) + "$" + base::to_hex(hash);
}

/// A server with user u, password p, on a loop of its own.
class RunningServer {
public:
    explicit RunningServer(RpcOptions options) : m_thread("loop", [this] { m_loop.run(); }) {
        rpc::add_control_methods(m_dispatcher, {[] {}, [] { return int64_t{77}; }, ""});
        m_dispatcher.add({.name = "wait"},
                         [this](const rpc::Call&, json::Writer& out) -> rpc::RpcResult<void> {
                             m_waiting.set_value();
                             m_go.get_future().wait();
                             out.value("waited");
                             return {};
                         });
        m_dispatcher.add({.name = "big", .params = {{.name = "size", .kind = rpc::Kind::Number}}},
                         [](const rpc::Call& call, json::Writer& out) -> rpc::RpcResult<void> {
                             const int size = TRY(call.args.integer<int>("size"));
                             out.begin_array();
                             for (int i = 0; i < size; ++i)
                                 out.value("0123456789abcdef");
                             out.end_array();
                             return {};
                         });
        m_dispatcher.add({.name = "who"},
                         [](const rpc::Call& call, json::Writer& out) -> rpc::RpcResult<void> {
                             out.value(call.caller.user + "@" + call.caller.wallet.value_or("-"));
                             return {};
                         });
        m_dispatcher.end_warm_up();
        options.port = 0;
        auto server = RpcServer::create({m_loop, m_dispatcher, sys::real_file_system(), m_random}, options);
        if (server)
            m_server = std::move(*server);
        else
            m_error = server.error();
    }
    ~RunningServer() { stop(); }

    void stop() {
        if (m_server) m_server->stop();
        m_server.reset();
        m_loop.stop();
        m_thread.join();
    }

    uint16_t port() const { return m_server->endpoints().front().port; }
    RpcServer& server() { return *m_server; }
    rpc::Dispatcher& dispatcher() { return m_dispatcher; }
    const std::string& error() const { return m_error; }
    std::promise<void>& waiting() { return m_waiting; }
    std::promise<void>& go() { return m_go; }

    std::unique_ptr<sys::TcpClient> connect() const {
        auto client = sys::TcpClient::connect("127.0.0.1", port(), milliseconds(20'000));
        EXPECT_TRUE(client);
        return std::move(*client);
    }

private:
    sys::EventLoop m_loop;
    sys::FakeRandom m_random{1};
    rpc::Dispatcher m_dispatcher{sys::system_clock()};
    std::promise<void> m_waiting;
    std::promise<void> m_go;
    std::unique_ptr<RpcServer> m_server;
    std::string m_error;
    sys::Thread m_thread;
};

RpcOptions with_password() {
    RpcOptions options;
    options.user = "u";
    options.password = "p";
    return options;
}

std::string request(std::string_view body, std::string_view headers = "Authorization: Basic dTpw\r\n",
                    std::string_view line = "POST / HTTP/1.1") {
    return std::string(line) + "\r\nHost: x\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

void send(sys::TcpClient& client, std::string_view text) {
    EXPECT_TRUE(client.write_all(base::as_bytes(text)));
}

/// The next response; status 0 when the connection ends without one.
Response receive(sys::TcpClient& client) {
    ResponseParser parser;
    std::array<uint8_t, 1> byte;
    for (;;) {
        const auto size = client.read_some(byte);
        if (!size || *size == 0) return {};
        const ParseStatus status = parser.feed(byte);
        if (status == ParseStatus::NeedMore) continue;
        EXPECT_EQ(status, ParseStatus::Done);
        return status == ParseStatus::Done ? parser.take() : Response();
    }
}

/// Whether nothing but the end of the stream is left.
bool at_end(sys::TcpClient& client) {
    std::array<uint8_t, 16> bytes;
    const auto size = client.read_some(bytes);
    return !size || *size == 0;
}

Response answer_to(const RunningServer& server, std::string_view text) {
    const auto client = server.connect();
    send(*client, text);
    return receive(*client);
}

TEST(RpcServer, Statuses) {
    RunningServer server(with_password());
    const auto status = [&](std::string_view text) { return answer_to(server, text).status; };
    const Response good = answer_to(server, request(kUptime));
    EXPECT_EQ(good.status, 200u);
    EXPECT_EQ(good.body, kUptimeReply);
    EXPECT_EQ(good.content_type, "application/json");

    const Response get = answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(get.status, 405u);
    EXPECT_EQ(get.body, "JSONRPC server handles only POST requests");
    const Response none = answer_to(server, request(kUptime, ""));
    EXPECT_EQ(none.status, 401u);
    EXPECT_EQ(none.challenge, "Basic realm=\"jsonrpc\"");
    EXPECT_EQ(none.body, "");
    EXPECT_EQ(status(request(kUptime, "Authorization: Basic dTpw\r\n", "POST /x HTTP/1.1")), 404u);
    EXPECT_EQ(status(request(kUptime, "Authorization: Basic dTpw\r\n", "POST /wallet HTTP/1.1")), 404u);
    EXPECT_EQ(status(request(kUptime, "Authorization: Basic dTpw\r\n", "POST /wallet/%zz HTTP/1.1")), 400u);
    EXPECT_EQ(status(request(R"({"jsonrpc":"2.0","method":"uptime"})")), 204u);
    EXPECT_EQ(status(request(R"({"method":"nosuch","id":1})")), 404u);
    EXPECT_EQ(status(request(R"({"jsonrpc":"2.0","method":"nosuch","id":1})")), 200u);
    EXPECT_EQ(status(request(R"({"id":1})")), 400u);
    EXPECT_EQ(status(request("{")), 500u);
    EXPECT_EQ(status(request(R"({"method":"big","id":1})")), 500u);
    EXPECT_EQ(status(request("[]")), 200u);
    EXPECT_EQ(status(request(R"([{"method":"nosuch","id":1}])")), 200u);
    EXPECT_EQ(status("nonsense\r\n\r\n"), 400u);
    EXPECT_EQ(status("POST / HTTP/1.1\r\nX: " + std::string(9000, 'x')), 400u);
    EXPECT_EQ(status("POST / HTTP/1.1\r\nContent-Length: 33554433\r\n\r\n"), 413u);
    server.dispatcher().set_warm_up("Loading…");
    EXPECT_EQ(status(request(kUptime)), 500u);
}

TEST(RpcServer, WrongPasswordsWait) {
    RunningServer server(with_password());
    for (const std::string_view credentials : {"u:q", "v:p", "u:", "u", ""}) {
        const std::string header = "Authorization: Basic " + base::to_base64(credentials) + "\r\n";
        const auto start = steady_clock::now();
        const Response response = answer_to(server, request(kUptime, header));
        EXPECT_EQ(response.status, 401u) << credentials;
        EXPECT_GE(steady_clock::now() - start, RpcService::kWrongPasswordDelay);
    }
    // Nor does asking for leave to send a body spare the wait.
    const auto start = steady_clock::now();
    const auto asking = server.connect();
    send(*asking,
         "POST / HTTP/1.1\r\nAuthorization: Basic eDp5\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    EXPECT_EQ(receive(*asking).status, 401u);
    EXPECT_GE(steady_clock::now() - start, RpcService::kWrongPasswordDelay);
    EXPECT_EQ(answer_to(server, request(kUptime, "Authorization: Bearer dTpw\r\n")).status, 401u);
    EXPECT_EQ(answer_to(server, request(kUptime, "Authorization: Basic dTp\r\n")).status, 401u);
}

TEST(RpcServer, KeepAliveAndPipelining) {
    RunningServer server(with_password());
    const auto client = server.connect();
    for (int i = 0; i < 3; ++i) {
        send(*client, request(kUptime));
        const Response response = receive(*client);
        EXPECT_EQ(response.body, kUptimeReply);
        EXPECT_TRUE(response.keep_alive);
    }
    // Three at once, the last refused, which does not end the connection.
    send(*client, request(kUptime) + request("{", "Authorization: Basic dTpw\r\n") + request(kUptime, ""));
    EXPECT_EQ(receive(*client).status, 200u);
    EXPECT_EQ(receive(*client).status, 500u);
    EXPECT_EQ(receive(*client).status, 401u);
    // Byte by byte, chunked.
    std::string chunked =
        "POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\nTransfer-Encoding: chunked\r\n\r\n";
    chunked += "5\r\n" + std::string(kUptime.substr(0, 5)) + "\r\n15\r\n" + std::string(kUptime.substr(5)) +
               "\r\n0\r\n\r\n";
    for (const char c : chunked)
        send(*client, {&c, 1});
    EXPECT_EQ(receive(*client).body, kUptimeReply);
    send(*client, request(kUptime, "Authorization: Basic dTpw\r\nConnection: close\r\n"));
    EXPECT_FALSE(receive(*client).keep_alive);
    EXPECT_TRUE(at_end(*client));

    const auto old_client = server.connect();
    send(*old_client, request(kUptime, "Authorization: Basic dTpw\r\n", "POST / HTTP/1.0"));
    EXPECT_EQ(receive(*old_client).status, 200u);
    EXPECT_TRUE(at_end(*old_client));
}

TEST(RpcServer, ExpectContinue) {
    RunningServer server(with_password());
    const std::string head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 27\r\n";
    const auto client = server.connect();
    send(*client, head + "Authorization: Basic dTpw\r\n\r\n");
    std::array<uint8_t, 25> leave;
    for (uint8_t& byte : leave)
        ASSERT_EQ(*client->read_some({&byte, 1}), 1u);
    EXPECT_EQ(base::as_text(leave), "HTTP/1.1 100 Continue\r\n\r\n");
    send(*client, std::string(kUptime) + " ");
    EXPECT_EQ(receive(*client).body, kUptimeReply);

    const auto stranger = server.connect();
    send(*stranger, head + "\r\n");
    EXPECT_EQ(receive(*stranger).status, 401u);
}

TEST(RpcServer, LargeBodiesBothWays) {
    RunningServer server(with_password());
    const auto client = server.connect();
    send(*client, request(R"({"method":"big","params":[200000],"id":1})"));
    ResponseParser parser;
    base::Bytes buffer(1 << 16);
    ParseStatus status = ParseStatus::NeedMore;
    while (status == ParseStatus::NeedMore) {
        const auto size = client->read_some(buffer);
        ASSERT_TRUE(size && *size > 0);
        status = parser.feed(base::ByteSpan(buffer).first(*size));
    }
    ASSERT_EQ(status, ParseStatus::Done);
    const Response big = parser.take();
    EXPECT_EQ(big.status, 200u);
    EXPECT_EQ(big.body.size(),
              200'000u * 19 + 1 + std::string_view(R"({"result":,"error":null,"id":1})").size() + 1);
    EXPECT_TRUE(json::parse(big.body));

    // The largest body there may be, and one byte more.
    const std::string blank(ParserLimits{}.body_size - kUptime.size(), ' ');
    send(*client, request(std::string(kUptime) + blank));
    EXPECT_EQ(receive(*client).body, kUptimeReply);
    send(*client, "POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\nContent-Length: 33554433\r\n\r\n" + blank);
    EXPECT_EQ(receive(*client).status, 413u);
}

TEST(RpcServer, FullQueue) {
    RpcOptions options = with_password();
    options.threads = 1;
    options.work_queue = 1;
    RunningServer server(options);
    const auto busy = server.connect();
    send(*busy, request(R"({"method":"wait","id":1})"));
    server.waiting().get_future().wait();
    // One of three finds room in the queue, whichever comes first.
    std::vector<unsigned> statuses(3);
    std::atomic<int> refused{0};
    std::promise<void> two_refused;
    std::vector<sys::Thread> clients;
    for (unsigned& status : statuses) {
        clients.emplace_back("client", [&] {
            const Response response = answer_to(server, request(kUptime));
            status = response.status;
            if (status != 503) return;
            EXPECT_EQ(response.body, "Work queue depth exceeded");
            if (++refused == 2) two_refused.set_value();
        });
    }
    two_refused.get_future().wait();
    server.go().set_value();
    clients.clear();
    EXPECT_EQ(receive(*busy).status, 200u);
    std::sort(statuses.begin(), statuses.end());
    EXPECT_EQ(statuses, (std::vector<unsigned>{200, 503, 503}));
}

TEST(RpcServer, SlowClientsAreCutOff) {
    RpcOptions options = with_password();
    options.server_timeout = std::chrono::seconds(1);
    RunningServer server(options);
    // Nothing sent; half a head; half a body.
    const auto silent = server.connect();
    const auto half_head = server.connect();
    send(*half_head, "POST / HT");
    const auto half_body = server.connect();
    send(*half_body, "POST / HTTP/1.1\r\nAuthorization: Basic dTpw\r\nContent-Length: 5\r\n\r\n{");
    EXPECT_TRUE(at_end(*silent));
    EXPECT_TRUE(at_end(*half_head));
    EXPECT_TRUE(at_end(*half_body));

    // A byte now and then does not help a head.
    const auto dripping = server.connect();
    const auto start = steady_clock::now();
    const std::string text = request(kUptime);
    for (const char c : text) {
        if (!dripping->write_all(base::as_bytes({&c, 1}))) break;
        if (steady_clock::now() - start > std::chrono::seconds(5)) break;
        std::this_thread::sleep_for(milliseconds(100));
    }
    EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_EQ(answer_to(server, request(kUptime)).status, 200u);
}

TEST(RpcServer, HashedPasswordsAndWhitelists) {
    RpcOptions options;
    options.auth = {hashed_line("alice", "salt", "one"), hashed_line("bob", "pepper", "two")};
    options.whitelist = {"alice:uptime, who", "alice:who,help"};
    RunningServer server(options);
    const auto ask = [&](std::string_view user, std::string_view body) {
        const std::string header = "Authorization: Basic " + base::to_base64(user) + "\r\n";
        return answer_to(server, request(body, header));
    };
    EXPECT_EQ(ask("alice:one", R"({"method":"who","id":1})").body,
              "{\"result\":\"alice@-\",\"error\":null,\"id\":1}\n");
    EXPECT_EQ(ask("alice:one", kUptime).status, 403u);
    EXPECT_EQ(ask("alice:one", kUptime).body, "");
    EXPECT_EQ(ask("alice:one", R"([{"method":"who","id":1},{"method":"uptime","id":2}])").status, 403u);
    EXPECT_EQ(ask("bob:two", kUptime).status, 403u);
    EXPECT_EQ(ask("alice:two", kUptime).status, 401u);
    EXPECT_EQ(ask("bob:one", kUptime).status, 401u);
}

TEST(RpcServer, RightsOfUsers) {
    RpcOptions options;
    options.auth = {hashed_line("reader", "salt", "one") + ":read",
                    hashed_line("bob", "pepper", "two") + ":who"};
    RunningServer server(options);
    const auto status = [&](std::string_view user, std::string_view body) {
        const std::string header = "Authorization: Basic " + base::to_base64(user) + "\r\n";
        return answer_to(server, request(body, header)).status;
    };
    EXPECT_EQ(status("reader:one", kUptime), 200u);
    EXPECT_EQ(status("reader:one", R"({"method":"who","id":1})"), 403u);
    EXPECT_EQ(status("reader:one", R"([{"method":"uptime"},{"method":"stop"}])"), 403u);
    EXPECT_EQ(status("bob:two", R"({"method":"who","id":1})"), 200u);
    EXPECT_EQ(status("bob:two", kUptime), 403u);
}

TEST(RpcServer, WalletPath) {
    RunningServer server(with_password());
    const auto wallet = [&](const std::string& path) {
        return answer_to(server, request(R"({"method":"who","id":1})", "Authorization: Basic dTpw\r\n",
                                         "POST /wallet/" + path + " HTTP/1.1"))
            .body;
    };
    EXPECT_EQ(wallet("a%20b%2Fc"), "{\"result\":\"u@a b/c\",\"error\":null,\"id\":1}\n");
    EXPECT_EQ(wallet(""), "{\"result\":\"u@\",\"error\":null,\"id\":1}\n");
}

TEST(RpcServer, CookieComesAndGoes) {
    RpcOptions options;
    const sys::TestDirectory directory;
    options.cookie_path = directory / ".cookie";
    RunningServer server(options);
    const auto credentials = read_cookie(sys::real_file_system(), options.cookie_path);
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->size(), kCookieUser.size() + 1 + 64);
    EXPECT_EQ(answer_to(server, request(kUptime, "Authorization: Basic " + base::to_base64(*credentials) + "\r\n"))
                  .status,
              200u);
    server.stop();
    EXPECT_FALSE(sys::real_file_system().exists(options.cookie_path));
}

TEST(RpcServer, StopAnswersWhatRuns) {
    RunningServer server(with_password());
    const auto busy = server.connect();
    send(*busy, request(R"({"method":"wait","id":1})"));
    server.waiting().get_future().wait();
    const auto idle = server.connect();
    send(*idle, request(kUptime));
    EXPECT_EQ(receive(*idle).status, 200u);
    const auto late = server.connect();
    send(*late, request(kUptime).substr(0, 30));

    server.server().interrupt();
    EXPECT_TRUE(server.dispatcher().stopping());
    EXPECT_TRUE(at_end(*idle));
    // Closed already if its first bytes had not arrived when the stopping began.
    if (late->write_all(base::as_bytes(request(kUptime).substr(30)))) {
        const Response refused = receive(*late);
        EXPECT_TRUE(refused.status == 503 || refused.status == 0) << refused.status;
    }
    sys::Thread stopping("stopping", [&] { server.server().stop(); });
    server.go().set_value();
    const Response response = receive(*busy);
    EXPECT_EQ(response.body, "{\"result\":\"waited\",\"error\":null,\"id\":1}\n");
    EXPECT_FALSE(response.keep_alive);
    EXPECT_TRUE(at_end(*busy));
    stopping.join();
}

TEST(RpcServer, BindsToNamesAndAddresses) {
    RpcOptions options;
    options.port = 1234;
    options.allow_ip = {"127.0.0.1"};
    options.bind = {"localhost:99", "127.0.0.2", "[::1]:98", "::1"};
    const auto found = server_options(options);
    ASSERT_TRUE(found) << found.error();
    const std::vector<sys::Endpoint>& endpoints = found->endpoints;
    ASSERT_GE(endpoints.size(), 4u);
    const size_t named = endpoints.size() - 3;
    for (size_t i = 0; i < named; ++i) {
        const bool here = endpoints[i].address == "127.0.0.1" || endpoints[i].address == "::1";
        EXPECT_TRUE(here && endpoints[i].port == 99) << endpoints[i].to_text();
    }
    EXPECT_EQ(endpoints[named], (sys::Endpoint{"127.0.0.2", 1234}));
    EXPECT_EQ(endpoints[named + 1], (sys::Endpoint{"::1", 98}));
    EXPECT_EQ(endpoints[named + 2], (sys::Endpoint{"::1", 1234}));
}

TEST(RpcServer, BadOptionsAreNamed) {
    const auto error_of = [](RpcOptions options) { return RunningServer(std::move(options)).error(); };
    RpcOptions bad_auth;
    bad_auth.auth = {"nonsense"};
    EXPECT_EQ(error_of(bad_auth), "Invalid -rpcauth argument.");
    RpcOptions bad_subnet;
    bad_subnet.allow_ip = {"1.2.3"};
    EXPECT_NE(error_of(bad_subnet).find("-rpcallowip subnet specification: 1.2.3."), std::string::npos);
    RpcOptions bad_bind;
    bad_bind.allow_ip = {"1.2.3.4"};
    for (const char* text : {"", ":80", "[::1", "[::1]x", "127.0.0.1:0", "127.0.0.1:x", "localhost:65536"}) {
        bad_bind.bind = {text};
        EXPECT_EQ(error_of(bad_bind), "Invalid -rpcbind address: '" + std::string(text) + "'");
    }
    const std::string no_name(64, 'x');  // a part of a name has 63 characters at most
    bad_bind.bind = {no_name};
    EXPECT_EQ(error_of(bad_bind).rfind("Invalid -rpcbind address: '" + no_name + "' (", 0), 0u);
    RpcOptions bad_perms;
    bad_perms.cookie_perms = "friends";
    EXPECT_NE(error_of(bad_perms).find("-rpccookieperms=friends"), std::string::npos);
    RpcOptions unbindable;
    unbindable.allow_ip = {"1.2.3.4"};
    unbindable.bind = {"203.0.113.7"};
    EXPECT_EQ(error_of(unbindable).rfind("Unable to bind any endpoint for RPC server", 0), 0u);
}

TEST(Server, ConnectionsBeyondTheLimitReplaceIdleOnes) {
    class Echo final : public Service {
    public:
        base::Result<std::string, Refusal> admit(const RequestHead&, const sys::Endpoint&) override {
            return std::string("me");
        }
        Reply serve(Request request) override { return Reply::text(200, request.user + request.body); }
    };
    sys::EventLoop loop;
    Echo echo;
    ServerOptions options;
    options.endpoints = {{"127.0.0.1", 0}};
    options.max_connections = 2;
    options.quiet = milliseconds(0);
    Server server(loop, options);
    server.add_route("/", PathMatch::Prefix, echo);
    ASSERT_TRUE(server.start());
    sys::Thread thread("loop", [&] { loop.run(); });
    std::vector<std::unique_ptr<sys::TcpClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::move(
            *sys::TcpClient::connect("127.0.0.1", server.endpoints()[0].port, milliseconds(20'000))));
        send(*clients.back(), request("!"));
        EXPECT_EQ(receive(*clients.back()).body, "me!");
    }
    EXPECT_TRUE(at_end(*clients[0]));
    send(*clients[1], request("?"));
    EXPECT_EQ(receive(*clients[1]).body, "me?");
    server.stop();
    loop.stop();
}

TEST(Client, PostsAndFails) {
    RunningServer server(with_password());
    ClientOptions options;
    options.port = server.port();
    options.credentials = "u:p";
    const auto response = post(options, kUptime);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, kUptimeReply);
    options.credentials = "u:q";
    EXPECT_EQ(post(options, kUptime)->status, 401u);
    options.host = "localhost";
    EXPECT_EQ(post(options, kUptime)->status, 401u);
    server.stop();
    EXPECT_EQ(post(options, kUptime).error().code, ClientErrorCode::NotConnected);
}

}  // namespace
}  // namespace quanta::http
