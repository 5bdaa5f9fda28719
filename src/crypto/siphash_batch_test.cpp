// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/siphash_batch.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/siphash.h"

namespace quanta::crypto {
namespace {

constexpr SipHashKey kKey{0x0123456789abcdef, 0xfedcba9876543210};

/// Messages of every size up to `sizes`, `each` of each, and their hashes one by one.
struct Messages {
    Messages(size_t sizes, size_t each) {
        for (size_t i = 0; i < sizes * each; ++i) {
            base::Bytes message(i / each);
            for (size_t at = 0; at < message.size(); ++at)
                message[at] = static_cast<uint8_t>(31 * i + 7 * at);
            hashes.insert(siphash(kKey.k0, kKey.k1, message));
            bytes.push_back(std::move(message));
        }
        spans.assign(bytes.begin(), bytes.end());
    }

    std::vector<base::Bytes> bytes;
    std::vector<base::ByteSpan> spans;
    std::set<uint64_t> hashes;
};

TEST(SipHashBatch, EveryEngineEqualsOneByOne) {
    const Messages messages(300, 5);
    const SipHashBatch batch(messages.spans);
    EXPECT_EQ(siphash_engines().back().name, "portable");
    for (const SipHashEngine& engine : siphash_engines()) {
        std::vector<uint64_t> out(batch.blocks() * SipHashBatch::kLanes);
        batch.hash_by(engine, kKey, out.data());
        EXPECT_EQ(std::set<uint64_t>(out.begin(), out.end()), messages.hashes) << engine.name;
    }
}

TEST(SipHashBatch, PiecesEqualTheWhole) {
    const Messages messages(100, 17);
    const SipHashBatch batch(messages.spans);
    std::vector<uint64_t> whole(batch.blocks() * SipHashBatch::kLanes);
    batch.hash(kKey, 0, batch.blocks(), whole.data());
    for (const size_t step : {size_t{1}, size_t{3}, size_t{7}, batch.blocks()}) {
        std::vector<uint64_t> pieces(whole.size());
        for (size_t first = 0; first < batch.blocks(); first += step) {
            const size_t count = std::min(step, batch.blocks() - first);
            batch.hash(kKey, first, count, pieces.data() + first * SipHashBatch::kLanes);
        }
        EXPECT_EQ(pieces, whole) << step;
    }
}

TEST(SipHashBatch, NoMessagesNoBlocks) {
    const SipHashBatch batch({});
    EXPECT_EQ(batch.blocks(), 0u);
    batch.hash(kKey, 0, 0, nullptr);
    EXPECT_EQ(batch.memory_bytes(), 0u);
}

TEST(SipHashBatch, BlocksAreFull) {
    for (const size_t count : {1, 15, 16, 17, 32, 33}) {
        const std::vector<base::ByteSpan> same(count, base::as_bytes("message"));
        EXPECT_EQ(SipHashBatch(same).blocks(), (count + 15) / 16) << count;
    }
}

}  // namespace
}  // namespace quanta::crypto
