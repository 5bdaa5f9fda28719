// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/persist.h"

#include <gtest/gtest.h>

#include "codec/writer.h"
#include "mempool/chain_fixture.h"
#include "sys/fake_file_system.h"

namespace quanta::mempool {
namespace {

class PersistTest : public ChainPoolTest {
protected:
    /// A pool with a parent, a child and something beside them.
    void fill() {
        options.policy.require_standard = false;
        open_at(110);
        parent = spend(builder.coinbase_coin(1), 0).freeze();
        child = spend(output(parent), 5'000).freeze();
        other = spend(builder.coinbase_coin(2), 3'000).freeze();
        ASSERT_TRUE(pool->accept_package(std::vector{parent, child}).transactions[1].accepted());
        ASSERT_EQ(offer(other), "ok");
        pool->prioritise(other->txid(), {77});
        pool->prioritise(absent(), {-5});
        pool->set_unbroadcast(child->txid(), true);
    }
    static primitives::Txid absent() {
        primitives::Txid txid;
        txid.data()[3] = 9;
        return txid;
    }
    std::string path() const { return (directory / "mempool.dat").string(); }
    uint64_t save(DumpVersion version) {
        const auto written = dump(*pool, sys::real_file_system(), sys::os_random(), path(), version);
        EXPECT_TRUE(written) << written.error();
        return written.value_or(0);
    }
    LoadFigures reload(const LoadOptions& load_options = {}) {
        make_pool();
        const auto figures = load(*pool, sys::real_file_system(), clock, path(), load_options);
        EXPECT_TRUE(figures) << figures.error();
        return figures.value_or({});
    }
    base::Bytes bytes() const { return sys::read_whole(sys::real_file_system(), path(), 1 << 20).value(); }

    TransactionRef parent, child, other;
};

TEST_F(PersistTest, BothVersionsBringEverythingBack) {
    fill();
    for (const DumpVersion version : {DumpVersion::Plain, DumpVersion::Obfuscated}) {
        const uint64_t written = save(version);
        EXPECT_EQ(bytes().size(), written);
        EXPECT_EQ(bytes()[0], static_cast<uint8_t>(version));
        clock.advance_s(100);
        const LoadFigures figures = reload();
        EXPECT_EQ(figures.accepted, 3u);
        EXPECT_EQ(figures.failed, 0u);
        EXPECT_EQ(figures.unbroadcast, 1u);
        EXPECT_TRUE(has(parent));
        EXPECT_EQ(pool->reader().find(other->txid())->delta.sat, 77);
        EXPECT_EQ(pool->reader().find(other->txid())->time_s, builder.tip().time);
        EXPECT_EQ(pool->reader().priorities().at(absent()).delta.sat, -5);
        EXPECT_EQ(pool->reader().unbroadcast(), std::vector{child->txid()});
        EXPECT_TRUE(pool->reader().find(child->txid())->unbroadcast);
    }
}

TEST_F(PersistTest, TheLayoutIsTheDeployedOne) {
    fill();
    save(DumpVersion::Plain);
    base::Bytes expected;
    codec::Writer writer(expected);
    writer.write(uint64_t{1}).write(uint64_t{3});
    const std::vector<primitives::Txid> order = pool->reader().txids();
    for (const primitives::Txid& txid : order) {
        const Entry entry = *pool->reader().find(txid);
        writer.write_bytes(entry.transaction->raw()).write(entry.time_s).write(entry.delta.sat);
    }
    writer.write_compact_size(1).write_bytes(absent().bytes()).write(int64_t{-5});
    writer.write_compact_size(1).write_bytes(child->txid().bytes());
    EXPECT_EQ(bytes(), expected);
    save(DumpVersion::Obfuscated);
    base::Bytes secret = bytes();
    ASSERT_EQ(secret[8], 8);
    const base::Bytes key(secret.begin() + 9, secret.begin() + 17);
    for (size_t i = 17; i < secret.size(); ++i)
        secret[i] ^= key[i % 8];
    EXPECT_TRUE(std::equal(secret.begin() + 17, secret.end(), expected.begin() + 8, expected.end()));
}

TEST_F(PersistTest, OptionsSayWhatIsTaken) {
    fill();
    save(DumpVersion::Obfuscated);
    clock.advance_s(100);
    LoadOptions options;
    options.use_current_time = true;
    options.apply_deltas = false;
    options.apply_unbroadcast = false;
    double told = 0;
    options.progress = [&](double share) { told = share; };
    EXPECT_EQ(reload(options).accepted, 3u);
    EXPECT_EQ(told, 1);
    EXPECT_EQ(pool->reader().find(other->txid())->time_s, builder.tip().time + 100);
    EXPECT_TRUE(pool->reader().priorities().empty());
    EXPECT_TRUE(pool->reader().unbroadcast().empty());
    const auto again = load(*pool, sys::real_file_system(), clock, path(), {});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->already_there, 3u);
}

TEST_F(PersistTest, WhatIsTooOldIsLeftOut) {
    fill();
    save(DumpVersion::Obfuscated);
    clock.advance_s(options.expiry_s - 1);
    EXPECT_EQ(reload().expired, 0u);
    clock.advance_s(1);
    EXPECT_EQ(reload().expired, 3u);
}

TEST_F(PersistTest, ADamagedFileIsAnErrorWhereverItIsCut) {
    fill();
    save(DumpVersion::Plain);
    const base::Bytes whole = bytes();
    sys::FileSystem& files = sys::real_file_system();
    const auto load_bytes = [&](base::ByteSpan data, const LoadOptions& load_options = {}) {
        EXPECT_TRUE(sys::write_atomically(files, path(), data));
        return load(*pool, files, clock, path(), load_options);
    };
    for (size_t size = 0; size < whole.size(); size += 13)
        EXPECT_FALSE(load_bytes(base::ByteSpan(whole).first(size))) << size;
    base::Bytes wrong = whole;
    wrong[0] = 3;
    EXPECT_FALSE(load_bytes(wrong));
    EXPECT_FALSE(load(*pool, files, clock, path() + ".none", {}));
    const std::atomic<bool> interrupt{true};
    LoadOptions interrupted;
    interrupted.interrupt = &interrupt;
    EXPECT_EQ(load_bytes(whole, interrupted).error(), path() + ": interrupted");
}

TEST_F(PersistTest, AFullDiskLeavesTheOldFileAlone) {
    fill();
    save(DumpVersion::Plain);
    const base::Bytes old = bytes();
    sys::FaultyFileSystem files(sys::real_file_system());
    files.fail_after(sys::FaultTarget::Writes, 2, sys::FileErrorCode::DiskFull, sys::FaultRepeat::Once);
    EXPECT_FALSE(dump(*pool, files, sys::os_random(), path(), DumpVersion::Plain));
    EXPECT_EQ(bytes(), old);
    EXPECT_FALSE(files.exists(path() + ".new"));
    EXPECT_TRUE(dump(*pool, files, sys::os_random(), path(), DumpVersion::Plain));
}

TEST_F(PersistTest, ACutOfPowerLeavesTheOldFileOrTheNew) {
    fill();
    save(DumpVersion::Plain);
    const base::Bytes old = bytes();
    pool->prioritise(absent(), {1'000});
    const auto changes = [&] {
        sys::FaultyFileSystem counting(sys::real_file_system());
        EXPECT_TRUE(dump(*pool, counting, sys::os_random(), path(), DumpVersion::Plain));
        return counting.change_count();
    }();
    const base::Bytes renewed = bytes();
    ASSERT_NE(old, renewed);
    ASSERT_GE(changes, 4u);
    for (uint64_t point = 0; point < changes; ++point) {
        ASSERT_TRUE(sys::write_atomically(sys::real_file_system(), path(), old));
        sys::FaultyFileSystem files(sys::real_file_system());
        files.cut_power_after(point);
        EXPECT_FALSE(dump(*pool, files, sys::os_random(), path(), DumpVersion::Plain));
        EXPECT_TRUE(bytes() == old || bytes() == renewed) << point;
    }
}

}  // namespace
}  // namespace quanta::mempool
