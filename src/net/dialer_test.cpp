// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/dialer.h"

#include <gtest/gtest.h>

#include "net/fake_network.h"

namespace quanta::net {
namespace {

using namespace std::chrono_literals;
using Stream = std::shared_ptr<sys::TcpConnection>;

/// A proxy that answers what it is told to, and remembers what it was asked.
class FakeProxy {
public:
    FakeProxy(FakeHost& host, const sys::Endpoint& place, std::vector<base::Bytes> answers)
        : m_answers(std::move(answers)) {
        m_listener = *host.listen(place, [this](Stream stream) {
            m_step = 0;
            m_stream = std::move(stream);
            read();
        });
    }

    std::vector<base::Bytes> asked;

private:
    void read() {
        m_stream->read_some(1'000, [this](const sys::NetResult<base::Bytes>& bytes) {
            if (!bytes) return;
            asked.push_back(*bytes);
            if (m_step < m_answers.size()) m_stream->write(m_answers[m_step++], [](const auto&) {});
            read();
        });
    }

    std::vector<base::Bytes> m_answers;
    size_t m_step = 0;
    Stream m_stream;
    std::unique_ptr<Sockets::Listener> m_listener;
};

class DialerTest : public testing::Test {
protected:
    DialerTest()
        : m_home(m_network.add_host({"1.0.0.1"})), m_peer(m_network.add_host({"2.0.0.1", "2.0.0.2"})) {
        m_listener =
            *m_peer.listen({"0.0.0.0", 8333}, [this](Stream stream) { m_accepted.push_back(stream); });
        m_options.default_port = 8333;
    }

    Dialer& dialer() {
        if (!m_dialer) m_dialer = std::make_unique<Dialer>(m_options, m_home.environment());
        return *m_dialer;
    }
    /// The outcome of what `start` begins with the handler it is given.
    base::Result<Dialed, DialError> outcome(const std::function<void(Dialer::Handler)>& start) {
        std::optional<base::Result<Dialed, DialError>> result;
        start([&result](base::Result<Dialed, DialError> dialed) { result = std::move(dialed); });
        EXPECT_FALSE(result) << "called from within";
        EXPECT_TRUE(m_network.scheduler().run_until([&] { return result.has_value(); }, 60s));
        return std::move(*result);
    }
    base::Result<Dialed, DialError> dial(const std::string& name) {
        return outcome([&](Dialer::Handler handler) {
            dialer().dial(
                name, [this](const wire::Service& service) { return service != m_unwanted; }, handler);
        });
    }
    base::Result<Dialed, DialError> dial(const wire::Service& service) {
        return outcome([&](Dialer::Handler handler) { dialer().dial(service, handler); });
    }

    FakeNetwork m_network{11};
    FakeHost& m_home;
    FakeHost& m_peer;
    std::unique_ptr<Sockets::Listener> m_listener;
    std::vector<Stream> m_accepted;
    NetOptions m_options;
    wire::Service m_unwanted;
    std::unique_ptr<Dialer> m_dialer;
};

const std::vector<base::Bytes> kLetsThrough{{5, 0}, {5, 0, 0, 1, 0, 0, 0, 0, 0, 0}};
const sys::Endpoint kProxyPlace{"127.0.0.1", 9050};

TEST_F(DialerTest, NumericTextNeedsNoLookup) {
    const auto dialed = dial("2.0.0.1");
    ASSERT_TRUE(dialed);
    EXPECT_EQ(dialed->remote.to_text(), "2.0.0.1:8333");
    EXPECT_FALSE(dialed->through_proxy);
    EXPECT_EQ(m_accepted.size(), 1u);
    const auto refused = dial("2.0.0.1:8334");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "Connection refused");
    EXPECT_FALSE(refused.error().proxy_failed);
}

