// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;
using primitives::BlockHash;
using primitives::BlockHeader;

constexpr Refusal kTooManyForNobody{MessageError::Malformed, DecodeError::SizeTooLarge};

base::Bytes inventory_of(size_t count) {
    return Fields().size(count).fill(count * 36, 1).get();
}

template <typename T>
void expect_inventory(const std::string& type, const Refusal& beyond_limit) {
    const base::Bytes payload =
        Fields().size(2).hex("01000000").fill(32, 7).hex("02000040").fill(32, 8).get();
    const T message = decoded<T>(type, payload);
    ASSERT_EQ(message.entries.size(), 2U);
    EXPECT_EQ(message.entries[0].type, InventoryType::Tx);
    EXPECT_EQ(base::to_hex(message.entries[0].hash.bytes()), base::to_hex(base::Bytes(32, 7)));
    EXPECT_EQ(message.entries[1].type, InventoryType::WitnessBlock);
    expect_layout<T>(type, payload);
    expect_layout<T>(type, {0});

    const T full = decoded<T>(type, inventory_of(kMaxInventory));
    EXPECT_EQ(full.entries.size(), kMaxInventory);
    EXPECT_EQ(encode(full).payload, inventory_of(kMaxInventory));
    EXPECT_EQ(refused(type, inventory_of(kMaxInventory + 1)), beyond_limit);
    EXPECT_EQ(refused(type, Fields().size(kMaxInventory).get()), kTooShort);
    EXPECT_DEATH(static_cast<void>(encode(T{std::vector<Inventory>(kMaxInventory + 1)})), "check failed");
}

TEST(InventoryMessages, FiftyThousandEntries) {
    expect_inventory<Inv>("inv", kTooManyEntries);
    expect_inventory<GetData>("getdata", kTooManyEntries);
    expect_inventory<NotFound>("notfound", kTooManyForNobody);
}

TEST(InventoryMessages, TypesNobodyKnowsAreKept) {
    const base::Bytes payload = Fields().size(1).hex("efbeadde").fill(32, 1).get();
    EXPECT_EQ(static_cast<uint32_t>(decoded<Inv>("inv", payload).entries[0].type), 0xdeadbeef);
    expect_layout<Inv>("inv", payload);
}

template <typename T>
void expect_locator(const std::string& type) {
    const base::Bytes payload = Fields().hex("81110100 02").fill(32, 1).fill(32, 2).fill(32, 3).get();
    const T message = decoded<T>(type, payload);
    ASSERT_EQ(message.locator.size(), 2U);
    EXPECT_EQ(message.locator[1].bytes()[0], 2);
    EXPECT_EQ(message.stop.bytes()[31], 3);
    expect_layout<T>(type, payload);
    // Whatever version a peer writes there.
    base::Bytes other = payload;
    other[0] = 0xff;
    EXPECT_EQ(decoded<T>(type, other).locator, message.locator);

    const auto of = [](size_t count) {
        return Fields().hex("81110100").size(count).fill(32 * (count + 1), 1).get();
    };
    EXPECT_EQ(decoded<T>(type, of(kMaxLocator)).locator.size(), kMaxLocator);
    EXPECT_EQ(refused(type, of(kMaxLocator + 1)), kTooManyEntries);
    EXPECT_TRUE(decoded<T>(type, of(0)).locator.empty());
    EXPECT_DEATH(static_cast<void>(encode(T{std::vector<BlockHash>(kMaxLocator + 1), {}})), "check failed");
}

TEST(LocatorMessages, AHundredAndOneHashes) {
    expect_locator<GetBlocks>("getblocks");
    expect_locator<GetHeaders>("getheaders");
}

base::Bytes headers_of(size_t count) {
    Fields fields;
    fields.size(count);
    for (size_t i = 0; i < count; ++i)
        fields.fill(80, static_cast<uint8_t>(i)).size(0);
    return fields.get();
}

TEST(HeadersMessage, TwoThousandHeaders) {
    const Headers message = decoded<Headers>("headers", headers_of(kMaxHeaders));
    ASSERT_EQ(message.headers.size(), kMaxHeaders);
    EXPECT_EQ(message.headers[5].time, 0x05050505U);
    EXPECT_EQ(encode(message).payload, headers_of(kMaxHeaders));
    EXPECT_EQ(refused("headers", headers_of(kMaxHeaders + 1)), kTooManyEntries);
    EXPECT_EQ(refused("headers", Fields().size(kMaxHeaders + 1).get()), kTooManyEntries);
    EXPECT_EQ(refused("headers", Fields().size(kMaxHeaders).get()), kTooShort);
    expect_layout<Headers>("headers", headers_of(2));
    expect_layout<Headers>("headers", {0});
    EXPECT_DEATH(static_cast<void>(encode(Headers{std::vector<BlockHeader>(kMaxHeaders + 1)})),
                 "check failed");
}

TEST(HeadersMessage, CountsOfTransactionsSayNothing) {
    const base::Bytes payload = Fields().size(2).fill(80, 1).hex("fd2c01").fill(80, 2).size(0).get();
    const Headers message = decoded<Headers>("headers", payload);
    ASSERT_EQ(message.headers.size(), 2U);
    EXPECT_EQ(message.headers[1].time, 0x02020202U);
    EXPECT_EQ(refused("headers", Fields().size(1).fill(80, 1).hex("fd0100").get()),
              Refusal(MessageError::Malformed, DecodeError::NonCanonicalSize));
}

}  // namespace
}  // namespace quanta::wire
