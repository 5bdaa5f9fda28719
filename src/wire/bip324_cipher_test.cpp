// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/bip324_cipher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/hex.h"
#include "wire/v2_manual_end.h"

namespace quanta::wire {
namespace {

using crypto::EllSwiftParty;

const crypto::Digest256 kSecret = crypto::sha256(base::as_bytes("shared"));

/// Both ends of one connection.
struct Ends {
    Bip324Cipher initiator{kTestMagic, kSecret, EllSwiftParty::Initiator};
    Bip324Cipher responder{kTestMagic, kSecret, EllSwiftParty::Responder};
};

/// What `to` makes of a packet: its contents.
std::optional<base::Bytes> open_packet(Bip324Cipher& to, base::Bytes packet, base::ByteSpan associated = {}) {
    const size_t length = to.open_length({packet[0], packet[1], packet[2]});
    EXPECT_EQ(packet.size(), kPacketExpansion + length);
    if (packet.size() != kPacketExpansion + length) return std::nullopt;
    if (!to.open(std::span(packet).subspan(kLengthFieldSize), associated)) return std::nullopt;
    return base::Bytes(packet.begin() + 4, packet.end() - 16);
}

/// A line of the published file by column.
std::vector<std::string> columns(const std::string& line) {
    std::stringstream stream(line);
    std::vector<std::string> fields;
    for (std::string field; std::getline(stream, field, ',');)
        fields.push_back(field.substr(0, field.find('\r')));
    fields.resize(22);
    return fields;
}

base::Bytes hex(const std::string& text) {
    return base::from_hex(text).value();
}

/// One published case. The magic is that of the main chain.
void check_case(const std::vector<std::string>& fields) {
    constexpr Magic kMainMagic = {0xf9, 0xbe, 0xb4, 0xd9};
    const auto we = fields[4] == "1" ? EllSwiftParty::Initiator : EllSwiftParty::Responder;
    crypto::Digest256 secret;
    std::ranges::copy(hex(fields[12]), secret.begin());
    Bip324Cipher cipher(kMainMagic, secret, we);
    EXPECT_EQ(base::to_hex(cipher.send_terminator()), fields[17]);
    EXPECT_EQ(base::to_hex(cipher.receive_terminator()), fields[18]);
    EXPECT_EQ(base::to_hex(cipher.session_id()), fields[19]);

    base::Bytes before;
    for (int i = 0; i < std::stoi(fields[0]); ++i)
        cipher.seal(before, PacketKind::Decoy, {}, {});
    base::Bytes contents;
    for (int i = 0; i < std::stoi(fields[6]); ++i)
        std::ranges::copy(hex(fields[5]), std::back_inserter(contents));
    base::Bytes packet;
    cipher.seal(packet, fields[8] == "1" ? PacketKind::Decoy : PacketKind::Genuine, {}, contents,
                hex(fields[7]));
    const std::string sealed = base::to_hex(packet);
    // Of long packets the end alone is told.
    const bool is_whole = !fields[20].empty();
    EXPECT_EQ(is_whole ? sealed : sealed.substr(sealed.size() - fields[21].size()),
              fields[is_whole ? 20 : 21]);
}

TEST(Bip324Cipher, PublishedPackets) {
    if (std::string_view(QUANTA_TEST_DATA).empty()) GTEST_SKIP() << "needs vectors/bips of QUANTA_TEST_DATA";
    std::ifstream file(std::string(QUANTA_TEST_DATA) +
                       "/vectors/bips/bip-0324-packet_encoding_test_vectors.csv");
    std::string line;
    std::getline(file, line);
    size_t cases = 0;
    for (; std::getline(file, line); ++cases) {
        SCOPED_TRACE(line.substr(0, 40));
        check_case(columns(line));
    }
    EXPECT_GE(cases, 7u);
    std::printf("bip-0324-packet_encoding_test_vectors.csv: %zu packets\n", cases);
}

TEST(Bip324Cipher, EndsAreEachOthersMirror) {
    Ends ends;
    EXPECT_EQ(ends.initiator.session_id(), ends.responder.session_id());
    EXPECT_EQ(ends.initiator.send_terminator(), ends.responder.receive_terminator());
    EXPECT_EQ(ends.responder.send_terminator(), ends.initiator.receive_terminator());
    EXPECT_NE(ends.initiator.send_terminator(), ends.responder.send_terminator());
    const Bip324Cipher elsewhere({1, 2, 3, 4}, kSecret, EllSwiftParty::Initiator);
    EXPECT_NE(elsewhere.session_id(), ends.initiator.session_id());
    EXPECT_NE(elsewhere.send_terminator(), ends.initiator.send_terminator());
}

TEST(Bip324Cipher, LengthsAtTheirLimits) {
    Ends ends;
    for (const size_t size :
         {size_t{0}, size_t{1}, size_t{255}, size_t{256}, size_t{65'536}, kMaxPacketContents}) {
        const base::Bytes contents(size, 0x77);
        base::Bytes packet;
        ends.initiator.seal(packet, PacketKind::Genuine, {}, contents);
        ASSERT_EQ(packet.size(), size + kPacketExpansion);
        EXPECT_TRUE(open_packet(ends.responder, packet) == contents) << size;
    }
    base::Bytes packet;
    EXPECT_DEATH(ends.initiator.seal(packet, PacketKind::Genuine, {}, base::Bytes(kMaxPacketContents + 1)),
                 "check");
}

TEST(Bip324Cipher, KeysRenewInBothDirections) {
    Ends ends;
    for (uint32_t i = 0; i < 3 * 224 + 10; ++i) {
        const base::Bytes contents(i % 40, static_cast<uint8_t>(i));
        base::Bytes there;
        ends.initiator.seal(there, PacketKind::Genuine, {}, contents);
        ASSERT_EQ(open_packet(ends.responder, there), contents) << i;
        base::Bytes back;
        ends.responder.seal(back, PacketKind::Decoy, contents, contents);
        ASSERT_EQ(open_packet(ends.initiator, back)->size(), 2 * contents.size()) << i;
        ASSERT_TRUE(contents.empty() || !std::equal(there.begin() + 4, there.end() - 16, contents.begin()))
            << i;
    }
}

TEST(Bip324Cipher, TellsDecoys) {
    Ends ends;
    for (const PacketKind kind : {PacketKind::Genuine, PacketKind::Decoy}) {
        base::Bytes packet;
        ends.initiator.seal(packet, kind, {}, base::as_bytes("abc"));
        EXPECT_EQ(ends.responder.open_length({packet[0], packet[1], packet[2]}), 3u);
        EXPECT_EQ(ends.responder.open(std::span(packet).subspan(3)), kind);
    }
}

TEST(Bip324Cipher, RefusesWhatWasAltered) {
    const base::Bytes garbage = noise("garbage", 30);
    for (size_t at = kLengthFieldSize; at < kPacketExpansion + 3; ++at) {
        Ends ends;
        base::Bytes packet;
        ends.initiator.seal(packet, PacketKind::Genuine, {}, base::as_bytes("abc"), garbage);
        packet[at] ^= 0x10;
        EXPECT_FALSE(open_packet(ends.responder, packet, garbage)) << at;
    }
    Ends ends;
    base::Bytes packet;
    ends.initiator.seal(packet, PacketKind::Genuine, {}, base::as_bytes("abc"), garbage);
    EXPECT_FALSE(open_packet(ends.responder, packet, base::ByteSpan(garbage).first(29)));
}

}  // namespace
}  // namespace quanta::wire
