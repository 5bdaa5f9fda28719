// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/hmac.h"
#include "net/fake_network.h"
#include "reach/tor_control.h"
#include "reach/tor_reply.h"
#include "reach/tor_session.h"
#include "sys/file.h"
#include "sys/test_directory.h"

namespace quanta::reach {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kServiceId = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd";
constexpr std::string_view kKey = "ED25519-V3:QUJDREVG+/==";

TorReply reply(std::string_view text) {
    TorReplyParser parser;
    EXPECT_TRUE(parser.feed(base::as_bytes(text)));
    return parser.next().value();
}

/// The error of feeding `text`, empty when there is none.
std::string feed_error(std::string_view text) {
    TorReplyParser parser;
    const auto fed = parser.feed(base::as_bytes(text));
    return fed ? "" : fed.error();
}

TEST(TorReply, IsPutTogetherFromItsLines) {
    TorReplyParser parser;
    const std::string_view text = "250-first\r\n250+data\r\n..dot\r\nmore\r\n.\r\n250 OK\r\n650 event\n";
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        ASSERT_TRUE(parser.feed({&byte, 1}));
    }
    const TorReply whole = parser.next().value();
    EXPECT_EQ(whole.code, 250);
    EXPECT_EQ(whole.lines, (std::vector<std::string>{"first", "data\n.dot\nmore", "OK"}));
    EXPECT_EQ(parser.next()->code, TorReply::kEvent);
    EXPECT_FALSE(parser.next());
}

TEST(TorReply, HasLimits) {
    const std::string longest(kMaxTorLineBytes, '2');
    EXPECT_EQ(feed_error(longest), "");
    EXPECT_EQ(feed_error(longest + "2"), "a line is too long");
    std::string many;
    for (size_t i = 0; i < kMaxTorReplyLines - 1; ++i)
        many += "250-\n";
    EXPECT_EQ(feed_error(many + "250 \n250 \n"), "");
    EXPECT_EQ(feed_error(many + "250-\n250 \n"), "a reply has too many lines");
    const std::string line = "250-" + std::string(90'000, 'x') + "\n";
    std::string large;
    for (int i = 0; i < 11; ++i)
        large += line;
    EXPECT_EQ(feed_error(large), "");
    EXPECT_EQ(feed_error(large + line), "a reply is too long");
    EXPECT_EQ(feed_error("25\n"), "a line has no code");
    EXPECT_EQ(feed_error("x50 OK\n"), "a line has no code");
    EXPECT_EQ(feed_error("\n"), "a line has no code");
    EXPECT_EQ(feed_error("250_OK\n"), "a line has no separator");
}

TEST(TorReply, ValuesAreReadWithTheirEscapes) {
    using Values = std::map<std::string, std::string>;
    EXPECT_EQ(parse_tor_values(""), Values());
    EXPECT_EQ(parse_tor_values("A=b C=\"d e\" F"), (Values{{"A", "b"}, {"C", "d e"}, {"F", ""}}));
    EXPECT_EQ(parse_tor_values(R"(A="\"\\\n\t\r\101\7x\0")"),
              (Values{{"A", std::string("\"\\\n\t\rA\7x\0", 9)}}));
    EXPECT_EQ(parse_tor_values("A=b=c"), (Values{{"A", "b=c"}}));
    for (const std::string_view bad : {"=b", "A=\"b", "A=\"b\\", "A=\"\\400\"", "A=\"b\"c", "A  B", "A "})
        EXPECT_EQ(parse_tor_values(bad).has_value(), bad == "A ") << bad;
    for (const std::string_view text : {"", "plain", "a \"b\" \\ \r\n c"})
        EXPECT_EQ(parse_tor_values("K=" + quote_for_tor(text))->at("K"), text);
}

/// Tor's side of a talk.
class FakeTor {
public:
    FakeTor(net::FakeHost& host, uint16_t port) : m_host(host), m_port(port) {}

    void listen() {
        m_listener = *m_host.listen({"0.0.0.0", m_port}, [this](std::shared_ptr<sys::TcpConnection> stream) {
            m_stream = std::move(stream);
            ++accepted;
            m_line.clear();
            read_on();
        });
    }
    /// Tor is stopped.
    void quit() {
        m_listener.reset();
        if (m_stream) m_stream->close();
        m_stream.reset();
    }
    void send(std::string_view text) {
        const base::ByteSpan bytes = base::as_bytes(text);
        m_stream->write({bytes.begin(), bytes.end()}, [](const sys::NetResult<void>&) {});
    }

    std::string methods = "NULL";
    std::string cookie_path;
    base::Bytes cookie;
    std::string password;
    bool mute = false;
    bool lies = false;  ///< does not know the cookie
    bool refuses_service = false;
    int accepted = 0;
    std::vector<std::string> commands;

private:
    void read_on() {
        m_stream->read_some(1'000, [this](sys::NetResult<base::Bytes> bytes) {
            if (!bytes || !m_stream) return;
            for (const uint8_t byte : *bytes) {
                if (byte == '\r') continue;
                if (byte == '\n')
                    answer(std::exchange(m_line, {}));
                else
                    m_line += static_cast<char>(byte);
            }
            if (m_stream) read_on();
        });
    }
    void answer(const std::string& line) {
        commands.push_back(line);
        if (mute) return;
        const TorWords words = split_tor_words(line);
        if (words.first == "PROTOCOLINFO") {
            send("250-PROTOCOLINFO 1\r\n250-AUTH METHODS=" + methods +
                 " COOKIEFILE=" + quote_for_tor(cookie_path) + "\r\n250-VERSION Tor=\"0.4.8\"\r\n250 OK\r\n");
        } else if (words.first == "AUTHCHALLENGE") {
            challenge(words.rest);
        } else if (words.first == "AUTHENTICATE") {
            send(words.rest == m_expected ? "250 OK\r\n" : "515 Bad authentication\r\n");
        } else if (words.first == "GETINFO") {
            send("250-net/listeners/socks=\"unix:/x\" \"127.0.0.1:9050\"\r\n250 OK\r\n");
        } else if (refuses_service) {
            send("550 Onion address collision\r\n");
        } else {
            const bool is_new = words.rest.starts_with("NEW:");
            send("250-ServiceID=" + std::string(kServiceId) + "\r\n" +
                 (is_new ? "250-PrivateKey=" + std::string(kKey) + "\r\n" : "") + "250 OK\r\n");
        }
    }
    void challenge(std::string_view rest) {
        const base::Bytes client = base::from_hex(split_tor_words(rest).rest).value();
        const base::Bytes server(32, 7);
        base::Bytes message = cookie;
        if (lies) message[0] ^= 1;
        message.insert(message.end(), client.begin(), client.end());
        message.insert(message.end(), server.begin(), server.end());
        const auto hash = [&](std::string_view key) {
            return base::to_hex(crypto::hmac_sha256(base::as_bytes(key), message));
        };
        m_expected = hash("Tor safe cookie authentication controller-to-server hash");
        send("250 AUTHCHALLENGE SERVERHASH=" +
             hash("Tor safe cookie authentication server-to-controller hash") +
             " SERVERNONCE=" + base::to_hex(server) + "\r\n");
    }

    net::FakeHost& m_host;
    uint16_t m_port;
    std::unique_ptr<net::Sockets::Listener> m_listener;
    std::shared_ptr<sys::TcpConnection> m_stream;
    std::string m_line;
    std::string m_expected;

public:
    void expect_password(const std::string& quoted) { m_expected = quoted; }
};

