// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Packets of any contents from a peer that encrypts them as it should: what has a type is a message, which
// sent again is the same, and the rest is dropped or ignored.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/check.h"
#include "crypto/ellswift.h"
#include "wire/v2_contents.h"
#include "wire/v2_manual_end.h"
#include "wire/v2_transport.h"

namespace base = quanta::base;
namespace crypto = quanta::crypto;
namespace wire = quanta::wire;

namespace {

using wire::PacketKind;

/// The contents of the one packet in `bytes`.
base::Bytes open_packet(wire::Bip324Cipher& cipher, base::Bytes bytes) {
    const size_t length = cipher.open_length({bytes.at(0), bytes.at(1), bytes.at(2)});
    CHECK(bytes.size() == length + wire::kPacketExpansion);
    CHECK(cipher.open(std::span(bytes).subspan(wire::kLengthFieldSize)) == PacketKind::Genuine);
    return {bytes.begin() + 4, bytes.end() - 16};
}

/// An end, and a peer led by hand, that have shaken hands.
struct Connection {
    wire::V2Secrets secrets = wire::test_secrets("end", 0);
    wire::V2Transport end{wire::kTestMagic, secrets, crypto::EllSwiftParty::Initiator};
    wire::ManualEnd hand{crypto::EllSwiftParty::Responder, "hand", 3};

    Connection() {
        hand.meet(end.take_output());
        CHECK(end.feed(hand.hello()));
        CHECK(end.feed(hand.finish()));
        // Its terminator and version packet, which authenticates no garbage.
        const base::Bytes answer = end.take_output();
        open_packet(hand.cipher(), {answer.begin() + 16, answer.end()});
    }
};

/// Feeds a packet of `contents`, which are `expected` when they are a message.
void check_packet(wire::V2Transport& end, wire::ManualEnd& hand, PacketKind kind, base::ByteSpan contents) {
    const uint64_t dropped = end.dropped();
    CHECK(end.feed(hand.packet(kind, contents)));
    const auto expected = wire::read_type(contents);
    const auto message = end.next();
    CHECK(message.has_value() == (kind == PacketKind::Genuine && expected.has_value()));
    CHECK(end.dropped() - dropped == (kind == PacketKind::Genuine && !expected ? 1u : 0u));
    CHECK(!end.next());
    if (!message) return;
    CHECK(message->wire_size == contents.size() + wire::kPacketExpansion);
    CHECK(message->envelope.type == expected->type);
    CHECK(std::ranges::equal(message->envelope.payload, contents.subspan(expected->size)));

    // Types with a number that were written long become short.
    const size_t sent = end.send(message->envelope);
    const base::Bytes again = open_packet(hand.cipher(), end.take_output());
    CHECK(sent == again.size() + wire::kPacketExpansion && sent <= message->wire_size);
    const auto read = wire::read_type(again);
    CHECK(read && read->type == expected->type);
    CHECK(std::ranges::equal(base::ByteSpan(again).subspan(read->size), contents.subspan(expected->size)));
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    // Each packet: its kind, the length of its contents, and they.
    return {{0, 3, 18, 1, 2, 1, 2, 9, 9, 0, 1, 21, 0, 0, 0, 1, 30},
            {0, 15, 0,  'v', 'e', 'r', 's', 'i', 'o', 'n', 0, 0, 0, 0, 0, 5,
             6, 0,  13, 0,   'p', 'i', 'n', 'g', 0,   0,   0, 0, 0, 0, 0, 0},
            {0, 13, 0, 'a', 0, 'b', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 37, 1, 2, 3, 4}};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    // One connection for all inputs: what is sealed as it should be never ends it, and a handshake takes much
    // longer than packets do.
    static Connection connection;
    for (base::ByteSpan rest(data, size); rest.size() >= 2;) {
        const PacketKind kind = rest[0] % 2 == 1 ? PacketKind::Decoy : PacketKind::Genuine;
        const base::ByteSpan contents = rest.subspan(2, std::min<size_t>(rest[1], rest.size() - 2));
        rest = rest.subspan(2 + contents.size());
        check_packet(connection.end, connection.hand, kind, contents);
    }
    return 0;
}