TEST_F(DialerTest, TheTimeoutIsThatOfTheOptions) {
    m_options.connect_timeout = 700ms;
    EXPECT_EQ(dial("9.9.9.9").error().text, "timed out");
    EXPECT_EQ(m_network.clock().steady_us(), 700'000);
}

TEST_F(DialerTest, OneOfTheAddressesOfANameIsTaken) {
    m_network.set_name("peer.example", {"2.0.0.1", "2.0.0.2", "nonsense"});
    m_unwanted = *wire::Service::from_text("2.0.0.1:8333", 0);
    for (int i = 0; i < 10; ++i) {
        const auto dialed = dial("peer.example");
        ASSERT_TRUE(dialed);
        EXPECT_EQ(dialed->remote.to_text(), "2.0.0.2:8333");
    }
}

TEST_F(DialerTest, WhenOneAddressRefusesTheNextIsTried) {
    m_network.add_host({"3.0.0.1"});
    m_network.set_name("peer.example", {"3.0.0.1", "2.0.0.1"});
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(dial("peer.example:8333"));
    m_network.set_name("bad.example", {"3.0.0.1"});
    EXPECT_EQ(dial("bad.example").error().text, "Connection refused");
}

TEST_F(DialerTest, FourAddressesOfANameAreTried) {
    FakeHost& many = m_network.add_host({"3.0.0.1", "3.0.0.2", "3.0.0.3", "3.0.0.4", "3.0.0.5"});
    m_network.set_name("many.example", {"3.0.0.1", "3.0.0.2", "3.0.0.3", "3.0.0.4", "3.0.0.5"});
    EXPECT_FALSE(dial("many.example"));
    EXPECT_EQ(many.attempts_seen(), 4u);
}

TEST_F(DialerTest, NamesThatLeadNowhere) {
    EXPECT_EQ(dial("nobody.example").error().text, "the name has no address");
    EXPECT_EQ(dial("").error().text, "no name of a host");
    EXPECT_EQ(dial("host:0").error().text, "no name of a host");
    m_network.set_name("peer.example", {"2.0.0.1"});
    m_unwanted = *wire::Service::from_text("2.0.0.1:8333", 0);
    EXPECT_EQ(dial("peer.example").error().text, "the name has no address");
    m_options.name_lookups = false;
    EXPECT_EQ(dial("peer.example").error().text, "names are not looked up");
}

TEST_F(DialerTest, NetworksWithoutAWayAreTold) {
    const auto onion = dial(wire::Service{wire::Address::onion({1}), 8333});
    ASSERT_FALSE(onion);
    EXPECT_EQ(onion.error().text, "no way to the network onion");
    EXPECT_TRUE(onion.error().proxy_failed);
    EXPECT_EQ(dial(wire::Service{wire::Address::i2p({1}), 0}).error().text, "no way to the network i2p");
}

TEST_F(DialerTest, AProxyIsToldTheAddressAndTheNetworkDecidesWhichProxy) {
    FakeProxy proxy(m_home, kProxyPlace, kLetsThrough);
    m_options.proxies[wire::Network::Onion] = {.endpoint = kProxyPlace, .randomize = false};
    const wire::Service service{wire::Address::onion({1}), 0x1234};
    const auto dialed = dial(service);
    ASSERT_TRUE(dialed);
    EXPECT_TRUE(dialed->through_proxy);
    EXPECT_EQ(dialed->remote, service);
    ASSERT_EQ(proxy.asked.size(), 2u);
    EXPECT_EQ(proxy.asked[0], (base::Bytes{5, 1, 0}));
    const std::string text = service.address.to_text();
    EXPECT_EQ(base::as_text(base::ByteSpan(proxy.asked[1]).subspan(5, text.size())), text);
    EXPECT_TRUE(dial("2.0.0.1"));
    EXPECT_EQ(proxy.asked.size(), 2u);
}

TEST_F(DialerTest, EachConnectionHasCredentialsOfItsOwn) {
    FakeProxy proxy(m_home, kProxyPlace, {{5, 2}, {1, 0}, {5, 0, 0, 1, 0, 0, 0, 0, 0, 0}});
    m_options.name_proxy = Proxy{.endpoint = kProxyPlace};
    ASSERT_TRUE(dial("one.example"));
    ASSERT_TRUE(dial("two.example"));
    ASSERT_EQ(proxy.asked.size(), 6u);
    EXPECT_NE(proxy.asked[1], proxy.asked[4]);
    EXPECT_EQ(dial("one.example")->remote.address.is_valid(), false);
}

TEST_F(DialerTest, AProxysRefusalIsNoFaultOfTheProxy) {
    FakeProxy proxy(m_home, kProxyPlace, {{5, 0}, {5, 4, 0, 1}});
    m_options.name_proxy = Proxy{.endpoint = kProxyPlace};
    const auto refused = dial("peer.example");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().text, "host unreachable");
    EXPECT_FALSE(refused.error().proxy_failed);
}

