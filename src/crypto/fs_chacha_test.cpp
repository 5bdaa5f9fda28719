// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/fs_chacha.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/hex.h"
#include "crypto/chacha20.h"

namespace quanta::crypto {
namespace {

const Digest256 kKey = sha256(base::as_bytes("the first key"));

Nonce96 nonce_of(uint32_t use, uint64_t rekeyings) {
    Nonce96 nonce;
    base::write_le<uint32_t>(nonce.data(), use);
    base::write_le<uint64_t>(nonce.data() + 4, rekeyings);
    return nonce;
}

/// The 224 chunks of one key, drawn in one go; `key` becomes the next one.
base::Bytes chunks_of_key(Digest256& key, uint64_t rekeyings, size_t chunk_size) {
    base::Bytes stream(kRekeyInterval * chunk_size + key.size());
    chacha20_keystream(stream, key, nonce_of(0, rekeyings), 0);
    std::copy(stream.end() - 32, stream.end(), key.begin());
    stream.resize(kRekeyInterval * chunk_size);
    return stream;
}

TEST(FsChaCha20, TakesTheNextKeyFromTheStream) {
    for (const size_t size : {size_t{1}, size_t{3}, size_t{64}, size_t{100}}) {
        FsChaCha20 cipher(kKey);
        Digest256 key = kKey;
        for (uint64_t rekeyings = 0; rekeyings < 4; ++rekeyings) {
            const base::Bytes expected = chunks_of_key(key, rekeyings, size);
            base::Bytes drawn;
            for (uint32_t i = 0; i < kRekeyInterval; ++i) {
                base::Bytes chunk(size);
                cipher.crypt(chunk);
                drawn.insert(drawn.end(), chunk.begin(), chunk.end());
            }
            ASSERT_EQ(drawn, expected) << size << " bytes, key " << rekeyings;
        }
    }
}

TEST(FsChaCha20, DecryptsWhatItEncrypted) {
    FsChaCha20 there(kKey);
    FsChaCha20 back(kKey);
    for (uint32_t i = 0; i < 3 * kRekeyInterval + 5; ++i) {
        std::array<uint8_t, 3> chunk = {static_cast<uint8_t>(i), 0, 0xff};
        const auto plain = chunk;
        there.crypt(chunk);
        back.crypt(chunk);
        ASSERT_EQ(chunk, plain) << i;
    }
}

/// The cipher as it is defined: the next key is the encryption of 32 zero bytes.
class Definition {
public:
    std::pair<base::Bytes, ChaCha20Poly1305::Tag> seal(base::Bytes text, base::ByteSpan associated) {
        const auto tag =
            ChaCha20Poly1305(m_key).seal(text, nonce_of(m_packet % 224, m_packet / 224), associated);
        if ((m_packet + 1) % 224 == 0) {
            base::Bytes zeros(32);
            ChaCha20Poly1305(m_key).seal(zeros, nonce_of(0xffffffff, m_packet / 224), {});
            std::copy(zeros.begin(), zeros.end(), m_key.begin());
        }
        ++m_packet;
        return {text, tag};
    }

private:
    Digest256 m_key = kKey;
    uint32_t m_packet = 0;
};

TEST(FsChaCha20Poly1305, AgreesWithItsDefinition) {
    Definition definition;
    FsChaCha20Poly1305 there(kKey);
    FsChaCha20Poly1305 back(kKey);
    for (uint32_t i = 0; i < 3 * kRekeyInterval + 5; ++i) {
        const base::Bytes plain(i % 70, static_cast<uint8_t>(i));
        const base::Bytes associated(i % 3 == 0 ? 20 : 0, 5);
        base::Bytes text = plain;
        const auto tag = there.seal(text, associated);
        ASSERT_EQ(std::pair(text, tag), definition.seal(plain, associated)) << i;
        ASSERT_TRUE(back.open(text, tag, associated)) << i;
        ASSERT_EQ(text, plain) << i;
    }
}

TEST(FsChaCha20Poly1305, PacketsHaveTheirTurn) {
    FsChaCha20Poly1305 there(kKey);
    FsChaCha20Poly1305 back(kKey);
    base::Bytes first(10, 1);
    base::Bytes second(10, 1);
    const auto first_tag = there.seal(first, {});
    const auto second_tag = there.seal(second, {});
    EXPECT_NE(first, second);
    base::Bytes early = second;
    EXPECT_FALSE(back.open(early, second_tag, {}));
    EXPECT_TRUE(back.open(second, second_tag, {}));
    EXPECT_FALSE(back.open(first, first_tag, {}));
}

}  // namespace
}  // namespace quanta::crypto
