// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/v2_responder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>

#include "wire/v2_manual_end.h"

namespace quanta::wire {
namespace {

using crypto::EllSwiftParty;

/// What a v1 end sends first.
base::Bytes v1_stream(const Magic& magic, const std::string& type = "version") {
    const auto v1 = make_v1_transport(magic);
    v1->send({type, base::Bytes(100, 7)});
    v1->send({"verack", {}});
    return v1->take_output();
}

V2Responder responder() {
    return V2Responder(kTestMagic, test_secrets("responder", 30));
}

TEST(V2Responder, BecomesV1) {
    const base::Bytes stream = v1_stream(kTestMagic);
    for (size_t cut = 0; cut <= stream.size(); ++cut) {
        V2Responder end = responder();
        ASSERT_TRUE(end.feed(base::ByteSpan(stream).first(cut)));
        EXPECT_EQ(end.kind(), cut < kV1PrefixSize ? TransportKind::Detecting : TransportKind::V1);
        EXPECT_EQ(end.ready(), cut >= kV1PrefixSize);
        EXPECT_TRUE(end.take_output().empty());
        ASSERT_TRUE(end.feed(base::ByteSpan(stream).subspan(cut)));
        const auto version = end.next();
        ASSERT_TRUE(version) << cut;
        EXPECT_EQ(version->envelope.type, "version");
        EXPECT_EQ(version->envelope.payload, base::Bytes(100, 7));
        EXPECT_EQ(version->wire_size, 124u);
        EXPECT_EQ(end.next()->envelope.type, "verack");
        EXPECT_FALSE(end.next());
        EXPECT_FALSE(end.session_id());
    }
}

TEST(V2Responder, KeepsNoCopyOfSecretsWithItsCaller) {
    V2Secrets secrets = test_secrets("responder", 30);
    const V2Responder end(kTestMagic, std::move(secrets));
    EXPECT_EQ(secrets.private_key, V2Secrets().private_key);
    EXPECT_EQ(secrets.entropy, V2Secrets().entropy);
    EXPECT_EQ(end.kind(), TransportKind::Detecting);
}

TEST(V2Responder, AnswersV1) {
    V2Responder end = responder();
    // What is sent too early is kept; its size is that of v2.
    EXPECT_EQ(end.send({"version", base::Bytes(50)}), 20u + 13 + 50);
    EXPECT_TRUE(end.take_output().empty());
    ASSERT_TRUE(end.feed(v1_stream(kTestMagic)));
    EXPECT_EQ(end.send({"ping", base::Bytes(8)}), 24u + 8);
    const auto peer = make_v1_transport(kTestMagic);
    ASSERT_TRUE(peer->feed(end.take_output()));
    EXPECT_EQ(peer->next()->envelope.type, "version");
    EXPECT_EQ(peer->next()->envelope.type, "ping");
    EXPECT_FALSE(end.should_retry_v1());
}

TEST(V2Responder, CountsWhatV1Drops) {
    V2Responder end = responder();
    base::Bytes stream = v1_stream(kTestMagic);
    stream[24] ^= 1;  // the payload no longer fits its checksum
    ASSERT_TRUE(end.feed(stream));
    EXPECT_EQ(end.dropped(), 1u);
    EXPECT_EQ(end.next()->envelope.type, "verack");
}

TEST(V2Responder, SendsItsKeyAtTheFirstByteThatDiffers) {
    const base::Bytes stream = v1_stream(kTestMagic);
    for (size_t same = 0; same < kV1PrefixSize; ++same) {
        V2Responder end = responder();
        ASSERT_TRUE(end.feed(base::ByteSpan(stream).first(same)));
        EXPECT_TRUE(end.take_output().empty());
        const uint8_t other = stream[same] ^ 0x20;
        ASSERT_TRUE(end.feed({&other, 1}));
        EXPECT_EQ(end.kind(), TransportKind::Detecting);
        EXPECT_EQ(end.take_output().size(), 64u + 30);
        EXPECT_FALSE(end.ready());
    }
}

TEST(V2Responder, OtherChainsOverV1) {
    for (size_t at = 0; at < 4; ++at) {
        Magic magic = kTestMagic;
        magic[at] ^= 1;
        const base::Bytes stream = v1_stream(magic);
        V2Responder end = responder();
        ASSERT_TRUE(end.feed(base::ByteSpan(stream).first(15)));
        const auto fed = end.feed(base::ByteSpan(stream).subspan(15, 1));
        ASSERT_FALSE(fed);
        EXPECT_EQ(fed.error(), TransportError::WrongMagic);
        EXPECT_FALSE(end.should_retry_v1());
    }
}

TEST(V2Responder, OtherFirstMessagesAreKeys) {
    // A v1 peer that begins with anything but `version` is not understood.
    V2Responder end = responder();
    ASSERT_TRUE(end.feed(v1_stream(kTestMagic, "ping")));
    EXPECT_EQ(end.kind(), TransportKind::Detecting);
    EXPECT_FALSE(end.next());
}

TEST(V2Responder, AKeyThatBeginsLikeTheMagic) {
    // The bytes that matched belong to the key. A key of nothing but the prefix up to its last byte will do.
    V2Responder end = responder();
    const base::Bytes stream = v1_stream(kTestMagic);
    base::Bytes key(stream.begin(), stream.begin() + 15);
    key.resize(64, 0x55);
    ASSERT_TRUE(end.feed(base::ByteSpan(key).first(63)));
    EXPECT_FALSE(end.ready());
    ASSERT_TRUE(end.feed(base::ByteSpan(key).subspan(63)));
    EXPECT_TRUE(end.ready());

    // The secret is that of the whole key: our own side of it agrees.
    const base::Bytes sent = end.take_output();
    crypto::EllSwift theirs;
    std::copy_n(key.begin(), 64, theirs.begin());
    crypto::EllSwift ours;
    std::copy_n(sent.begin(), 64, ours.begin());
    const auto private_key = crypto::PrivateKey::from_bytes(test_secrets("responder", 0).private_key).value();
    const Bip324Cipher cipher(
        kTestMagic, crypto::ellswift_shared_secret(private_key, ours, theirs, EllSwiftParty::Responder),
        EllSwiftParty::Responder);
    const base::ByteSpan behind = base::ByteSpan(sent).subspan(64 + 30);
    EXPECT_TRUE(std::ranges::equal(behind.first(cipher.send_terminator().size()), cipher.send_terminator()));
}

}  // namespace
}  // namespace quanta::wire
