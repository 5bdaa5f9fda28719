// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;

// Sizes of a version message where it may end.
constexpr size_t kToReceiver = 46;
constexpr size_t kToNonce = 80;

Fields version_fields(std::string_view user_agent) {
    return Fields()
        .hex("81110100 0904000000000000 0065cd1d00000000")  // 70017; network, witness, limited; time
        .hex("0100000000000000 00000000000000000000ffff01020304 208d")
        .hex("0904000000000000 20010db8000000000000000000000001 479d")
        .hex("efcdab8967452301")
        .size(user_agent.size())
        .bytes(base::as_bytes(user_agent))
        .hex("40e20100 01");
}

TEST(VersionMessage, Fields) {
    const Version message = decoded<Version>("version", version_fields("/Quanta:0.1.0/").get());
    EXPECT_EQ(message.version, 70017);
    EXPECT_EQ(message.services, kServiceNetwork | kServiceWitness | kServiceNetworkLimited);
    EXPECT_EQ(message.time_s, 500000000);
    EXPECT_EQ(message.receiver_services, kServiceNetwork);
    EXPECT_EQ(message.receiver.to_text(), "1.2.3.4:8333");
    EXPECT_EQ(message.sender_services, message.services);
    EXPECT_EQ(message.sender.to_text(), "[2001:db8::1]:18333");
    EXPECT_EQ(message.nonce, 0x0123456789abcdefU);
    EXPECT_EQ(message.user_agent, "/Quanta:0.1.0/");
    EXPECT_EQ(message.start_height, 123456);
    EXPECT_TRUE(message.relay);
    const size_t agent_end = kToNonce + 1 + 14;
    expect_layout<Version>("version", version_fields("/Quanta:0.1.0/").get(),
                           {kToReceiver, kToNonce, agent_end, agent_end + 4});
}

TEST(VersionMessage, WhatIsMissingHasItsDefault) {
    base::Bytes payload = version_fields("/x/").get();
    payload.resize(payload.size() - 1);
    EXPECT_TRUE(decoded<Version>("version", payload).relay);
    payload.resize(kToNonce + 4);
    EXPECT_EQ(decoded<Version>("version", payload).user_agent, "/x/");
    EXPECT_EQ(decoded<Version>("version", payload).start_height, 0);
    payload.resize(kToReceiver);
    const Version oldest = decoded<Version>("version", payload);
    EXPECT_EQ(oldest.nonce, 0U);
    EXPECT_EQ(oldest.sender, Service{});
    EXPECT_EQ(oldest.user_agent, "");
    payload = version_fields("/x/").get();
    payload.back() = 0;
    EXPECT_FALSE(decoded<Version>("version", payload).relay);
    payload.back() = 2;
    EXPECT_TRUE(decoded<Version>("version", payload).relay);
}

TEST(VersionMessage, UserAgentsOf256Bytes) {
    const std::string longest(kMaxUserAgent, 'a');
    EXPECT_EQ(decoded<Version>("version", version_fields(longest).get()).user_agent, longest);
    EXPECT_EQ(refused("version", version_fields(longest + "a").get()),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
    Version message;
    message.user_agent = longest + "a";
    EXPECT_DEATH(static_cast<void>(encode(message)), "check failed");
}

TEST(VersionMessage, AddressesWithoutAnOldFormAreZero) {
    Version message;
    message.receiver = {Address::onion({1, 2, 3}), 8333};
    EXPECT_EQ(decoded<Version>("version", encode(message).payload).receiver, (Service{Address(), 8333}));
}

TEST(FeatureMessage, SizesOfBip434) {
    const auto feature = [](size_t id, size_t data) {
        return Fields().size(id).fill(id, 'f').size(data).fill(data, 7).get();
    };
    const Feature message = decoded<Feature>("feature", Fields().hex("07 42495034333476 02 0102").get());
    EXPECT_EQ(message.id, "BIP434v");
    EXPECT_EQ(message.data, (base::Bytes{1, 2}));
    for (const auto& [id, data] : {std::pair<size_t, size_t>{4, 0}, {80, 512}}) {
        const Feature taken = decoded<Feature>("feature", feature(id, data));
        EXPECT_EQ(taken.id.size(), id);
        EXPECT_EQ(taken.data.size(), data);
        EXPECT_EQ(encode(taken).payload, feature(id, data));
    }
    EXPECT_EQ(refused("feature", feature(3, 0)), Refusal(MessageError::TooMany, DecodeError::BadValue));
    EXPECT_EQ(refused("feature", feature(81, 0)), Refusal(MessageError::TooMany, DecodeError::BadValue));
    EXPECT_EQ(refused("feature", feature(4, 513)), Refusal(MessageError::TooMany, DecodeError::SizeTooLarge));
    base::Bytes longer = feature(4, 0);
    longer.push_back(0);
    EXPECT_EQ(refused("feature", longer), Refusal(MessageError::TooMany, DecodeError::TrailingData));
    base::Bytes shorter = feature(4, 1);
    shorter.pop_back();
    EXPECT_EQ(refused("feature", shorter), Refusal(MessageError::TooMany, DecodeError::EndOfData));
    shorter.resize(5);
    EXPECT_EQ(refused("feature", shorter), Refusal(MessageError::TooMany, DecodeError::EndOfData));
    EXPECT_EQ(refused("feature", {}), Refusal(MessageError::TooMany, DecodeError::EndOfData));
}

TEST(FeatureMessageDeathTest, OtherSizesAreErrorsOfTheSender) {
    EXPECT_DEATH(static_cast<void>(encode(Feature{"abc", {}})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(Feature{std::string(81, 'a'), {}})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(Feature{"abcd", base::Bytes(513)})), "check failed");
}

TEST(NumberMessages, Fields) {
    const SendCompact compact = decoded<SendCompact>("sendcmpct", bytes_of("01 0200000000000000"));
    EXPECT_EQ(compact.announce, 1);
    EXPECT_EQ(compact.version, 2U);
    EXPECT_EQ(decoded<SendCompact>("sendcmpct", bytes_of("ff 0200000000000000")).announce, 255);
    expect_layout<SendCompact>("sendcmpct", bytes_of("00 0123456789abcdef"));

    EXPECT_EQ(decoded<FeeFilter>("feefilter", bytes_of("e803000000000000")).rate_sat_per_kvb, 1000);
    EXPECT_EQ(decoded<FeeFilter>("feefilter", bytes_of("ffffffffffffffff")).rate_sat_per_kvb, -1);
    expect_layout<FeeFilter>("feefilter", bytes_of("0123456789abcdef"));

    EXPECT_EQ(decoded<Pong>("pong", bytes_of("0100000000000080")).nonce, 0x8000000000000001U);
    expect_layout<Pong>("pong", bytes_of("0123456789abcdef"));
}

TEST(PingMessage, TheOldestHasNoNonce) {
    EXPECT_EQ(decoded<Ping>("ping", {}).nonce, std::nullopt);
    EXPECT_EQ(decoded<Ping>("ping", bytes_of("0100000000000080")).nonce, 0x8000000000000001U);
    expect_layout<Ping>("ping", bytes_of("0123456789abcdef"), {0});
    EXPECT_TRUE(encode(Ping{}).payload.empty());
}

}  // namespace
}  // namespace quanta::wire
