// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/codec.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "primitives/block.h"
#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;

template <typename... T>
std::vector<std::string> types_of(std::variant<T...>*) {
    return {std::string(type_of(Message(T{})))...};
}

TEST(Codec, EveryMessageHasATypeOfItsOwn) {
    const std::vector<std::string> types = types_of(static_cast<Message*>(nullptr));
    EXPECT_EQ(std::set<std::string>(types.begin(), types.end()).size(), std::variant_size_v<Message>);
    for (const std::string& type : types)
        EXPECT_LE(type.size(), kMaxTypeSize);
    // Those that deployed nodes send, as they write them.
    const std::set<std::string> known(types.begin(), types.end());
    for (const char* name :
         {"version",     "verack",       "wtxidrelay",  "sendaddrv2",   "feature",    "addr",
          "addrv2",      "getaddr",      "inv",         "getdata",      "notfound",   "getblocks",
          "getheaders",  "headers",      "sendheaders", "tx",           "block",      "merkleblock",
          "mempool",     "ping",         "pong",        "feefilter",    "filterload", "filteradd",
          "filterclear", "sendcmpct",    "cmpctblock",  "getblocktxn",  "blocktxn",   "getcfilters",
          "cfilter",     "getcfheaders", "cfheaders",   "getcfcheckpt", "cfcheckpt"}) {
        EXPECT_TRUE(known.contains(name)) << name;
    }
}

TEST(Codec, MessagesWithoutFields) {
    expect_layout<Verack>("verack", {});
    expect_layout<WtxidRelay>("wtxidrelay", {});
    expect_layout<SendAddrV2>("sendaddrv2", {});
    expect_layout<SendHeaders>("sendheaders", {});
    expect_layout<GetAddresses>("getaddr", {});
    expect_layout<Mempool>("mempool", {});
    expect_layout<FilterClear>("filterclear", {});
}

TEST(Codec, UnknownTypesKeepTheirBytes) {
    for (const std::string type : {"alert", "reject", "sendtxrcncl", "Version", "version2", "", "x"}) {
        const Unknown message = decoded<Unknown>(type, {1, 2, 3});
        EXPECT_EQ(message.type, type);
        EXPECT_EQ(message.payload, (base::Bytes{1, 2, 3}));
        const Envelope envelope = encode(message);
        EXPECT_EQ(envelope.type, type);
        EXPECT_EQ(envelope.payload, (base::Bytes{1, 2, 3}));
    }
}

TEST(Codec, BlocksAreAtLeastAHeader) {
    EXPECT_EQ(refused("block", base::Bytes(79, 1)), kTooShort);
    const RawBlock block = decoded<RawBlock>("block", base::Bytes(80, 1));
    EXPECT_EQ(block.raw, base::Bytes(80, 1));
    codec::Reader reader(block.raw);
    EXPECT_EQ(block.hash(), primitives::BlockHeader::parse(reader)->hash());
    EXPECT_EQ(encode(block).payload, block.raw);
}

TEST(Codec, BytesHeldAreSentWithoutACopy) {
    base::Bytes raw(100, 1);
    const uint8_t* const at = raw.data();
    EXPECT_EQ(encode(Message(RawBlock{std::move(raw)})).payload.data(), at);
    Message merkle = decoded<MerkleBlock>("merkleblock", base::Bytes(200, 2));
    const Message copy = merkle;
    EXPECT_EQ(encode(copy).payload, base::Bytes(200, 2));
    EXPECT_EQ(encode(std::move(merkle)).payload, base::Bytes(200, 2));
    EXPECT_EQ(encode(Message(Ping{7})).payload, bytes_of("0700000000000000"));
    EXPECT_EQ(encode(Ping{7}).type, "ping");
}

TEST(CodecDeathTest, APayloadBeyondTheLimitIsAnErrorOfTheSender) {
    EXPECT_EQ(encode(RawBlock{base::Bytes(kMaxPayload)}).payload.size(), kMaxPayload);
    EXPECT_DEATH(static_cast<void>(encode(RawBlock{base::Bytes(kMaxPayload + 1)})), "check failed");
}

}  // namespace
}  // namespace quanta::wire
