// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;

constexpr std::string_view kOldEntry = "00e1f505 0900000000000000 00000000000000000000ffff01020304 208d";
constexpr Refusal kWrongSize{MessageError::Malformed, DecodeError::BadValue};

/// An addrv2 message with one entry: `address` of `network`, at port 8333, seen at 100,000,000.
base::Bytes one_of(uint8_t network, const base::Bytes& address) {
    return Fields()
        .hex("01 00e1f505 09")
        .number(network)
        .size(address.size())
        .bytes(address)
        .hex("208d")
        .get();
}

std::vector<KnownAddress> entries_of(uint8_t network, const base::Bytes& address) {
    return decoded<AddressesV2>("addrv2", one_of(network, address)).entries;
}

std::string only_text(uint8_t network, const base::Bytes& address) {
    const std::vector<KnownAddress> entries = entries_of(network, address);
    return entries.size() == 1 ? entries[0].service.to_text() : std::to_string(entries.size()) + " entries";
}

TEST(AddrMessage, Fields) {
    const base::Bytes payload = Fields().size(1).hex(std::string(kOldEntry)).get();
    const Addresses message = decoded<Addresses>("addr", payload);
    ASSERT_EQ(message.entries.size(), 1U);
    EXPECT_EQ(message.entries[0].time_s, 100000000);
    EXPECT_EQ(message.entries[0].services, kServiceNetwork | kServiceWitness);
    EXPECT_EQ(message.entries[0].service.to_text(), "1.2.3.4:8333");
    expect_layout<Addresses>("addr", payload);
    expect_layout<Addresses>("addr", {0});
}

TEST(AddrMessage, TimesAreUnsigned) {
    base::Bytes payload = Fields().size(1).hex(std::string(kOldEntry)).get();
    std::fill_n(payload.begin() + 1, 4, 0xff);
    EXPECT_EQ(decoded<Addresses>("addr", payload).entries[0].time_s, 0xffffffff);
}