TEST_F(DialerTest, AProxyThatIsNotThereOrSilentIsToBlame) {
    m_options.name_proxy = Proxy{.endpoint = kProxyPlace};
    const auto absent = dial("peer.example");
    EXPECT_EQ(absent.error().text, "the proxy: Connection refused");
    EXPECT_TRUE(absent.error().proxy_failed);
    FakeProxy proxy(m_home, kProxyPlace, {});
    const int64_t start_us = m_network.clock().steady_us();
    const auto silent = dial("peer.example");
    EXPECT_EQ(silent.error().text, "the proxy does not answer");
    EXPECT_TRUE(silent.error().proxy_failed);
    EXPECT_NEAR(static_cast<double>(m_network.clock().steady_us() - start_us), 20e6, 1e6);
}

TEST_F(DialerTest, BytesAfterTheAnswerAreLeftToThePeersConnection) {
    FakeProxy proxy(m_home, kProxyPlace, {{5, 0}, {5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 'h', 'i'}});
    m_options.name_proxy = Proxy{.endpoint = kProxyPlace};
    const auto dialed = dial("peer.example");
    ASSERT_TRUE(dialed);
    base::Bytes read;
    dialed->socket->read_some(100, [&read](const sys::NetResult<base::Bytes>& bytes) { read = *bytes; });
    m_network.scheduler().run_for(1s);
    EXPECT_EQ(read, (base::Bytes{'h', 'i'}));
}

TEST_F(DialerTest, NothingIsCalledOnceTheDialerIsGone) {
    bool called = false;
    dialer().dial(*wire::Service::from_text("2.0.0.1:8333", 0), [&called](const auto&) { called = true; });
    m_dialer.reset();
    m_network.scheduler().run_for(10s);
    EXPECT_FALSE(called);
}

TEST(SplitHostPort, FormsOfPlaces) {
    const auto text = [](const std::string& place) {
        const auto split = split_host_port(place, 8333);
        return split ? split->host + " " + std::to_string(split->port) : "none";
    };
    EXPECT_EQ(text("host"), "host 8333");
    EXPECT_EQ(text("host:1"), "host 1");
    EXPECT_EQ(text("host:65535"), "host 65535");
    EXPECT_EQ(text("[::1]"), "::1 8333");
    EXPECT_EQ(text("[::1]:2"), "::1 2");
    EXPECT_EQ(text("::1"), "::1 8333");
    EXPECT_EQ(text(std::string(255, 'h')), std::string(255, 'h') + " 8333");
    for (const std::string& bad :
         {std::string(), std::string(":1"), std::string("host:"), std::string("host:0"),
          std::string("host:65536"), std::string("host:1x"), std::string("[::1"), std::string("[]"),
          std::string("[::1]x"), std::string(256, 'h')}) {
        EXPECT_EQ(text(bad), "none") << bad;
    }
}

}  // namespace
}  // namespace quanta::net