class TorControlTest : public testing::Test, public TorEvents {
protected:
    TorControlTest() {
        m_tor.listen();
        m_options.control = {"1.0.0.2", 9051};
        m_options.service_port = 8333;
        m_options.target = {"127.0.0.1", 8334};
        m_options.key_path = m_directory / "onion_v3_private_key";
    }
    void start() {
        m_control = std::make_unique<TorControl>(
            m_options, TorControl::Services{m_host.environment(), sys::real_file_system(), *this});
        m_control->start();
    }
    void run(std::chrono::milliseconds time) { m_network.scheduler().run_for(time); }
    std::string key_file() const {
        const auto bytes = sys::read_whole(sys::real_file_system(), m_options.key_path, 1'000);
        return bytes ? std::string(base::as_text(*bytes)) : "";
    }
    void write_key(std::string_view text) {
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), m_options.key_path, base::as_bytes(text)));
    }

    /// Tor wants to be shown that we can read its cookie.
    void use_cookie() {
        m_tor.methods = "COOKIE,SAFECOOKIE";
        m_tor.cookie_path = m_directory / "control \"cookie\"";
        m_tor.cookie = base::Bytes(32, 0x42);
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), m_tor.cookie_path, m_tor.cookie));
    }

    void onion_service_up(const wire::Service& service) override { m_up.push_back(service.to_text()); }
    void onion_service_down(const wire::Service& service) override { m_down.push_back(service.to_text()); }
    void tor_proxy_found(const sys::Endpoint& proxy) override { m_proxy = proxy.to_text(); }

    const std::string m_name = std::string(kServiceId) + ".onion:8333";
    net::FakeNetwork m_network{1};
    net::FakeHost& m_host = m_network.add_host({"1.0.0.1"});
    net::FakeHost& m_tor_host = m_network.add_host({"1.0.0.2"});
    FakeTor m_tor{m_tor_host, 9051};
    sys::TestDirectory m_directory;
    TorOptions m_options;
    std::unique_ptr<TorControl> m_control;
    std::vector<std::string> m_up;
    std::vector<std::string> m_down;
    std::string m_proxy;
};

