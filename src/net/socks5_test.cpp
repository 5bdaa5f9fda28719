// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/socks5.h"

#include <gtest/gtest.h>

namespace quanta::net {
namespace {

using base::Bytes;

/// Feeds all of `answer` in the pieces that are wanted; the error, or empty when there was none.
std::string feed_all(Socks5Client& client, const Bytes& answer) {
    size_t position = 0;
    while (!client.connected() && position + client.wanted() <= answer.size()) {
        const size_t size = client.wanted();
        const auto fed = client.feed(base::ByteSpan(answer).subspan(position, size));
        position += size;
        if (!fed) return fed.error();
    }
    EXPECT_EQ(position, answer.size());
    return {};
}

Bytes join(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

const Bytes kNoAuthentication{5, 0};
const Bytes kReplyIpv4{5, 0, 0, 1, 1, 2, 3, 4, 0x20, 0x8d};

TEST(Socks5, AsksByNameWithoutAuthentication) {
    Socks5Client client("a.b", 0x1234, std::nullopt);
    EXPECT_EQ(client.take_output(), (Bytes{5, 1, 0}));
    EXPECT_TRUE(client.take_output().empty());
    EXPECT_EQ(feed_all(client, kNoAuthentication), "");
    EXPECT_EQ(client.take_output(), (Bytes{5, 1, 0, 3, 3, 'a', '.', 'b', 0x12, 0x34}));
    EXPECT_FALSE(client.connected());
    EXPECT_EQ(feed_all(client, kReplyIpv4), "");
    EXPECT_TRUE(client.connected());
    EXPECT_EQ(client.wanted(), 0u);
}

TEST(Socks5, GivesCredentialsWhenAskedFor) {
    Socks5Client client("h", 1, Socks5Credentials{"us", "pass"});
    EXPECT_EQ(client.take_output(), (Bytes{5, 2, 0, 2}));
    EXPECT_EQ(feed_all(client, {5, 2}), "");
    EXPECT_EQ(client.take_output(), (Bytes{1, 2, 'u', 's', 4, 'p', 'a', 's', 's'}));
    EXPECT_EQ(feed_all(client, {1, 0}), "");
    EXPECT_FALSE(client.take_output().empty());
    EXPECT_EQ(feed_all(client, kReplyIpv4), "");
    EXPECT_TRUE(client.connected());
}

TEST(Socks5, EveryFormOfAddressInTheAnswerIsReadToItsEnd) {
    const Bytes ipv6 = join({{5, 0, 0, 4}, Bytes(16, 9), {0, 1}});
    const Bytes longest = join({{5, 0, 0, 3, 255}, Bytes(255, 'x'), {0, 1}});
    const Bytes shortest{5, 0, 0, 3, 0, 0, 1};
    for (const Bytes& reply : {kReplyIpv4, ipv6, longest, shortest}) {
        Socks5Client client("h", 1, std::nullopt);
        EXPECT_EQ(feed_all(client, join({kNoAuthentication, reply})), "");
        EXPECT_TRUE(client.connected());
    }
}

TEST(Socks5, ErrorsSayWhatTheProxySaid) {
    const auto error = [](const Bytes& answer, bool credentials = true) {
        Socks5Client client("h", 1, credentials ? std::optional(Socks5Credentials{"u", "p"}) : std::nullopt);
        const std::string text = feed_all(client, answer);
        EXPECT_FALSE(client.connected());
        return text;
    };
    const auto refusal = [&](uint8_t code) { return error(join({kNoAuthentication, {5, code, 0, 1}})); };
    EXPECT_EQ(error({4, 0}), "the proxy does not speak SOCKS5");
    EXPECT_EQ(error({5, 0xff}), "the proxy wants an authentication method we do not have (0xff)");
    EXPECT_EQ(error({5, 2}, false), "the proxy wants an authentication method we do not have (0x02)");
    EXPECT_EQ(error({5, 2, 1, 1}), "the proxy refuses our credentials");
    EXPECT_EQ(error({5, 2, 5, 0}), "the proxy refuses our credentials");
    EXPECT_EQ(error(join({kNoAuthentication, {4, 0, 0, 1}})), "the proxy does not speak SOCKS5");
    EXPECT_EQ(error(join({kNoAuthentication, {5, 0, 1, 1}})), "malformed reply of the proxy");
    EXPECT_EQ(error(join({kNoAuthentication, {5, 0, 0, 2}})), "malformed reply of the proxy");
    EXPECT_EQ(refusal(1), "general failure");
    EXPECT_EQ(refusal(2), "connection not allowed");
    EXPECT_EQ(refusal(3), "network unreachable");
    EXPECT_EQ(refusal(4), "host unreachable");
    EXPECT_EQ(refusal(5), "connection refused");
    EXPECT_EQ(refusal(6), "TTL expired");
    EXPECT_EQ(refusal(7), "protocol error");
    EXPECT_EQ(refusal(8), "address type not supported");
    EXPECT_EQ(refusal(9), "unknown reply 0x09");
    EXPECT_EQ(refusal(0xf0), "onion service descriptor can not be found");
    EXPECT_EQ(refusal(0xf7), "onion service introduction timed out");
    EXPECT_EQ(refusal(0xf8), "unknown reply 0xf8");
}

TEST(Socks5, NamesMayHave255Characters) {
    Socks5Client client(std::string(255, 'n'), 1, std::nullopt);
    client.take_output();
    EXPECT_EQ(feed_all(client, kNoAuthentication), "");
    EXPECT_EQ(client.take_output().size(), 4u + 1 + 255 + 2);
    EXPECT_DEATH(Socks5Client(std::string(256, 'n'), 1, std::nullopt), "check failed");
    EXPECT_DEATH(Socks5Client("", 1, std::nullopt), "check failed");
}

}  // namespace
}  // namespace quanta::net
