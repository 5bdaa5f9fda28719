// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/coins_db.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "kv/kv.h"
#include "kv/test_environment.h"
#include "store/coin_key.h"
#include "store/test_directory.h"

namespace quanta::store {
namespace {

using primitives::BlockHash;
using primitives::Coin;
using primitives::OutPoint;
using primitives::ScriptBytes;
using primitives::Txid;

OutPoint point(uint8_t first, uint32_t index, uint8_t last = 0) {
    OutPoint outpoint;
    outpoint.txid.bytes()[0] = first;
    outpoint.txid.bytes()[31] = last;
    outpoint.index = index;
    return outpoint;
}

Coin coin(int64_t sat) {
    return {{sat}, ScriptBytes(base::Bytes(25, static_cast<uint8_t>(sat))), 100, sat % 2 == 0};
}

BlockHash block(uint8_t number) {
    return BlockHash(std::array<uint8_t, 32>{number});
}

/// Coins to put; no value: to erase.
using Changes = std::map<OutPoint, std::optional<Coin>>;

base::Result<void, StoreError> flush(CoinsDb& coins, const Changes& changes, const BlockHash& tip) {
    const auto flush = TRY(coins.begin_flush());
    for (const auto& [outpoint, coin] : changes) {
        if (coin)
            TRY(flush->put(outpoint, *coin));
        else
            TRY(flush->erase(outpoint));
    }
    return flush->commit(tip);
}

std::vector<OutPoint> walked(const CoinsSnapshot& snapshot, uint8_t first = 0, uint8_t last = 255) {
    std::vector<OutPoint> all;
    EXPECT_TRUE(snapshot.walk(first, last, [&](const OutPoint& outpoint, const Coin&) {
        all.push_back(outpoint);
        return true;
    }));
    return all;
}

class CoinsDbTest : public testing::Test {
protected:
    CoinsDb::Options options(kv::TestEnvironment* environment = nullptr) const {
        return {m_directory.path() / "coins", 1 << 20, environment};
    }
    TestDirectory m_directory;
};

TEST(CoinKeyTest, KeysStandInTheOrderOfOutpoints) {
    std::vector<OutPoint> outpoints;
    for (const uint8_t first : {0, 1, 255}) {
        for (const uint8_t last : {0, 1, 255}) {
            for (const uint32_t index :
                 {0u, 1u, 255u, 256u, 65535u, 65536u, 0xffffffu, 0x1000000u, 0xffffffffu}) {
                outpoints.push_back(point(first, index, last));
            }
        }
    }
    ASSERT_TRUE(std::is_sorted(outpoints.begin(), outpoints.end()));
    base::Bytes previous;
    for (const OutPoint& outpoint : outpoints) {
        const CoinKey key(outpoint);
        const base::Bytes bytes(key.bytes().begin(), key.bytes().end());
        EXPECT_LT(previous, bytes);
        EXPECT_EQ(CoinKey::parse(bytes), outpoint);
        previous = bytes;
    }
    EXPECT_EQ(CoinKey(point(1, 0)).bytes().size(), 34u);
    EXPECT_EQ(CoinKey(point(1, 0x1000000)).bytes().size(), 38u);
}

TEST(CoinKeyTest, OtherKeysAreRefused) {
    const CoinKey key(point(1, 300));
    base::Bytes good(key.bytes().begin(), key.bytes().end());
    for (size_t size = 0; size < good.size(); ++size) {
        EXPECT_FALSE(CoinKey::parse(base::ByteSpan(good).first(size)));
    }
    base::Bytes bad = good;
    bad[0] = 'D';
    EXPECT_FALSE(CoinKey::parse(bad));
    bad = good;
    bad[34] = 0;
    EXPECT_FALSE(CoinKey::parse(bad));
    bad = good;
    bad.push_back(0);
    EXPECT_FALSE(CoinKey::parse(bad));
}

TEST_F(CoinsDbTest, FlushesAddReplaceAndErase) {
    {
        const auto coins = CoinsDb::open(options()).value();
        EXPECT_TRUE(coins->tip().is_null());
        EXPECT_TRUE(coins->snapshot()->tip().is_null());
        const BlockHash& before = coins->tip();
        ASSERT_TRUE(flush(*coins, {{point(1, 0), coin(1)}, {point(1, 1), coin(2)}, {point(2, 0), coin(3)}},
                          block(1)));
        EXPECT_TRUE(before.is_null());
        EXPECT_EQ(coins->tip(), block(1));
        ASSERT_TRUE(flush(
            *coins, {{point(1, 0), std::nullopt}, {point(1, 1), coin(4)}, {point(3, 0), coin(5)}}, block(2)));
        EXPECT_EQ(coins->get(point(1, 0)).value(), std::nullopt);
        EXPECT_EQ(coins->get(point(1, 1)).value(), coin(4));
    }
    const auto coins = CoinsDb::open(options()).value();
    EXPECT_EQ(coins->tip(), block(2));
    EXPECT_EQ(walked(*coins->snapshot()), (std::vector<OutPoint>{point(1, 1), point(2, 0), point(3, 0)}));
    EXPECT_GT(coins->disk_size_bytes(), 0u);
}

TEST_F(CoinsDbTest, FlushWithoutChangesMovesTheTip) {
    const auto coins = CoinsDb::open(options()).value();
    ASSERT_TRUE(flush(*coins, {}, block(1)));
    EXPECT_EQ(coins->tip(), block(1));
    EXPECT_TRUE(walked(*coins->snapshot()).empty());
}

TEST_F(CoinsDbTest, DroppedFlushChangesNothing) {
    const auto coins = CoinsDb::open(options()).value();
    ASSERT_TRUE(flush(*coins, {{point(1, 0), coin(1)}}, block(1)));
    {
        const auto dropped = coins->begin_flush().value();
        ASSERT_TRUE(dropped->erase(point(1, 0)));
    }
    EXPECT_EQ(coins->get(point(1, 0)).value(), coin(1));
    EXPECT_EQ(coins->tip(), block(1));
}

TEST_F(CoinsDbTest, ManyCoinsAreFoundInTheOrderAsked) {
    const auto coins = CoinsDb::open(options()).value();
    Changes changes;
    for (uint32_t i = 0; i < 2000; ++i)
        changes[point(static_cast<uint8_t>(i), i)] = coin(i);
    ASSERT_TRUE(flush(*coins, changes, block(1)));
    std::vector<OutPoint> wanted;
    for (uint32_t i = 2000; i-- > 0;)
        wanted.push_back(point(static_cast<uint8_t>(i), i + i % 2 * 5000));
    const auto found = coins->multi_get(wanted).value();
    ASSERT_EQ(found.size(), wanted.size());
    for (size_t i = 0; i < found.size(); ++i) {
        const size_t number = 1999 - i;
        EXPECT_EQ(found[i].has_value(), number % 2 == 0);
        EXPECT_EQ(found[i].value_or(coin(static_cast<int64_t>(number))), coin(static_cast<int64_t>(number)));
    }
    EXPECT_TRUE(coins->multi_get({}).value().empty());
}

TEST_F(CoinsDbTest, SnapshotKeepsItsMomentAndWalksRanges) {
    const auto coins = CoinsDb::open(options()).value();
    ASSERT_TRUE(flush(*coins,
                      {{point(0, 0), coin(1)},
                       {point(127, 9), coin(2)},
                       {point(128, 0), coin(3)},
                       {point(255, 7), coin(4)}},
                      block(1)));
    const auto snapshot = coins->snapshot();
    ASSERT_TRUE(flush(*coins, {{point(0, 0), std::nullopt}, {point(5, 0), coin(9)}}, block(2)));
    EXPECT_EQ(snapshot->tip(), block(1));
    EXPECT_EQ(walked(*snapshot).size(), 4u);
    EXPECT_EQ(walked(*snapshot, 0, 127), (std::vector<OutPoint>{point(0, 0), point(127, 9)}));
    EXPECT_EQ(walked(*snapshot, 128, 255), (std::vector<OutPoint>{point(128, 0), point(255, 7)}));
    EXPECT_EQ(walked(*snapshot, 128, 128), (std::vector<OutPoint>{point(128, 0)}));
    EXPECT_TRUE(walked(*snapshot, 129, 254).empty());
    EXPECT_EQ(walked(*coins->snapshot(), 0, 5), (std::vector<OutPoint>{point(5, 0)}));
    int visits = 0;
    ASSERT_TRUE(snapshot->walk(0, 255, [&](const OutPoint&, const Coin&) { return ++visits < 2; }));
    EXPECT_EQ(visits, 2);
}

TEST_F(CoinsDbTest, BadRecordsAreCorruption) {
    { ASSERT_TRUE(flush(*CoinsDb::open(options()).value(), {{point(1, 0), coin(1)}}, block(1))); }
    const auto put = [&](base::ByteSpan key, std::string_view value) {
        kv::StoreOptions store_options;
        store_options.path = options().directory.string();
        kv::Batch batch;
        batch.put(key, base::as_bytes(value));
        ASSERT_TRUE(kv::Store::open(store_options).value()->write(batch, kv::Durability::Synced));
    };
    put(CoinKey(point(1, 0)).bytes(), "bad");
    {
        const auto coins = CoinsDb::open(options()).value();
        const OutPoint wanted[] = {point(1, 0)};
        EXPECT_EQ(coins->get(point(1, 0)).error().code, StoreErrorCode::Corruption);
        EXPECT_EQ(coins->multi_get(wanted).error().code, StoreErrorCode::Corruption);
        const auto all = [](const OutPoint&, const Coin&) { return true; };
        const auto walk = coins->snapshot()->walk(0, 255, all);
        ASSERT_FALSE(walk);
        EXPECT_EQ(walk.error().code, StoreErrorCode::Corruption);
        EXPECT_NE(walk.error().message.find(options().directory.string()), std::string::npos);
    }
    put(base::as_bytes("Cshort"), "");
    EXPECT_EQ(CoinsDb::open(options())
                  .value()
                  ->snapshot()
                  ->walk(0, 255, [](auto&, auto&) { return true; })
                  .error()
                  .code,
              StoreErrorCode::Corruption);
    put(base::as_bytes("T"), "short");
    EXPECT_EQ(CoinsDb::open(options()).error().code, StoreErrorCode::Corruption);
}

TEST_F(CoinsDbTest, FailingDiskIsReportedAndNothingIsLost) {
    kv::TestEnvironment environment;
    const auto coins = CoinsDb::open(options(&environment)).value();
    ASSERT_TRUE(flush(*coins, {{point(1, 0), coin(1)}}, block(1)));
    environment.fail_writes_after(0, sys::FileErrorCode::DiskFull);
    EXPECT_EQ(flush(*coins, {{point(1, 0), std::nullopt}}, block(2)).error().code, StoreErrorCode::DiskFull);
    EXPECT_EQ(coins->tip(), block(1));
    EXPECT_EQ(coins->get(point(1, 0)).value(), coin(1));
    environment.files().clear_faults();
    environment.fail_writes_after(0, sys::FileErrorCode::Io);
    EXPECT_EQ(flush(*coins, {{point(1, 0), std::nullopt}}, block(2)).error().code, StoreErrorCode::Io);
}

/// Each flush replaces all coins, so that a mixture of two would show.
TEST_F(CoinsDbTest, CoinsAreAlwaysThoseOfTheTipWhereverThePowerGoes) {
    const auto state = [](uint8_t round) {
        Changes changes;
        for (uint8_t i = 0; i < 50; ++i) {
            changes[point(i, 0)] = i % 5 == round % 5 ? std::nullopt : std::optional(coin(1000 + round));
        }
        return changes;
    };
    for (uint64_t step = 0;; step += 2) {
        kv::TestEnvironment environment;
        CoinsDb::Options here = options(&environment);
        here.directory += std::to_string(step);
        sys::FakeRandom random(step);
        environment.files().cut_power_after(step, step % 4 == 0 ? &random : nullptr);
        uint8_t acknowledged = 0;
        const auto fill = [&]() -> base::Result<void, StoreError> {
            const auto coins = TRY(CoinsDb::open(here));
            for (uint8_t round = 1; round <= 2; ++round) {
                TRY(flush(*coins, state(round), block(round)));
                acknowledged = round;
            }
            return {};
        };
        const bool was_cut = !fill();
        environment.restore_power();
        const auto coins = CoinsDb::open(here);
        ASSERT_TRUE(coins) << "step " << step << ": " << coins.error().message;
        const uint8_t round = (*coins)->tip().bytes()[0];
        EXPECT_GE(round, acknowledged);
        for (const auto& [outpoint, expected] : state(round)) {
            ASSERT_EQ((*coins)->get(outpoint).value(), round == 0 ? std::nullopt : expected)
                << "step " << step;
        }
        std::filesystem::remove_all(here.directory);
        if (!was_cut) break;
        ASSERT_LT(step, 500u);
    }
}

}  // namespace
}  // namespace quanta::store