TEST_F(TorControlTest, AddsAServiceAndKeepsItsKey) {
    start();
    run(5s);
    EXPECT_EQ(m_up, std::vector<std::string>{m_name});
    EXPECT_EQ(m_control->service()->to_text(), m_name);
    EXPECT_EQ(m_proxy, "127.0.0.1:9050");
    EXPECT_EQ(key_file(), kKey);
    EXPECT_EQ(m_tor.commands,
              (std::vector<std::string>{"PROTOCOLINFO 1", "AUTHENTICATE", "GETINFO net/listeners/socks",
                                        "ADD_ONION NEW:ED25519-V3 Port=8333,127.0.0.1:8334"}));
    m_tor.send("650 whatever\r\n");
    run(600s);
    EXPECT_TRUE(m_down.empty());
    EXPECT_EQ(m_tor.accepted, 1);
}

TEST_F(TorControlTest, UsesTheKeyItHas) {
    write_key(std::string(kKey) + "\n");
    start();
    run(5s);
    EXPECT_EQ(m_tor.commands.back(), "ADD_ONION " + std::string(kKey) + " Port=8333,127.0.0.1:8334");
    EXPECT_EQ(m_up.size(), 1u);
}

TEST_F(TorControlTest, AFileWithoutAKeyIsKeptAside) {
    const std::string bad = "ED25519-V3:abc\r\nSIGNAL HALT";
    write_key(bad);
    start();
    run(5s);
    EXPECT_EQ(m_tor.commands.back(), "ADD_ONION NEW:ED25519-V3 Port=8333,127.0.0.1:8334");
    EXPECT_EQ(key_file(), kKey);
    EXPECT_EQ(base::as_text(*sys::read_whole(sys::real_file_system(), m_options.key_path + ".bak", 100)),
              bad);
}

TEST_F(TorControlTest, AuthenticatesByPassword) {
    m_tor.methods = "COOKIE,HASHEDPASSWORD";
    m_options.password = "a \"b\"";
    m_tor.expect_password("\"a \\\"b\\\"\"");
    start();
    run(5s);
    EXPECT_EQ(m_up.size(), 1u);
}

TEST_F(TorControlTest, AuthenticatesByCookie) {
    use_cookie();
    start();
    run(5s);
    EXPECT_EQ(m_up.size(), 1u);
}

TEST_F(TorControlTest, DoesNotProveTheCookieToWhoDoesNotKnowIt) {
    use_cookie();
    m_tor.lies = true;
    start();
    run(900ms);
    ASSERT_EQ(m_tor.commands.size(), 2u);
    EXPECT_TRUE(m_tor.commands.back().starts_with("AUTHCHALLENGE SAFECOOKIE "));
    EXPECT_TRUE(m_up.empty());
}

