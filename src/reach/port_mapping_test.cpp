// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/port_mapping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/fake_network.h"
#include "reach/default_gateway.h"
#include "reach/nat_pmp.h"
#include "reach/pcp.h"
#include "sys/file.h"

namespace quanta::reach {
namespace {

using namespace std::chrono_literals;
using wire::Address;
using wire::Service;

const Address kOutside = Address::ipv4({5, 6, 7, 8});

PcpRequest make_request() {
    PcpRequest request;
    request.nonce = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    request.client = Address::ipv4({192, 168, 1, 2});
    request.port = 8333;
    request.lifetime_s = 2'400;
    return request;
}

/// What a router answers to a PCP request.
base::Bytes pcp_answer(base::ByteSpan request, uint8_t result = 0, uint16_t external_port = 8333,
                       uint32_t lifetime_s = 2'400) {
    base::Bytes bytes(request.begin(), request.end());
    bytes[1] |= 0x80;
    bytes[3] = result;
    base::write_be<uint32_t>(&bytes[4], lifetime_s);
    std::fill(bytes.begin() + 8, bytes.begin() + 24, 0);
    base::write_be<uint16_t>(&bytes[42], external_port);
    const auto outside = *kOutside.legacy_bytes();
    std::copy(outside.begin(), outside.end(), bytes.begin() + 44);
    return bytes;
}

TEST(Pcp, RequestIsLaidOut) {
    const base::Bytes bytes = encode_pcp_request(make_request());
    base::Bytes expected(60);
    expected[0] = 2;
    expected[1] = 1;
    expected[6] = 0x09;
    expected[7] = 0x60;
    const base::Bytes client{0xff, 0xff, 192, 168, 1, 2};
    std::copy(client.begin(), client.end(), expected.begin() + 18);
    for (uint8_t i = 0; i < 12; ++i)
        expected[24 + i] = i + 1;
    expected[36] = 6;
    expected[40] = expected[42] = 0x20;
    expected[41] = expected[43] = 0x8d;
    expected[54] = expected[55] = 0xff;
    EXPECT_EQ(bytes, expected);
}

TEST(Pcp, AnswersAreReadOrRefused) {
    const PcpRequest request = make_request();
    const base::Bytes good = pcp_answer(encode_pcp_request(request), 0, 9'000, 60);
    EXPECT_EQ(*decode_pcp_answer(good, request), (MappedPort{{kOutside, 9'000}, 60}));
    const auto error = [&](const base::Bytes& bytes) {
        const auto answer = decode_pcp_answer(bytes, request);
        return answer ? std::string_view("none") : mapping_error_text(answer.error());
    };
    const auto changed = [&](size_t at, uint8_t value) {
        base::Bytes bytes = good;
        bytes[at] = value;
        return bytes;
    };
    EXPECT_EQ(error(base::Bytes(good.begin(), good.end() - 1)), "not an answer");
    EXPECT_EQ(error({2, 0x81, 0}), "not an answer");
    EXPECT_EQ(error(base::Bytes(1'101, 0x81)), "not an answer");
    EXPECT_EQ(error(changed(1, 1)), "not an answer");    // a request
    EXPECT_EQ(error(changed(24, 0)), "not an answer");   // somebody else's
    EXPECT_EQ(error(changed(36, 17)), "not an answer");  // UDP
    EXPECT_EQ(error(changed(41, 0)), "not an answer");   // another port
    EXPECT_EQ(error(changed(0, 1)), "another version of the protocol");
    EXPECT_EQ(error(changed(3, 1)), "another version of the protocol");
    EXPECT_EQ(error({0, 0x80, 0, 1, 0, 0, 0, 0}), "another version of the protocol");
    EXPECT_EQ(error(changed(3, 2)), "refused");
    EXPECT_EQ(error(changed(3, 8)), "no mapping is left");
}

TEST(NatPmp, MessagesAreLaidOut) {
    EXPECT_EQ(encode_nat_pmp_address_request(), (base::Bytes{0, 0}));
    EXPECT_EQ(encode_nat_pmp_request(8333, 2'400),
              (base::Bytes{0, 2, 0, 0, 0x20, 0x8d, 0x20, 0x8d, 0, 0, 9, 0x60}));
    EXPECT_EQ(encode_nat_pmp_request(8333, 0), (base::Bytes{0, 2, 0, 0, 0x20, 0x8d, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(*decode_nat_pmp_address(base::Bytes{0, 128, 0, 0, 0, 0, 0, 1, 5, 6, 7, 8}), kOutside);
    const base::Bytes good{0, 130, 0, 0, 0, 0, 0, 1, 0x20, 0x8d, 0x23, 0x28, 0, 0, 0, 60};
    EXPECT_EQ(decode_nat_pmp_answer(good, 8333)->external, 9'000);
    EXPECT_EQ(decode_nat_pmp_answer(good, 8333)->lifetime_s, 60u);
    const auto error = [](base::Bytes bytes) { return decode_nat_pmp_answer(bytes, 8333).error(); };
    const auto result = [&](uint8_t code) {
        base::Bytes bytes = good;
        bytes[3] = code;
        return error(bytes);
    };
    EXPECT_EQ(result(1), MappingError::OtherVersion);
    EXPECT_EQ(result(2), MappingError::Refused);
    EXPECT_EQ(result(3), MappingError::Busy);
    EXPECT_EQ(result(4), MappingError::Busy);
    EXPECT_EQ(result(5), MappingError::Refused);
    EXPECT_EQ(error(base::Bytes(good.begin(), good.end() - 1)), MappingError::NotForUs);
    EXPECT_EQ(error({0, 130, 0, 0}), MappingError::NotForUs);
    EXPECT_EQ(decode_nat_pmp_answer(good, 8334).error(), MappingError::NotForUs);
    EXPECT_EQ(decode_nat_pmp_address(good).error(), MappingError::NotForUs);
    base::Bytes other = good;
    other[0] = 2;
    EXPECT_EQ(error(other), MappingError::OtherVersion);
}

TEST(DefaultGateway, IsTheBestDefaultRoute) {
    constexpr std::string_view head =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\n";
    const auto gateway = [&](std::string_view lines) {
        const auto found = parse_default_gateway(std::string(head) + std::string(lines));
        return found ? found->to_text() : "none";
    };
    const std::string wlan = "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
    const std::string eth = "eth0\t00000000\tFE01A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    EXPECT_EQ(gateway(""), "none");
    EXPECT_EQ(gateway(wlan), "192.168.1.1");
    EXPECT_EQ(gateway(wlan + eth), "192.168.1.254");
    EXPECT_EQ(gateway(eth + wlan), "192.168.1.254");
    EXPECT_EQ(gateway("eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"), "none");
    EXPECT_EQ(gateway("tun0\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"), "none");
    EXPECT_EQ(gateway("ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"), "none");
    EXPECT_EQ(gateway("eth0 00000000 xx 0003 0 0 0 00000000"), "none");
    EXPECT_EQ(gateway("eth0 00000000 0101A8C0 0003 0 0"), "none");
    const auto here = default_gateway(sys::real_file_system());
    EXPECT_TRUE(!here || here->network() == wire::Network::Ipv4);
}

/// A router behind sockets that are none.
class FakeRouter {
public:
    explicit FakeRouter(net::FakeNetwork& network) : m_network(network) {}

    sys::NetResult<std::unique_ptr<sys::UdpSocket>> open(const sys::Endpoint& peer) {
        EXPECT_EQ(peer.to_text(), "192.168.1.1:5351");
        ++opened;
        if (unreachable) return base::Err(sys::NetError{sys::NetErrorCode::Unreachable, "no route"});
        return std::unique_ptr<sys::UdpSocket>(std::make_unique<Socket>(*this));
    }

    std::function<std::optional<base::Bytes>(const base::Bytes&)> answer;
    bool unreachable = false;
    int opened = 0;
    std::vector<base::Bytes> requests;

private:
    struct Receiver {
        sys::UdpSocket::ReceiveHandler handler;
    };

    class Socket final : public sys::UdpSocket {
    public:
        explicit Socket(FakeRouter& router) : m_router(router) {}
        void send(base::ByteSpan data) override {
            m_router.requests.emplace_back(data.begin(), data.end());
            if (!m_router.answer) return;
            const auto bytes = m_router.answer(m_router.requests.back());
            if (!bytes) return;
            m_router.m_network.scheduler().call_after_us(10'000, [weak = std::weak_ptr(m_receiver), bytes] {
                if (const auto receiver = weak.lock()) receiver->handler(*bytes);
            });
        }
        void on_receive(ReceiveHandler handler) override { m_receiver->handler = std::move(handler); }
        const sys::Endpoint& local() const override { return m_local; }

    private:
        FakeRouter& m_router;
        sys::Endpoint m_local{"192.168.1.2", 40'000};
        std::shared_ptr<Receiver> m_receiver = std::make_shared<Receiver>();
    };

    net::FakeNetwork& m_network;
};

class PortMappingTest : public testing::Test, public PortMappingEvents {
protected:
    void start() {
        PortMapping::Services services{m_host.environment(), *this, [this] { return m_gateway; },
                                       [this](const sys::Endpoint& peer) { return m_router.open(peer); }};
        m_mapping = std::make_unique<PortMapping>(8333, std::move(services));
        m_mapping->start();
    }
    void run(std::chrono::milliseconds time) { m_network.scheduler().run_for(time); }
    /// Answers by PCP for `lifetime_s`.
    void speak_pcp(uint32_t lifetime_s = 2'400, uint16_t external_port = 8333) {
        m_router.answer = [=](const base::Bytes& request) -> std::optional<base::Bytes> {
            if (request[0] != 2) return std::nullopt;
            return pcp_answer(request, 0, external_port, lifetime_s);
        };
    }
    void port_mapped(const Service& service) override { m_mapped.push_back(service.to_text()); }
    void port_mapping_lost(const Service& service) override { m_lost.push_back(service.to_text()); }

    net::FakeNetwork m_network{1};
    net::FakeHost& m_host = m_network.add_host({"192.168.1.2"});
    FakeRouter m_router{m_network};
    std::optional<Address> m_gateway = Address::ipv4({192, 168, 1, 1});
    std::unique_ptr<PortMapping> m_mapping;
    std::vector<std::string> m_mapped;
    std::vector<std::string> m_lost;
};

TEST_F(PortMappingTest, ByPcpIsRenewedEveryTwentyMinutes) {
    speak_pcp();
    start();
    run(1s);
    EXPECT_EQ(m_mapped, std::vector<std::string>{"5.6.7.8:8333"});
    EXPECT_EQ(m_mapping->external()->to_text(), "5.6.7.8:8333");
    run(1'190s);
    EXPECT_EQ(m_router.requests.size(), 1u);
    run(20s);
    ASSERT_EQ(m_router.requests.size(), 2u);
    EXPECT_EQ(m_router.requests[0], m_router.requests[1]);  // the nonce stays
    EXPECT_EQ(m_mapped.size(), 1u);
    m_mapping.reset();
    ASSERT_EQ(m_router.requests.size(), 3u);
    EXPECT_EQ(base::read_be<uint32_t>(&m_router.requests[2][4]), 0u);  // not needed any more
    EXPECT_TRUE(m_lost.empty());
}

TEST_F(PortMappingTest, ForAShortTimeIsRenewedAfterHalfOfIt) {
    speak_pcp(600);
    start();
    run(299s);
    EXPECT_EQ(m_router.requests.size(), 1u);
    run(2s);
    EXPECT_EQ(m_router.requests.size(), 2u);
    speak_pcp(2);
    run(300s);
    const size_t before = m_router.requests.size();
    run(600s);
    EXPECT_EQ(m_router.requests.size(), before + 10);  // once a minute at most
}

TEST_F(PortMappingTest, FallsBackToNatPmp) {
    m_router.answer = [](const base::Bytes& request) -> std::optional<base::Bytes> {
        if (request[0] == 2) return base::Bytes{0, 0x80, 0, 1, 0, 0, 0, 0};
        if (request[1] == 0) return base::Bytes{0, 128, 0, 0, 0, 0, 0, 1, 5, 6, 7, 8};
        return base::Bytes{0, 130, 0, 0, 0, 0, 0, 1, 0x20, 0x8d, 0x23, 0x28, 0, 0, 9, 0x60};
    };
    start();
    run(1s);
    EXPECT_EQ(m_mapped, std::vector<std::string>{"5.6.7.8:9000"});
    m_mapping.reset();
    EXPECT_EQ(m_router.requests.back(), encode_nat_pmp_request(8333, 0));
}

TEST_F(PortMappingTest, AsksThreeTimesInEachWayThenWaitsFiveMinutes) {
    start();
    run(5'900ms);
    EXPECT_EQ(m_router.requests.size(), 6u);
    EXPECT_EQ(m_router.requests.front()[0], 2);
    EXPECT_EQ(m_router.requests.back(), encode_nat_pmp_address_request());
    run(299s);
    EXPECT_EQ(m_router.requests.size(), 6u);
    run(2s);
    EXPECT_GT(m_router.requests.size(), 6u);
    EXPECT_TRUE(m_mapped.empty());
}

TEST_F(PortMappingTest, ThatIsRefusedOrOfNoUseIsTriedAgain) {
    m_router.answer = [](const base::Bytes& request) { return pcp_answer(request, 2); };
    start();
    run(1s);
    EXPECT_EQ(m_router.requests.size(), 1u);
    m_router.answer = [](const base::Bytes& request) { return pcp_answer(request, 0, 8'333, 0); };
    run(301s);
    EXPECT_EQ(m_router.requests.size(), 2u);
    EXPECT_TRUE(m_mapped.empty());
    speak_pcp();
    run(301s);
    EXPECT_EQ(m_mapped.size(), 1u);
}

TEST_F(PortMappingTest, ChangesAndLossesAreTold) {
    speak_pcp();
    start();
    run(1s);
    speak_pcp(2'400, 9'000);
    run(1'200s);
    EXPECT_EQ(m_lost, std::vector<std::string>{"5.6.7.8:8333"});
    EXPECT_EQ(m_mapped.back(), "5.6.7.8:9000");
    m_router.answer = nullptr;
    run(1'210s);
    EXPECT_EQ(m_lost.back(), "5.6.7.8:9000");
    EXPECT_FALSE(m_mapping->external());
}

TEST_F(PortMappingTest, WaitsForARouter) {
    m_gateway.reset();
    speak_pcp();
    start();
    run(1s);
    EXPECT_EQ(m_router.opened, 0);
    m_gateway = Address::ipv4({192, 168, 1, 1});
    m_router.unreachable = true;
    run(301s);
    EXPECT_EQ(m_router.opened, 1);
    m_router.unreachable = false;
    run(301s);
    EXPECT_EQ(m_mapped.size(), 1u);
}

TEST_F(PortMappingTest, NoiseIsIgnored) {
    m_router.answer = [](const base::Bytes&) { return base::Bytes{1, 2, 3}; };
    start();
    run(2'500ms);
    EXPECT_EQ(m_router.requests.size(), 3u);
    speak_pcp();
    run(10s);
    EXPECT_TRUE(m_mapped.empty());  // it has gone on to NAT-PMP, which this router does not speak
    run(310s);
    EXPECT_EQ(m_mapped.size(), 1u);
}

}  // namespace
}  // namespace quanta::reach
