// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_transport.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wire/v2_manual_end.h"
#include "wire/v2_responder.h"

namespace quanta::wire {
namespace {

using crypto::EllSwiftParty;

Envelope envelope(const std::string& type, base::Bytes payload = {}) {
    return {type, std::move(payload)};
}

base::Bytes join(std::initializer_list<base::Bytes> parts) {
    base::Bytes all;
    for (const base::Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

/// Types and sizes of all messages that have come.
std::string received(Transport& transport) {
    std::string text;
    while (const auto message = transport.next()) {
        text += message->envelope.type + ":" + std::to_string(message->envelope.payload.size()) + " ";
    }
    return text;
}

/// Both ends, and the bytes between them.
struct Pair {
    std::unique_ptr<Transport> initiator;
    std::unique_ptr<Transport> responder;

    explicit Pair(size_t initiator_garbage = 10, size_t responder_garbage = 20,
                  const Magic& responder_magic = kTestMagic)
        : initiator(make_v2_initiator(kTestMagic, test_secrets("initiator", initiator_garbage))),
          responder(make_v2_responder(responder_magic, test_secrets("responder", responder_garbage))) {}

    /// Passes what there is to send until there is nothing; false when an end refuses.
    bool run() {
        for (bool moved = true; moved;) {
            const base::Bytes there = initiator->take_output();
            if (!responder->feed(there)) return false;
            const base::Bytes back = responder->take_output();
            if (!initiator->feed(back)) return false;
            moved = !there.empty() || !back.empty();
        }
        return true;
    }
};

/// An end under test and one led by hand, whose keys have been exchanged.
struct Led {
    std::unique_ptr<Transport> end;
    ManualEnd hand;

    explicit Led(EllSwiftParty we, size_t our_garbage = 10, size_t their_garbage = 20)
        : end(we == EllSwiftParty::Initiator
                  ? make_v2_initiator(kTestMagic, test_secrets("end", our_garbage))
                  : make_v2_responder(kTestMagic, test_secrets("end", our_garbage))),
          hand(we == EllSwiftParty::Initiator ? EllSwiftParty::Responder : EllSwiftParty::Initiator, "hand",
               their_garbage) {
        base::Bytes sent = end->take_output();
        EXPECT_TRUE(end->feed(hand.hello()));
        if (sent.empty()) sent = end->take_output();
        hand.meet(sent);
    }
    std::optional<TransportError> feed(base::ByteSpan bytes) {
        const auto fed = end->feed(bytes);
        return fed ? std::nullopt : std::optional(fed.error());
    }
};

constexpr EllSwiftParty kParties[] = {EllSwiftParty::Initiator, EllSwiftParty::Responder};

TEST(V2Transport, MessagesGoBothWays) {
    Pair pair;
    EXPECT_EQ(pair.initiator->kind(), TransportKind::Detecting);
    EXPECT_EQ(pair.responder->kind(), TransportKind::Detecting);
    ASSERT_TRUE(pair.run());
    EXPECT_EQ(pair.initiator->kind(), TransportKind::V2);
    EXPECT_EQ(pair.responder->kind(), TransportKind::V2);
    EXPECT_TRUE(pair.initiator->ready());
    EXPECT_TRUE(pair.responder->ready());
    ASSERT_TRUE(pair.initiator->session_id());
    EXPECT_EQ(pair.initiator->session_id(), pair.responder->session_id());

    EXPECT_EQ(pair.initiator->send(envelope("ping", base::Bytes(8))), 20u + 1 + 8);
    EXPECT_EQ(pair.initiator->send(envelope("verack")), 20u + 13);
    EXPECT_EQ(pair.responder->send(envelope("tx", noise("tx", 300))), 20u + 1 + 300);
    ASSERT_TRUE(pair.run());
    const auto ping = pair.responder->next();
    ASSERT_TRUE(ping);
    EXPECT_EQ(ping->envelope.type, "ping");
    EXPECT_EQ(ping->envelope.payload, base::Bytes(8));
    EXPECT_EQ(ping->wire_size, 29u);
    EXPECT_EQ(received(*pair.responder), "verack:0 ");
    const auto tx = pair.initiator->next();
    ASSERT_TRUE(tx);
    EXPECT_EQ(tx->envelope.payload, noise("tx", 300));
    EXPECT_EQ(tx->wire_size, 321u);
    EXPECT_FALSE(pair.initiator->next());
    EXPECT_EQ(pair.initiator->dropped(), 0u);
}

TEST(V2Transport, KnownToBeV2FromTheVersionPacketOn) {
    for (const EllSwiftParty we : kParties) {
        Led led(we);
        const auto known = [&] {
            EXPECT_EQ(led.end->session_id().has_value(), led.end->kind() == TransportKind::V2);
            return led.end->kind() == TransportKind::V2;
        };
        EXPECT_TRUE(led.end->ready());
        EXPECT_FALSE(known());
        EXPECT_FALSE(led.feed(led.hand.terminator()));
        EXPECT_FALSE(known());
        EXPECT_FALSE(led.feed(led.hand.packet(PacketKind::Decoy, noise("decoy", 9), led.hand.garbage())));
        EXPECT_FALSE(known());
        const base::Bytes version = led.hand.packet(PacketKind::Genuine, {});
        EXPECT_FALSE(led.feed(base::ByteSpan(version).first(version.size() - 1)));
        EXPECT_FALSE(known());
        EXPECT_FALSE(led.feed(base::ByteSpan(version).last(1)));
        EXPECT_TRUE(known());
        EXPECT_EQ(led.end->session_id(), led.hand.cipher().session_id());
    }
}

TEST(V2Transport, KeepsWhatIsSentBeforeItCan) {
    Pair pair;
    EXPECT_FALSE(pair.initiator->ready());
    EXPECT_FALSE(pair.responder->ready());
    EXPECT_EQ(pair.initiator->send(envelope("inv", base::Bytes(37))), 20u + 1 + 37);
    EXPECT_EQ(pair.initiator->send(envelope("verack")), 33u);
    EXPECT_EQ(pair.responder->send(envelope("version", base::Bytes(100))), 133u);
    ASSERT_TRUE(pair.run());
    EXPECT_EQ(received(*pair.responder), "inv:37 verack:0 ");
    EXPECT_EQ(received(*pair.initiator), "version:100 ");
}

TEST(V2Transport, NumbersOfBytesAreThoseOfTheStandard) {
    for (const size_t garbage : {size_t{0}, size_t{1}, kMaxGarbage}) {
        Pair pair(garbage, garbage);
        const base::Bytes hello = pair.initiator->take_output();
        EXPECT_EQ(hello.size(), 64 + garbage);
        ASSERT_TRUE(pair.responder->feed(hello));
        const base::Bytes answer = pair.responder->take_output();
        EXPECT_EQ(answer.size(), 64 + garbage + 16 + 20);
        ASSERT_TRUE(pair.initiator->feed(answer));
        EXPECT_EQ(pair.initiator->take_output().size(), 16u + 20);
    }
    V2Secrets too_much = test_secrets("x", kMaxGarbage + 1);
    EXPECT_DEATH(make_v2_initiator(kTestMagic, too_much), "check");
}

/// What both ends send each other, garbage of `size` bytes each, as two streams.
std::pair<base::Bytes, base::Bytes> transcript(size_t size) {
    Pair pair(size, size);
    std::pair<base::Bytes, base::Bytes> streams;
    for (int round = 0; round < 3; ++round) {
        const base::Bytes there = pair.initiator->take_output();
        EXPECT_TRUE(pair.responder->feed(there));
        if (round == 1) pair.initiator->send(envelope("ping", base::Bytes(8)));
        if (round == 1) pair.responder->send(envelope("pong", base::Bytes(8)));
        const base::Bytes back = pair.responder->take_output();
        EXPECT_TRUE(pair.initiator->feed(back));
        streams.first.insert(streams.first.end(), there.begin(), there.end());
        streams.second.insert(streams.second.end(), back.begin(), back.end());
    }
    return streams;
}

TEST(V2Transport, CutAtEveryByte) {
    for (const size_t garbage : {size_t{0}, size_t{15}, size_t{40}}) {
        const auto [there, back] = transcript(garbage);
        const auto check = [](Transport& end, base::ByteSpan stream, size_t cut,
                              const std::string& expected) {
            ASSERT_TRUE(end.feed(stream.first(cut)));
            ASSERT_TRUE(end.feed({}));
            ASSERT_TRUE(end.feed(stream.subspan(cut)));
            ASSERT_EQ(received(end), expected) << cut;
        };
        for (size_t cut = 0; cut <= there.size(); ++cut)
            check(*Pair(garbage, garbage).responder, there, cut, "ping:8 ");
        for (size_t cut = 0; cut <= back.size(); ++cut)
            check(*Pair(garbage, garbage).initiator, back, cut, "pong:8 ");
    }
}

TEST(V2Transport, ByteByByte) {
    Pair pair(kMaxGarbage, kMaxGarbage);
    const auto [there, back] = transcript(kMaxGarbage);
    for (const uint8_t& byte : there)
        ASSERT_TRUE(pair.responder->feed({&byte, 1}));
    for (const uint8_t& byte : back)
        ASSERT_TRUE(pair.initiator->feed({&byte, 1}));
    EXPECT_EQ(received(*pair.responder), "ping:8 ");
    EXPECT_EQ(received(*pair.initiator), "pong:8 ");
}

TEST(V2Transport, GarbageHasAnEnd) {
    for (const EllSwiftParty we : kParties) {
        // With the most garbage, the terminator may still come.
        Led most(we, 0, kMaxGarbage);
        EXPECT_FALSE(most.feed(most.hand.finish()));
        EXPECT_FALSE(most.feed(most.hand.message("ping", {})));
        EXPECT_EQ(received(*most.end), "ping:0 ");
        // A byte more, and it may not.
        Led more(we, 0, kMaxGarbage + 1);
        EXPECT_FALSE(more.feed(base::ByteSpan(more.hand.finish()).first(14)));
        EXPECT_EQ(more.feed(base::ByteSpan(more.hand.finish()).subspan(14)), TransportError::NoGarbageEnd);
        EXPECT_EQ(more.feed({}), TransportError::NoGarbageEnd);
    }
}

TEST(V2Transport, NoTerminatorAtAll) {
    for (const EllSwiftParty we : kParties) {
        Led led(we, 0, 0);
        EXPECT_FALSE(led.feed(noise("endless", kMaxGarbage + 15)));
        const uint8_t last = 0;
        EXPECT_EQ(led.feed({&last, 1}), TransportError::NoGarbageEnd);
    }
}

TEST(V2Transport, GarbageMayResembleTheTerminator) {
    Led led(EllSwiftParty::Initiator, 0, 0);
    base::Bytes start = led.hand.terminator();
    start.pop_back();
    base::Bytes garbage = join({start, start});
    base::Bytes rest = led.hand.terminator();
    led.hand.cipher().seal(rest, PacketKind::Genuine, {}, {}, garbage);
    EXPECT_FALSE(led.feed(join({garbage, rest, led.hand.message("ping", {})})));
    EXPECT_EQ(received(*led.end), "ping:0 ");
}

/// What an initiator says to the stream of an answer whose byte at `at` has been changed, and to much more.
std::optional<TransportError> after_change(size_t at, uint8_t bits = 1) {
    base::Bytes stream = transcript(20).second;
    stream[at] ^= bits;
    Pair pair(20, 20);
    auto fed = pair.initiator->feed(stream);
    EXPECT_EQ(received(*pair.initiator), "") << at;
    if (fed) fed = pair.initiator->feed(noise("more", 70'000));
    return fed ? std::nullopt : std::optional(fed.error());
}

TEST(V2Transport, NoticesEveryChange) {
    constexpr size_t kGarbageAt = 64;
    constexpr size_t kTerminatorAt = kGarbageAt + 20;
    constexpr size_t kVersionAt = kTerminatorAt + 16;
    constexpr size_t kMessageAt = kVersionAt + kPacketExpansion;
    for (size_t at = 0; at < kGarbageAt; at += 9)
        EXPECT_EQ(after_change(at), TransportError::NoGarbageEnd) << at;
    for (size_t at = kGarbageAt; at < kTerminatorAt; ++at)
        EXPECT_EQ(after_change(at), TransportError::BadCiphertext) << at;
    for (size_t at = kTerminatorAt; at < kVersionAt; ++at)
        EXPECT_EQ(after_change(at), TransportError::NoGarbageEnd) << at;
    // A changed length makes the packet end elsewhere, or too far away.
    for (size_t at = kVersionAt; at < kMessageAt + kPacketExpansion + 1 + 8; ++at)
        EXPECT_EQ(after_change(at), TransportError::BadCiphertext) << at;
    EXPECT_EQ(after_change(kVersionAt + 2, 0x80), TransportError::TooLarge);
    EXPECT_EQ(after_change(kMessageAt + 2, 0x40), TransportError::TooLarge);
}

TEST(V2Transport, OtherChainsHaveOtherKeys) {
    Pair pair(0, 4095, {1, 2, 3, 4});
    ASSERT_TRUE(pair.responder->feed(pair.initiator->take_output()));
    const auto fed = pair.initiator->feed(pair.responder->take_output());
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error(), TransportError::NoGarbageEnd);
}

TEST(V2Transport, DecoysAreIgnored) {
    for (const EllSwiftParty we : kParties) {
        Led led(we);
        const base::Bytes first = led.hand.packet(PacketKind::Decoy, noise("a", 70), led.hand.garbage());
        const base::Bytes second = led.hand.packet(PacketKind::Decoy, {});
        // Future versions may say something in the version packet.
        const base::Bytes version = led.hand.packet(PacketKind::Genuine, noise("version", 50));
        const base::Bytes third = led.hand.packet(PacketKind::Decoy, noise("b", 100'000));
        EXPECT_FALSE(led.feed(join({led.hand.terminator(), first, second, version, third})));
        EXPECT_EQ(received(*led.end), "");
        EXPECT_FALSE(led.feed(led.hand.message("ping", base::Bytes(8))));
        EXPECT_FALSE(led.feed(led.hand.packet(PacketKind::Decoy, base::Bytes(kMaxV2Contents))));
        EXPECT_FALSE(led.feed(led.hand.message("pong", base::Bytes(8))));
        EXPECT_EQ(received(*led.end), "ping:8 pong:8 ");
        EXPECT_EQ(led.end->dropped(), 0u);
    }
}

TEST(V2Transport, TheFirstPacketAuthenticatesTheGarbage) {
    Led decoy(EllSwiftParty::Initiator);
    const base::Bytes unbound = decoy.hand.packet(PacketKind::Decoy, {});
    EXPECT_EQ(
        decoy.feed(join({decoy.hand.garbage().empty() ? base::Bytes() : decoy.hand.terminator(), unbound})),
        TransportError::BadCiphertext);
    // And no other does.
    Led second(EllSwiftParty::Initiator);
    const base::Bytes first = second.hand.packet(PacketKind::Decoy, {}, second.hand.garbage());
    const base::Bytes again = second.hand.packet(PacketKind::Genuine, {}, second.hand.garbage());
    EXPECT_FALSE(second.feed(join({second.hand.terminator(), first})));
    EXPECT_EQ(second.feed(again), TransportError::BadCiphertext);
}

TEST(V2Transport, KeysRenewUnnoticed) {
    Pair pair;
    ASSERT_TRUE(pair.run());
    for (uint32_t i = 0; i < 4 * 224; ++i) {
        pair.initiator->send(envelope("inv", noise("there", i % 100)));
        pair.responder->send(envelope("headers", noise("back", i % 50)));
        ASSERT_TRUE(i % 3 != 0 || pair.run()) << i;
    }
    ASSERT_TRUE(pair.run());
    for (uint32_t i = 0; i < 4 * 224; ++i) {
        const auto there = pair.responder->next();
        const auto back = pair.initiator->next();
        ASSERT_TRUE(there && back) << i;
        ASSERT_EQ(there->envelope.payload, noise("there", i % 100)) << i;
        ASSERT_EQ(back->envelope.payload, noise("back", i % 50)) << i;
    }
}

TEST(V2Transport, TheLargestMessage) {
    Pair pair;
    ASSERT_TRUE(pair.run());
    const base::Bytes payload = noise("large", kMaxPayload);
    EXPECT_EQ(pair.initiator->send(envelope("block", payload)), 21u + kMaxPayload);
    EXPECT_EQ(pair.initiator->send(envelope("hugehugehuge", payload)), 33u + kMaxPayload);
    ASSERT_TRUE(pair.run());
    for (const std::string type : {"block", "hugehugehuge"}) {
        const auto message = pair.responder->next();
        ASSERT_TRUE(message);
        EXPECT_EQ(message->envelope.type, type);
        EXPECT_TRUE(message->envelope.payload == payload);
    }
    EXPECT_DEATH(pair.initiator->send(envelope("block", base::Bytes(kMaxPayload + 1))), "check");
}

TEST(V2Transport, LargerOnesEndTheConnection) {
    for (const size_t size : {kMaxV2Contents, kMaxV2Contents + 1, kMaxPacketContents}) {
        Led led(EllSwiftParty::Responder);
        EXPECT_FALSE(led.feed(led.hand.finish()));
        const base::Bytes packet = led.hand.packet(PacketKind::Genuine, base::Bytes(size));
        // The length is enough to know, and nothing is held for it.
        const auto fed = led.feed(base::ByteSpan(packet).first(3));
        EXPECT_EQ(fed, size > kMaxV2Contents ? std::optional(TransportError::TooLarge) : std::nullopt)
            << size;
    }
}

TEST(V2Transport, HoldsWhatHasArrivedAlone) {
    V2Secrets secrets = test_secrets("end", 0);
    V2Transport end(kTestMagic, secrets, EllSwiftParty::Initiator);
    EXPECT_EQ(secrets.private_key, V2Secrets().private_key);
    EXPECT_EQ(secrets.entropy, V2Secrets().entropy);
    ManualEnd hand(EllSwiftParty::Responder, "hand", 0);
    hand.meet(end.take_output());
    ASSERT_TRUE(end.feed(hand.hello()));
    ASSERT_TRUE(end.feed(hand.finish()));
    EXPECT_EQ(end.held_bytes(), 0u);
    ASSERT_TRUE(end.feed(hand.packet(PacketKind::Decoy, base::Bytes(kMaxV2Contents))));
    EXPECT_EQ(end.held_bytes(), 0u);
    const base::Bytes packet = hand.message("block", base::Bytes(kMaxPayload));
    const base::ByteSpan bytes(packet);
    ASSERT_TRUE(end.feed(bytes.first(103)));
    EXPECT_LE(end.held_bytes(), 1600u);
    ASSERT_TRUE(end.feed(bytes.subspan(103, 100'000)));
    EXPECT_LE(end.held_bytes(), 1'601'600u);
    ASSERT_TRUE(end.feed(bytes.subspan(100'103, 3'899'000)));
    EXPECT_LE(end.held_bytes(), packet.size());
    ASSERT_TRUE(end.feed(bytes.subspan(3'999'103)));
    EXPECT_EQ(end.held_bytes(), 0u);
    EXPECT_EQ(received(end), "block:4000000 ");
}

TEST(V2Transport, DropsWhatHasNoType) {
    Led led(EllSwiftParty::Responder);
    ASSERT_FALSE(led.feed(led.hand.finish()));
    const auto send = [&](const base::Bytes& contents) {
        EXPECT_FALSE(led.feed(led.hand.packet(PacketKind::Genuine, contents)));
    };
    send({});
    send({29, 1, 2, 3});
    send({38});
    send({255});
    send({0});
    send(base::Bytes(13));
    EXPECT_EQ(led.end->dropped(), 6u);
    send({18, 1, 2, 3});
    EXPECT_EQ(received(*led.end), "ping:3 ");
    EXPECT_EQ(led.end->dropped(), 6u);
}

TEST(V2Transport, ErrorsAreFinalButWhatCameBeforeStays) {
    Led led(EllSwiftParty::Initiator);
    base::Bytes bytes = join({led.hand.finish(), led.hand.message("ping", base::Bytes(8))});
    base::Bytes broken = led.hand.message("pong", base::Bytes(8));
    broken.back() ^= 1;
    const base::Bytes after = led.hand.message("tx", base::Bytes(8));
    EXPECT_EQ(led.feed(join({bytes, broken, after})), TransportError::BadCiphertext);
    EXPECT_EQ(led.feed(after), TransportError::BadCiphertext);
    EXPECT_EQ(received(*led.end), "ping:8 ");
}

TEST(V2Transport, OddPrivateKeysAreReplaced) {
    for (const uint8_t byte : {0x00, 0xff}) {
        V2Secrets secrets = test_secrets("responder", 0);
        secrets.private_key.fill(byte);
        Pair pair;
        pair.responder = make_v2_responder(kTestMagic, secrets);
        ASSERT_TRUE(pair.run());
        EXPECT_TRUE(pair.responder->session_id());
        EXPECT_EQ(pair.initiator->session_id(), pair.responder->session_id());
    }
}

TEST(V2Transport, WhetherV1IsWorthTrying) {
    // Only when a key was sent, and nothing has come.
    const auto end = make_v2_initiator(kTestMagic, test_secrets("end", 5));
    EXPECT_FALSE(end->should_retry_v1());
    end->take_output();
    EXPECT_TRUE(end->should_retry_v1());
    const uint8_t byte = 0;
    ASSERT_TRUE(end->feed({&byte, 1}));
    EXPECT_FALSE(end->should_retry_v1());

    Pair pair;
    ASSERT_TRUE(pair.run());
    EXPECT_FALSE(pair.initiator->should_retry_v1());
    EXPECT_FALSE(pair.responder->should_retry_v1());
}

TEST(V2Transport, AnAnswerOfVersionOne) {
    for (const Magic& magic : {kTestMagic, Magic{1, 2, 3, 4}}) {
        const auto v1 = make_v1_transport(magic);
        v1->send(envelope("version", base::Bytes(100)));
        const auto end = make_v2_initiator(kTestMagic, test_secrets("end", 5));
        end->take_output();
        const base::Bytes answer = v1->take_output();
        EXPECT_TRUE(end->feed(base::ByteSpan(answer).first(15)));
        EXPECT_FALSE(end->should_retry_v1());
        const auto fed = end->feed(base::ByteSpan(answer).subspan(15, 1));
        ASSERT_FALSE(fed);
        EXPECT_EQ(fed.error(), TransportError::WrongMagic);
        EXPECT_EQ(end->should_retry_v1(), magic == kTestMagic);
    }
}

}  // namespace
}  // namespace quanta::wire