TEST_F(TorControlTest, ComesBackWithGrowingDelays) {
    m_tor.quit();
    start();
    run(10ms);
    run(100s);
    const size_t attempts = m_tor_host.attempts_seen();
    EXPECT_GE(attempts, 9u);  // 1 + 1.5 + 2.25 … s
    EXPECT_LE(attempts, 11u);
    run(3'600s);
    const size_t later = m_tor_host.attempts_seen();
    run(3'600s);
    EXPECT_EQ(m_tor_host.attempts_seen() - later, 6u);  // every ten minutes
    m_tor.listen();
    run(601s);
    EXPECT_EQ(m_up.size(), 1u);
    m_tor.quit();
    run(500ms);
    EXPECT_EQ(m_down, std::vector<std::string>{m_name});
    EXPECT_FALSE(m_control->service());
    m_tor.listen();
    run(5s);  // the delay began anew
    EXPECT_EQ(m_up.size(), 2u);
    EXPECT_EQ(m_tor.commands.back(), "ADD_ONION " + std::string(kKey) + " Port=8333,127.0.0.1:8334");
}

TEST_F(TorControlTest, ASilentTorIsTriedAgain) {
    m_tor.mute = true;
    start();
    run(59s);
    EXPECT_EQ(m_tor.accepted, 1);
    run(4s);
    EXPECT_EQ(m_tor.accepted, 2);
}

TEST_F(TorControlTest, WhatTorRefusesIsTriedAgain) {
    m_tor.refuses_service = true;
    start();
    run(2s);
    EXPECT_GE(m_tor.accepted, 2);
    m_tor.refuses_service = false;
    run(10s);
    EXPECT_EQ(m_up.size(), 1u);
}

TEST_F(TorControlTest, EndsWithItsOwner) {
    start();
    run(5s);
    m_control.reset();
    run(5s);
    EXPECT_TRUE(m_down.empty());
    EXPECT_EQ(m_host.connection_count(), 0u);
    EXPECT_EQ(m_tor.accepted, 1);
}

/// The error of a session that is given `replies` one after another.
std::string session_error(TorRequest request, const std::vector<std::string_view>& replies) {
    if (!request.read_cookie) {
        request.read_cookie = [](const std::string&) -> base::Result<base::Bytes, std::string> {
            return base::Bytes(32);
        };
    }
    TorSession session(std::move(request));
    session.begin();
    for (const std::string_view text : replies) {
        const auto command = session.on_reply(reply(text));
        if (!command) return command.error();
    }
    return "";
}

TEST(TorSession, ErrorsSayWhatIsWrong) {
    const std::string_view null = "250-AUTH METHODS=NULL\n250 OK\n";
    const std::string_view cookie = "250-AUTH METHODS=SAFECOOKIE COOKIEFILE=\"/c\"\n250 OK\n";
    TorRequest with_password;
    with_password.password = "x";
    TorRequest no_cookie;
    no_cookie.read_cookie = [](const std::string& path) -> base::Result<base::Bytes, std::string> {
        return base::Err("open " + path + ": no");
    };
    TorRequest short_cookie;
    short_cookie.read_cookie = [](const std::string&) -> base::Result<base::Bytes, std::string> {
        return base::Bytes(31);
    };
    EXPECT_EQ(session_error({}, {"510 Unrecognized\n"}), "no protocol information: 510 Unrecognized");
    EXPECT_EQ(session_error({}, {"250 OK\n"}), "Tor does not say how to authenticate");
    EXPECT_EQ(session_error({}, {"250-AUTH METHODS=COOKIE\n250 OK\n"}),
              "Tor has no way to authenticate that is known here");
    EXPECT_EQ(session_error({}, {"250-AUTH METHODS=HASHEDPASSWORD\n250 OK\n"}),
              "Tor wants a password: see -torpassword");
    EXPECT_EQ(session_error(with_password, {null}), "-torpassword is given, but Tor takes no password");
    EXPECT_EQ(session_error(no_cookie, {cookie}), "open /c: no");
    EXPECT_EQ(session_error(short_cookie, {cookie}), "the cookie /c has 31 bytes, not 32");
    EXPECT_EQ(session_error({}, {cookie, "513 no\n"}), "no challenge: 513 no");
    EXPECT_EQ(session_error({}, {cookie, "250 AUTHCHALLENGE SERVERHASH=00\n"}),
              "Tor's challenge is malformed");
    EXPECT_EQ(session_error({}, {null, "515 no\n"}), "authentication failed: 515 no");
    EXPECT_EQ(session_error({}, {null, "250 OK\n", "551 no\n", "512 no\n"}), "no onion service: 512 no");
    EXPECT_EQ(session_error({}, {null, "250 OK\n", "250 OK\n", "250-ServiceID=abc\n250 OK\n"}),
              "the name of the onion service is malformed");
    const std::string named = "250-ServiceID=" + std::string(kServiceId) + "\n250 OK\n";
    EXPECT_EQ(session_error({}, {null, "250 OK\n", "250 OK\n", named}),
              "the key of the onion service is malformed");
    TorRequest with_key;
    with_key.service_key = kKey;
    EXPECT_EQ(session_error(with_key, {null, "250 OK\n", "650 event\n", "250 OK\n", named}), "");
    EXPECT_EQ(session_error(with_key, {null, "250 OK\n", "250 OK\n", named, "250 OK\n"}),
              "a reply to nothing");
}

TEST(TorSession, KeysAreOneWord) {
    EXPECT_TRUE(is_onion_key(kKey));
    for (const std::string_view bad :
         {"", "ED25519-V3:", "RSA1024:abc", "ED25519-V3:a b", "ED25519-V3:a\nb", "ED25519-V3:a,b"})
        EXPECT_FALSE(is_onion_key(bad)) << bad;
    EXPECT_TRUE(is_onion_key("ED25519-V3:" + std::string(989, 'a')));
    EXPECT_FALSE(is_onion_key("ED25519-V3:" + std::string(990, 'a')));
}

}  // namespace
}  // namespace quanta::reach
