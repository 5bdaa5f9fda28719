// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v1_transport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crypto/hash.h"

namespace quanta::wire {
namespace {

constexpr Magic kMagic = {0xf9, 0xbe, 0xb4, 0xd9};

base::Bytes checksum_of(base::ByteSpan payload) {
    const crypto::Digest256 digest = crypto::sha256d(payload);
    return {digest.begin(), digest.begin() + 4};
}

/// A frame by the layout of the protocol, with any field as the test wants it.
struct Frame {
    base::Bytes magic{kMagic.begin(), kMagic.end()};
    std::string type = "ping";
    base::Bytes payload{1, 2, 3, 4, 5, 6, 7, 8};
    uint32_t length = 8;
    base::Bytes checksum = checksum_of(base::Bytes{1, 2, 3, 4, 5, 6, 7, 8});

    base::Bytes bytes() const {
        base::Bytes out = magic;
        std::string padded = type;
        padded.resize(12);
        out.insert(out.end(), padded.begin(), padded.end());
        for (int shift = 0; shift < 32; shift += 8)
            out.push_back(static_cast<uint8_t>(length >> shift));
        out.insert(out.end(), checksum.begin(), checksum.end());
        out.insert(out.end(), payload.begin(), payload.end());
        return out;
    }
};

std::vector<std::string> types_received(Transport& transport) {
    std::vector<std::string> types;
    while (const auto received = transport.next())
        types.push_back(received->envelope.type);
    return types;
}

TEST(V1Transport, WritesTheLayoutOfTheProtocol) {
    const auto transport = make_v1_transport(kMagic);
    EXPECT_TRUE(transport->ready());
    EXPECT_EQ(transport->kind(), TransportKind::V1);
    EXPECT_EQ(transport->session_id(), std::nullopt);
    EXPECT_FALSE(transport->should_retry_v1());
    EXPECT_TRUE(transport->take_output().empty());
    EXPECT_EQ(transport->send({"ping", {1, 2, 3, 4, 5, 6, 7, 8}}), 32U);
    EXPECT_EQ(transport->take_output(), Frame{}.bytes());
    EXPECT_TRUE(transport->take_output().empty());

    // The frame of a verack as everybody sends it on the main chain.
    EXPECT_EQ(transport->send({"verack", {}}), 24U);
    EXPECT_EQ(transport->take_output(),
              (base::Bytes{0xf9, 0xbe, 0xb4, 0xd9, 'v', 'e', 'r', 'a', 'c',  'k',  0,    0,
                           0,    0,    0,    0,    0,   0,   0,   0,   0x5d, 0xf6, 0xe0, 0xe2}));
}

TEST(V1Transport, MessagesCutAtEveryByteArriveWhole) {
    Frame empty{.type = "verack", .payload = {}, .length = 0, .checksum = checksum_of({})};
    base::Bytes stream = Frame{}.bytes();
    const base::Bytes second = empty.bytes();
    stream.insert(stream.end(), second.begin(), second.end());
    for (size_t cut = 0; cut <= stream.size(); ++cut) {
        V1Transport transport(kMagic);
        ASSERT_TRUE(transport.feed(base::ByteSpan(stream).first(cut)));
        ASSERT_TRUE(transport.feed(base::ByteSpan(stream).subspan(cut)));
        const auto ping = transport.next();
        ASSERT_TRUE(ping) << cut;
        EXPECT_EQ(ping->envelope.type, "ping");
        EXPECT_EQ(ping->envelope.payload, (base::Bytes{1, 2, 3, 4, 5, 6, 7, 8}));
        EXPECT_EQ(ping->wire_size, 32U);
        const auto verack = transport.next();
        ASSERT_TRUE(verack) << cut;
        EXPECT_EQ(verack->envelope.type, "verack");
        EXPECT_TRUE(verack->envelope.payload.empty());
        EXPECT_EQ(verack->wire_size, 24U);
        EXPECT_FALSE(transport.next());
    }
}

TEST(V1Transport, AMessageWithAWrongChecksumIsPassedOver) {
    Frame bad;
    for (size_t i = 0; i < bad.checksum.size(); ++i) {
        bad.checksum = Frame{}.checksum;
        bad.checksum[i] ^= 1;
        V1Transport transport(kMagic);
        ASSERT_TRUE(transport.feed(bad.bytes()));
        ASSERT_TRUE(transport.feed(Frame{.type = "pong"}.bytes()));
        EXPECT_EQ(types_received(transport), std::vector<std::string>{"pong"});
        EXPECT_EQ(transport.dropped(), 1U);
    }
}

TEST(V1Transport, TypesAreTwelvePrintableCharactersAtMost) {
    using std::string_literals::operator""s;
    const std::vector<std::string> good{"a", " ~", "twelve_chars"};
    const std::vector<std::string> bad{"", "a\x1f", "a\x7f", "\xc3\xa4", "a\0b"s, "\0b"s, "elevenchars\n"};
    for (const std::string& type : good) {
        V1Transport transport(kMagic);
        ASSERT_TRUE(transport.feed(Frame{.type = type}.bytes()));
        EXPECT_EQ(types_received(transport), std::vector<std::string>{type});
        EXPECT_EQ(transport.dropped(), 0U);
    }
    for (const std::string& type : bad) {
        V1Transport transport(kMagic);
        ASSERT_TRUE(transport.feed(Frame{.type = type}.bytes()));
        ASSERT_TRUE(transport.feed(Frame{}.bytes()));
        EXPECT_EQ(types_received(transport), std::vector<std::string>{"ping"});
        EXPECT_EQ(transport.dropped(), 1U);
    }
}

TEST(V1Transport, AnotherMagicEndsTheConnectionAtItsFirstByte) {
    for (size_t i = 0; i < kMagic.size(); ++i) {
        Frame other;
        other.magic[i] ^= 0x80;
        const base::Bytes bytes = other.bytes();
        V1Transport transport(kMagic);
        ASSERT_TRUE(transport.feed(Frame{}.bytes()));
        ASSERT_TRUE(transport.feed(base::ByteSpan(bytes).first(i)));
        const auto fed = transport.feed(base::ByteSpan(bytes).subspan(i, 1));
        ASSERT_FALSE(fed);
        EXPECT_EQ(fed.error(), TransportError::WrongMagic);
        EXPECT_EQ(transport.feed(Frame{}.bytes()).error(), TransportError::WrongMagic);
        EXPECT_EQ(types_received(transport), std::vector<std::string>{"ping"});
    }
}

TEST(V1Transport, TheLongestMessageIsTakenAndOneByteMoreRefused) {
    Frame longest{.type = "block", .payload = base::Bytes(kMaxPayload, 7), .length = kMaxPayload};
    longest.checksum = checksum_of(longest.payload);
    V1Transport transport(kMagic);
    ASSERT_TRUE(transport.feed(longest.bytes()));
    const auto received = transport.next();
    ASSERT_TRUE(received);
    EXPECT_EQ(received->envelope.payload.size(), kMaxPayload);
    EXPECT_EQ(transport.send({"block", longest.payload}), kMaxPayload + 24);
    EXPECT_EQ(transport.take_output(), longest.bytes());

    const auto fed = transport.feed(Frame{.payload = {}, .length = kMaxPayload + 1}.bytes());
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error(), TransportError::TooLarge);
}

TEST(V1Transport, APromiseOfBytesTakesNoMemory) {
    const base::Bytes header = Frame{.payload = {}, .length = kMaxPayload}.bytes();
    const base::Bytes some(1000, 9);
    V1Transport transport(kMagic);
    ASSERT_TRUE(transport.feed(header));
    EXPECT_EQ(transport.held_bytes(), 0U);
    ASSERT_TRUE(transport.feed(some));
    EXPECT_LE(transport.held_bytes(), 2 * some.size());

    // What will be dropped is not held at all.
    V1Transport other(kMagic);
    ASSERT_TRUE(other.feed(Frame{.type = "\n", .payload = {}, .length = kMaxPayload}.bytes()));
    ASSERT_TRUE(other.feed(some));
    EXPECT_EQ(other.held_bytes(), 0U);
}

TEST(V1Transport, SendsOneAfterTheOther) {
    V1Transport sender(kMagic);
    V1Transport receiver(kMagic);
    for (int i = 0; i < 300; ++i)
        sender.send({"ping", base::Bytes(static_cast<size_t>(i), 1)});
    ASSERT_TRUE(receiver.feed(sender.take_output()));
    EXPECT_EQ(types_received(receiver).size(), 300U);
    EXPECT_EQ(receiver.dropped(), 0U);
}

TEST(V1TransportDeathTest, WhatCannotBeFramedIsAnErrorOfTheSender) {
    V1Transport transport(kMagic);
    EXPECT_DEATH(transport.send({"", {}}), "check failed");
    EXPECT_DEATH(transport.send({"thirteenchars", {}}), "check failed");
    EXPECT_DEATH(transport.send({"block", base::Bytes(kMaxPayload + 1)}), "check failed");
}

TEST(TransportNames, AreThoseOfGetpeerinfo) {
    EXPECT_EQ(transport_name(TransportKind::Detecting), "detecting");
    EXPECT_EQ(transport_name(TransportKind::V1), "v1");
    EXPECT_EQ(transport_name(TransportKind::V2), "v2");
    for (const TransportError error : {TransportError::WrongMagic, TransportError::TooLarge,
                                       TransportError::NoGarbageEnd, TransportError::BadCiphertext}) {
        EXPECT_FALSE(transport_error_text(error).empty());
    }
}

}  // namespace
}  // namespace quanta::wire
