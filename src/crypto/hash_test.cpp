// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hex.h"
#include "crypto/sha256_engine.h"

namespace quanta::crypto {
namespace {

using base::as_bytes;
using base::to_hex;

const std::string kAlphabet2 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
const std::string kMillion(1'000'000, 'a');

base::Bytes counting(size_t size) {
    base::Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7 + i / 256);
    return bytes;
}

TEST(Sha256, PublishedValues) {
    EXPECT_EQ(to_hex(sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256(as_bytes(kAlphabet2))),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(to_hex(sha256(as_bytes(kMillion))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, WritesInPiecesEqualOneWrite) {
    for (size_t size = 0; size < 200; ++size) {
        const base::Bytes bytes = counting(size);
        const Digest256 whole = sha256(bytes);
        for (const size_t cut : {size_t{0}, size / 3, size / 2, size}) {
            Sha256 hasher;
            hasher.write(base::ByteSpan(bytes).first(cut)).write(base::ByteSpan(bytes).subspan(cut));
            EXPECT_EQ(hasher.finalize(), whole) << size << " cut at " << cut;
        }
        Sha256 single;
        for (size_t i = 0; i < size; ++i) single.write({&bytes[i], 1});
        EXPECT_EQ(single.finalize(), whole) << size;
    }
}

TEST(Sha256, CopyIsAMidstate) {
    Sha256 prefix;
    prefix.write(as_bytes(std::string(70, 'x')));
    Sha256 copy = prefix;
    copy.write(as_bytes("one"));
    prefix.write(as_bytes("two"));
    EXPECT_EQ(copy.finalize(), sha256(as_bytes(std::string(70, 'x') + "one")));
    EXPECT_EQ(prefix.finalize(), sha256(as_bytes(std::string(70, 'x') + "two")));
    prefix.reset();
    EXPECT_EQ(prefix.finalize(), sha256({}));
}

TEST(Sha256, DoubleHash) {
    EXPECT_EQ(to_hex(sha256d(as_bytes("hello"))),
              "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50");
    for (const size_t size : {0, 1, 55, 56, 63, 64, 65, 80, 119, 120, 128}) {
        const base::Bytes bytes = counting(size);
        EXPECT_EQ(sha256d(bytes), sha256(sha256(bytes))) << size;
        EXPECT_EQ(Sha256d().write(bytes).finalize(), sha256d(bytes)) << size;
    }
}

TEST(Sha256, EveryEngineAgrees) {
    for (const Sha256Engine& engine : sha256_engines()) {
        for (size_t pairs = 0; pairs < 35; ++pairs) {
            base::Bytes level = counting(64 * pairs);
            base::Bytes expected;
            for (size_t i = 0; i < pairs; ++i) {
                const Digest256 digest = sha256(sha256(base::ByteSpan(level).subspan(64 * i, 64)));
                expected.insert(expected.end(), digest.begin(), digest.end());
            }
            engine.pairs(level.data(), level.data(), pairs);
            level.resize(32 * pairs);
            EXPECT_EQ(level, expected) << engine.name << " " << pairs;
        }
        const base::Bytes data = counting(64 * 9);
        std::array<uint32_t, 8> state = kSha256Start;
        std::array<uint32_t, 8> portable = kSha256Start;
        engine.blocks(state.data(), data.data(), 9);
        kSha256Portable.blocks(portable.data(), data.data(), 9);
        EXPECT_EQ(state, portable) << engine.name;
    }
    EXPECT_EQ(sha256_engines().back().name, "portable");
    EXPECT_EQ(sha256_implementation(), sha256_engines().front().name);
}

TEST(TaggedHash, IsTheHashOfTheDoubledTagHashAndTheMessage) {
    const Digest256 tag = sha256(as_bytes("TapLeaf"));
    const base::Bytes message = counting(77);
    EXPECT_EQ(tagged_hash("TapLeaf", message), Sha256().write(tag).write(tag).write(message).finalize());
    Sha256 midstate = tagged_sha256("TapLeaf");
    EXPECT_EQ(midstate.write(message).finalize(), tagged_hash("TapLeaf", message));
    EXPECT_NE(tagged_hash("TapBranch", message), tagged_hash("TapLeaf", message));
}

TEST(Ripemd160, PublishedValues) {
    EXPECT_EQ(to_hex(ripemd160({})), "9c1185a5c5e9fc54612808977ee8f548b2258d31");
    EXPECT_EQ(to_hex(ripemd160(as_bytes("a"))), "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe");
    EXPECT_EQ(to_hex(ripemd160(as_bytes("abc"))), "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc");
    EXPECT_EQ(to_hex(ripemd160(as_bytes("message digest"))), "5d0689ef49d2fae572b881b123a85ffa21595f36");
    EXPECT_EQ(to_hex(ripemd160(as_bytes(kAlphabet2))), "12a053384a9c0c88e405a06c27dcf49ada62eb2b");
    EXPECT_EQ(to_hex(ripemd160(as_bytes(kMillion))), "52783243c1697bdbe16d37f97f68f08325dc1528");
}

TEST(Sha1, PublishedValues) {
    EXPECT_EQ(to_hex(sha1({})), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    EXPECT_EQ(to_hex(sha1(as_bytes("abc"))), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(to_hex(sha1(as_bytes(kAlphabet2))), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    EXPECT_EQ(to_hex(sha1(as_bytes(kMillion))), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Hash160, IsRipemdOfSha) {
    for (const size_t size : {0, 33, 55, 56, 64, 65, 119}) {
        const base::Bytes bytes = counting(size);
        EXPECT_EQ(hash160(bytes), ripemd160(sha256(bytes)));
    }
}

}  // namespace
}  // namespace quanta::crypto
