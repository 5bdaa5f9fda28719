// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/utxo_stats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "codec/writer.h"
#include "crypto/muhash.h"
#include "sys/random.h"

namespace quanta::chain {
namespace {

using primitives::BlockHash;
using primitives::Coin;
using primitives::OutPoint;

/// Coins in memory; may fail, or pull an interrupt, after some visits.
class FakeCoins final : public store::CoinsSnapshot {
public:
    const BlockHash& tip() const override { return m_tip; }
    base::Result<void, store::StoreError> walk(uint8_t first, uint8_t last,
                                               const Visit& visit) const override {
        if (fails_at && *fails_at >= first && *fails_at <= last) {
            return base::Err(store::StoreError{store::StoreErrorCode::Io, "disk on fire"});
        }
        for (const auto& [outpoint, coin] : coins) {
            const uint8_t byte = outpoint.txid.data()[0];
            if (byte < first || byte > last) continue;
            if (interrupt != nullptr) *interrupt = true;
            if (!visit(outpoint, coin)) break;
        }
        return {};
    }

    std::map<OutPoint, Coin> coins;
    std::optional<uint8_t> fails_at;
    std::atomic<bool>* interrupt = nullptr;

private:
    BlockHash m_tip;
};

/// `count` coins with scripts of 0 to 300 bytes; about every third shares its transaction with the one
/// before.
FakeCoins make_coins(size_t count) {
    FakeCoins fake;
    sys::FakeRandom random(7);
    OutPoint outpoint;
    for (size_t i = 0; i < count; ++i) {
        if (i % 3 != 1) random.fill(outpoint.txid.bytes());
        outpoint.index = i % 3 == 1 ? 300 : 2;
        Coin coin;
        coin.value = {static_cast<int64_t>(random.below(50 * primitives::kCoinSat))};
        coin.height = static_cast<int32_t>(random.below(1'000'000));
        coin.is_coinbase = random.below(2) == 1;
        base::Bytes script(random.below(301));
        random.fill(script);
        coin.script = primitives::ScriptBytes(script);
        fake.coins[outpoint] = coin;
    }
    return fake;
}

base::Bytes element(const OutPoint& outpoint, const Coin& coin) {
    base::Bytes bytes;
    codec::Writer writer(bytes);
    writer.write_bytes(outpoint.txid.bytes()).write(outpoint.index);
    writer.write(static_cast<uint32_t>(coin.height * 2 + (coin.is_coinbase ? 1 : 0)));
    writer.write(coin.value.sat).write_sized_bytes(coin.script.span());
    return bytes;
}

std::string display(const crypto::Digest256& digest) {
    return BlockHash(digest).to_text();
}

const std::atomic<bool> kNoInterrupt{false};

TEST(UtxoStats, EmptySetHasTheRecordedHashes) {
    const FakeCoins fake;
    const auto serialized = utxo_stats(fake, UtxoHash::HashSerialized3, 2, kNoInterrupt);
    ASSERT_TRUE(serialized);
    EXPECT_EQ(display(*serialized->hash), "56944c5d3f98413ef45cf54545538103cc9f298e0575820ad3591376e2e0f65d");
    EXPECT_EQ(serialized->coins, 0u);
    EXPECT_EQ(serialized->transactions, 0u);
    const auto muhash = utxo_stats(fake, UtxoHash::MuHash, 2, kNoInterrupt);
    ASSERT_TRUE(muhash);
    EXPECT_EQ(display(*muhash->hash), display(crypto::MuHash3072().finalize()));
}

TEST(UtxoStats, CountsWithoutHash) {
    FakeCoins fake;
    OutPoint outpoint;
    outpoint.index = 0;
    fake.coins[outpoint] = {{5}, primitives::ScriptBytes(base::Bytes(10)), 1, true};
    outpoint.index = 1;
    fake.coins[outpoint] = {{7}, primitives::ScriptBytes(base::Bytes(0)), 1, true};
    outpoint.txid.bytes()[31] = 1;
    fake.coins[outpoint] = {{11}, primitives::ScriptBytes(base::Bytes(100)), 2, false};
    const auto stats = utxo_stats(fake, UtxoHash::None, 1, kNoInterrupt);
    ASSERT_TRUE(stats);
    EXPECT_EQ(stats->coins, 3u);
    EXPECT_EQ(stats->transactions, 2u);
    EXPECT_EQ(stats->bogo_size, 3u * 50 + 110);
    EXPECT_EQ(stats->total.sat, 23);
    EXPECT_FALSE(stats->hash);
}

TEST(UtxoStats, HashesDoNotDependOnThreads) {
    const FakeCoins fake = make_coins(20000);
    crypto::Sha256d serialized;
    crypto::MuHash3072 muhash;
    int64_t total = 0;
    for (const auto& [outpoint, coin] : fake.coins) {
        serialized.write(element(outpoint, coin));
        total += coin.value.sat;
    }
    size_t some = 0;
    FakeCoins few;
    for (const auto& entry : fake.coins) {
        if (++some % 40 != 0) continue;
        few.coins.insert(entry);
        muhash.insert(element(entry.first, entry.second));
    }
    const std::string expected = display(serialized.finalize());
    for (const int threads : {-3, 1, 2, 3, 8, 100}) {
        const auto stats = utxo_stats(fake, UtxoHash::HashSerialized3, threads, kNoInterrupt);
        ASSERT_TRUE(stats);
        EXPECT_EQ(display(*stats->hash), expected) << threads;
        EXPECT_EQ(stats->coins, fake.coins.size());
        EXPECT_EQ(stats->total.sat, total);
        const auto sum = utxo_stats(few, UtxoHash::MuHash, threads, kNoInterrupt);
        ASSERT_TRUE(sum);
        EXPECT_EQ(display(*sum->hash), display(muhash.finalize())) << threads;
    }
}

TEST(UtxoStats, ReportsDiskFailure) {
    for (const UtxoHash hash : {UtxoHash::None, UtxoHash::HashSerialized3, UtxoHash::MuHash}) {
        FakeCoins fake = make_coins(500);
        fake.fails_at = 100;
        const auto stats = utxo_stats(fake, hash, 4, kNoInterrupt);
        ASSERT_FALSE(stats);
        EXPECT_EQ(stats.error(), "disk on fire");
    }
}

TEST(UtxoStats, EndsWhenInterrupted) {
    FakeCoins fake = make_coins(3000);
    std::atomic<bool> interrupt{false};
    fake.interrupt = &interrupt;
    const auto stats = utxo_stats(fake, UtxoHash::HashSerialized3, 2, interrupt);
    ASSERT_FALSE(stats);
    EXPECT_EQ(stats.error(), "Interrupted");
}

}  // namespace
}  // namespace quanta::chain