TEST(AddrMessage, AThousandEntries) {
    const auto of = [](size_t count) {
        Fields fields;
        fields.size(count);
        for (size_t i = 0; i < count; ++i)
            fields.hex(std::string(kOldEntry));
        return fields.get();
    };
    const Addresses message = decoded<Addresses>("addr", of(kMaxAddresses));
    EXPECT_EQ(message.entries.size(), kMaxAddresses);
    EXPECT_EQ(encode(message).payload, of(kMaxAddresses));
    EXPECT_EQ(refused("addr", of(kMaxAddresses + 1)), kTooManyEntries);
    // Told by the count alone; one beyond any size is nonsense.
    EXPECT_EQ(refused("addr", Fields().size(kMaxAddresses + 1).get()), kTooManyEntries);
    EXPECT_EQ(refused("addr", Fields().size(codec::kMaxSize + 1).get()),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
    EXPECT_EQ(refused("addr", bytes_of("fd0100")),
              Refusal(MessageError::Malformed, DecodeError::NonCanonicalSize));
}

TEST(AddrMessage, NetworksWithoutAnOldFormAreZero) {
    const Addresses message{{{{Address::i2p({1}), 0}, 1, 2}}};
    const Addresses back = decoded<Addresses>("addr", encode(message).payload);
    EXPECT_EQ(back.entries[0].service, Service{});
    EXPECT_EQ(back.entries[0].services, 1U);
}

TEST(AddrV2Message, EveryNetwork) {
    EXPECT_EQ(only_text(1, {1, 2, 3, 4}), "1.2.3.4:8333");
    EXPECT_EQ(only_text(2, bytes_of("20010db8000000000000000000000001")), "[2001:db8::1]:8333");
    EXPECT_EQ(only_text(4, bytes_of("79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f")),
              "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333");
    EXPECT_EQ(only_text(5, bytes_of("a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87")),
              "ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p:8333");
    EXPECT_EQ(only_text(6, bytes_of("fc000001000200030004000500060007")), "[fc00:1:2:3:4:5:6:7]:8333");
    EXPECT_EQ(entries_of(6, bytes_of("fc000001000200030004000500060007"))[0].service.address.network(),
              Network::Cjdns);
    for (const auto& [network, size] :
         {std::pair<uint8_t, size_t>{1, 4}, {2, 16}, {4, 32}, {5, 32}, {6, 16}}) {
        expect_layout<AddressesV2>("addrv2", one_of(network, base::Bytes(size, 0xfc)));
        EXPECT_EQ(refused("addrv2", one_of(network, base::Bytes(size - 1, 0xfc))), kWrongSize);
        EXPECT_EQ(refused("addrv2", one_of(network, base::Bytes(size + 1, 0xfc))), kWrongSize);
        EXPECT_EQ(refused("addrv2", one_of(network, {})), kWrongSize);
    }
    const KnownAddress entry = entries_of(1, {1, 2, 3, 4})[0];
    EXPECT_EQ(entry.time_s, 100000000);
    EXPECT_EQ(entry.services, kServiceNetwork | kServiceWitness);
}

TEST(AddrV2Message, WhatCannotBeUsedIsLeftOut) {
    // Networks to come, up to the longest address there may be.
    EXPECT_TRUE(entries_of(0, {}).empty());
    EXPECT_TRUE(entries_of(7, base::Bytes(16, 1)).empty());
    EXPECT_TRUE(entries_of(255, base::Bytes(512, 1)).empty());
    EXPECT_EQ(refused("addrv2", one_of(255, base::Bytes(513, 1))),
              Refusal(MessageError::Malformed, DecodeError::SizeTooLarge));
    // Tor's second version, as itself and in IPv6.
    EXPECT_TRUE(entries_of(3, base::Bytes(10, 1)).empty());
    EXPECT_EQ(refused("addrv2", one_of(3, base::Bytes(9, 1))), kWrongSize);
    EXPECT_EQ(refused("addrv2", one_of(3, base::Bytes(11, 1))), kWrongSize);
    EXPECT_TRUE(entries_of(2, bytes_of("fd87d87eeb4300000000000000000001")).empty());
    // IPv4 and names in IPv6.
    EXPECT_TRUE(entries_of(2, bytes_of("00000000000000000000ffff01020304")).empty());
    EXPECT_TRUE(entries_of(2, bytes_of("fd6b88c0872400000000000000000001")).empty());
    // CJDNS outside its range.
    EXPECT_TRUE(entries_of(6, bytes_of("fb000001000200030004000500060007")).empty());
    // Those around one that is left out stay.
    const base::Bytes payload = Fields()
                                    .size(3)
                                    .hex("01000000 00 01 04 01020304 0001")
                                    .hex("02000000 00 63 02 ffff 0002")
                                    .hex("03000000 00 01 04 05060708 0003")
                                    .get();
    const AddressesV2 message = decoded<AddressesV2>("addrv2", payload);
    ASSERT_EQ(message.entries.size(), 2U);
    EXPECT_EQ(message.entries[0].service.to_text(), "1.2.3.4:1");
    EXPECT_EQ(message.entries[1].service.to_text(), "5.6.7.8:3");
}

TEST(AddrV2Message, ServicesOf64Bits) {
    const base::Bytes payload = bytes_of("01 00000000 ffffffffffffffffff 01 04 01020304 0000");
    EXPECT_EQ(decoded<AddressesV2>("addrv2", payload).entries[0].services, UINT64_MAX);
    expect_layout<AddressesV2>("addrv2", payload);
    EXPECT_EQ(refused("addrv2", bytes_of("01 00000000 fdfc00 01 04 01020304 0000")),
              Refusal(MessageError::Malformed, DecodeError::NonCanonicalSize));
}

TEST(AddrV2Message, AThousandEntries) {
    Fields fields;
    fields.size(kMaxAddresses);
    for (size_t i = 0; i < kMaxAddresses; ++i)
        fields.hex("01000000 00 01 04 01020304 0001");
    EXPECT_EQ(decoded<AddressesV2>("addrv2", fields.get()).entries.size(), kMaxAddresses);
    // Those left out count.
    Fields unknown;
    unknown.size(kMaxAddresses + 1);
    for (size_t i = 0; i <= kMaxAddresses; ++i)
        unknown.hex("01000000 00 63 00 0001");
    EXPECT_EQ(refused("addrv2", unknown.get()), kTooManyEntries);
}

TEST(AddrMessagesDeathTest, TooManyAndNamesAreErrorsOfTheSender) {
    const std::vector<KnownAddress> many(kMaxAddresses + 1);
    EXPECT_DEATH(static_cast<void>(encode(Addresses{many})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(AddressesV2{many})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(AddressesV2{{{{Address::internal("x"), 0}, 0, 0}}})),
                 "check failed");
}

}  // namespace
}  // namespace quanta::wire
