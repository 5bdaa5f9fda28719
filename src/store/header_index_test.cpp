// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/header_index.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "kv/kv.h"
#include "kv/test_environment.h"
#include "store/block_files.h"
#include "store/header_record.h"
#include "store/test_directory.h"

namespace quanta::store {
namespace {

using primitives::BlockHash;

HeaderRecord record_at(primitives::Height height, uint8_t salt = 0) {
    HeaderRecord record;
    record.height = height;
    record.hash.bytes()[0] = static_cast<uint8_t>(height);
    record.hash.bytes()[31] = salt;
    record.header.nonce = static_cast<uint32_t>(height) + salt;
    return record;
}

void expect_equal(const HeaderRecord& a, const HeaderRecord& b) {
    EXPECT_EQ(a.header, b.header);
    EXPECT_EQ(a.hash, b.hash);
    EXPECT_EQ(a.height, b.height);
    EXPECT_EQ(a.transaction_count, b.transaction_count);
    EXPECT_EQ(a.validity, b.validity);
    EXPECT_EQ(a.failure, b.failure);
    EXPECT_EQ(a.block, b.block);
    EXPECT_EQ(a.undo, b.undo);
}

class HeaderIndexTest : public testing::Test {
protected:
    HeaderIndex::Options options(kv::TestEnvironment* environment = nullptr) const {
        return {m_directory.path() / "index", 1 << 20, environment};
    }
    static std::vector<HeaderRecord> load(const HeaderIndex& index) {
        std::vector<HeaderRecord> all;
        EXPECT_TRUE(index.load([&](const HeaderRecord& record) { all.push_back(record); }));
        return all;
    }
    /// Puts a record straight into the closed database.
    void put(base::ByteSpan key, base::ByteSpan value) const {
        kv::StoreOptions store_options;
        store_options.path = options().directory.string();
        const auto store = kv::Store::open(store_options).value();
        kv::Batch batch;
        batch.put(key, value);
        ASSERT_TRUE(store->write(batch, kv::Durability::Synced));
    }

    TestDirectory m_directory;
};

TEST_F(HeaderIndexTest, RecordsComeBackLowestHeightFirst) {
    HeaderRecord full = record_at(300, 1);
    full.transaction_count = std::numeric_limits<uint32_t>::max();
    full.validity = Validity::Scripts;
    full.failure = Failure::InvalidParent;
    full.block = {std::numeric_limits<int32_t>::max(), std::numeric_limits<uint32_t>::max()};
    full.undo = {0, 8};
    HeaderRecord pruned = record_at(0x7fffffff);
    pruned.validity = Validity::Transactions;
    pruned.failure = Failure::Invalid;
    pruned.undo = {7, 9};
    {
        const auto index = HeaderIndex::open(options()).value();
        EXPECT_TRUE(load(*index).empty());
        ASSERT_TRUE(index->write({{pruned, full, record_at(300), record_at(2), record_at(0)}, {}, {}}));
    }
    const auto index = HeaderIndex::open(options()).value();
    const std::vector<HeaderRecord> all = load(*index);
    ASSERT_EQ(all.size(), 5u);
    expect_equal(all[0], record_at(0));
    expect_equal(all[1], record_at(2));
    expect_equal(all[2], record_at(300));
    expect_equal(all[3], full);
    expect_equal(all[4], pruned);
}

TEST_F(HeaderIndexTest, LaterWriteReplacesARecord) {
    const auto index = HeaderIndex::open(options()).value();
    HeaderRecord record = record_at(5);
    ASSERT_TRUE(index->write({{record}, {}, {}}));
    record.block = {1, 2};
    ASSERT_TRUE(index->write({{record}, {}, {}}));
    const auto all = load(*index);
    ASSERT_EQ(all.size(), 1u);
    expect_equal(all[0], record);
}

TEST_F(HeaderIndexTest, FileInfosComeBackByNumber) {
    const auto index = HeaderIndex::open(options()).value();
    EXPECT_TRUE(index->load_files().value().empty());
    const BlockFileInfo info{1, 2, 3, 4, 5, 6, 7};
    const BlockFileInfo largest{0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff,
                                0x7fffffff, 0xffffffff, 0xffffffff};
    ASSERT_TRUE(index->write({{}, {{2, info}, {300, largest}}, {}}));
    const auto infos = index->load_files().value();
    ASSERT_EQ(infos.size(), 301u);
    EXPECT_EQ(infos[2], info);
    EXPECT_EQ(infos[300], largest);
    EXPECT_EQ(infos[0], BlockFileInfo{});
}

TEST_F(HeaderIndexTest, NamedValuesAreSetAndErased) {
    const auto index = HeaderIndex::open(options()).value();
    EXPECT_EQ(index->value("pruned").value(), std::nullopt);
    ASSERT_TRUE(index->write({{}, {}, {{"pruned", "1"}, {"reindexing", "2"}}}));
    EXPECT_EQ(index->value("pruned").value(), "1");
    ASSERT_TRUE(index->write({{}, {}, {{"pruned", ""}}}));
    EXPECT_EQ(index->value("pruned").value(), std::nullopt);
    EXPECT_EQ(index->value("reindexing").value(), "2");
}

TEST_F(HeaderIndexTest, OtherFormatsAreRefused) {
    { ASSERT_TRUE(HeaderIndex::open(options())); }
    const auto opened_with = [&](const std::string& format) {
        put(base::as_bytes("V"), base::as_bytes(format));
        const auto index = HeaderIndex::open(options());
        EXPECT_FALSE(index);
        return index ? StoreErrorCode::Io : index.error().code;
    };
    using namespace std::string_literals;
    EXPECT_EQ(opened_with("\2\0\0\0headers"s), StoreErrorCode::Version);
    EXPECT_EQ(opened_with("\0\0\0\0headers"s), StoreErrorCode::Version);
    EXPECT_EQ(opened_with("\1\0\0\0coins"s), StoreErrorCode::Corruption);
    EXPECT_EQ(opened_with("\1\0"s), StoreErrorCode::Corruption);
    put(base::as_bytes("V"), base::as_bytes("\1\0\0\0headers"s));
    EXPECT_TRUE(HeaderIndex::open(options()));
}

TEST_F(HeaderIndexTest, DatabaseWithoutFormatIsCorruption) {
    put(base::as_bytes("key"), base::as_bytes("value"));
    const auto index = HeaderIndex::open(options());
    ASSERT_FALSE(index);
    EXPECT_EQ(index.error().code, StoreErrorCode::Corruption);
    EXPECT_NE(index.error().message.find(options().directory.string()), std::string::npos);
}

TEST_F(HeaderIndexTest, SecondOpenIsLocked) {
    const auto index = HeaderIndex::open(options()).value();
    EXPECT_EQ(HeaderIndex::open(options()).error().code, StoreErrorCode::Locked);
}

TEST_F(HeaderIndexTest, BadRecordsAreCorruption) {
    { ASSERT_TRUE(HeaderIndex::open(options())); }
    put(base::as_bytes("Hx"), base::as_bytes("y"));
    put(base::as_bytes("Fxxxx"), base::as_bytes("y"));
    const auto index = HeaderIndex::open(options()).value();
    EXPECT_EQ(index->load([](const HeaderRecord&) {}).error().code, StoreErrorCode::Corruption);
    EXPECT_EQ(index->load_files().error().code, StoreErrorCode::Corruption);
}

TEST_F(HeaderIndexTest, FailingDiskIsReported) {
    kv::TestEnvironment environment;
    const auto index = HeaderIndex::open(options(&environment)).value();
    environment.fail_writes_after(0, sys::FileErrorCode::DiskFull);
    EXPECT_EQ(index->write({{record_at(1)}, {}, {}}).error().code, StoreErrorCode::DiskFull);
}

base::Bytes value_of(const HeaderRecord& record) {
    base::Bytes value;
    codec::Writer writer(value);
    write_header_record(writer, record);
    return value;
}

TEST(HeaderRecordTest, DamagedValuesAreRefused) {
    const HeaderKey key = header_key(record_at(1));
    const base::Bytes good = value_of(record_at(1));
    ASSERT_TRUE(read_header_record(key, good));
    for (size_t size = 0; size < good.size(); ++size) {
        EXPECT_EQ(read_header_record(key, base::ByteSpan(good).first(size)).error(),
                  codec::DecodeError::EndOfData);
    }
    base::Bytes longer = good;
    longer.push_back(0);
    EXPECT_EQ(read_header_record(key, longer).error(), codec::DecodeError::TrailingData);
    // Validity 3, failure 3, unknown bits.
    for (const uint8_t flags : {0x03, 0x0c, 0x40, 0x80}) {
        base::Bytes bad = good;
        bad[80] = flags;
        EXPECT_EQ(read_header_record(key, bad).error(), codec::DecodeError::BadValue) << int{flags};
    }
    HeaderKey beyond = key;
    beyond[1] = 0x80;
    EXPECT_EQ(read_header_record(beyond, good).error(), codec::DecodeError::BadValue);
    EXPECT_EQ(read_header_record(base::ByteSpan(key).first(36), good).error(), codec::DecodeError::BadValue);
}

TEST(HeaderRecordTest, NumbersBeyondTheirTypeAreRefused) {
    base::Bytes value = value_of(record_at(1));
    value.resize(81);
    codec::Writer(value).write_varint(uint64_t{1} << 32);
    EXPECT_EQ(read_header_record(header_key(record_at(1)), value).error(), codec::DecodeError::BadValue);
    base::Bytes info;
    codec::Writer(info).write_varint(uint64_t{1} << 32);
    EXPECT_EQ(read_file_info(info).error(), codec::DecodeError::BadValue);
    EXPECT_EQ(read_file_key(file_key(1'000'000)).value(), 1'000'000);
    EXPECT_EQ(read_file_key(file_key(1'000'001)).error(), codec::DecodeError::BadValue);
}

/// The order of writing of the README: blocks, then index. Cut anywhere, the index refers to readable blocks
/// only.
TEST_F(HeaderIndexTest, IndexNeverRefersToBlocksThatAPowerCutTook) {
    uint64_t cuts = 0;
    for (uint64_t step = 0;; step += 3) {
        sys::FaultyFileSystem files(sys::real_file_system());
        kv::TestEnvironment environment(files);
        HeaderIndex::Options index_options = options(&environment);
        index_options.directory += std::to_string(step);
        const BlockFiles::Options block_options{
            m_directory.path() / ("blocks" + std::to_string(step)), {1, 2, 3, 4}, true, true};
        sys::FakeRandom random(step);
        files.cut_power_after(step, step % 2 == 0 ? &random : nullptr);
        primitives::Height acknowledged = 0;
        const auto fill = [&]() -> base::Result<void, StoreError> {
            const auto index = TRY(HeaderIndex::open(index_options));
            const auto blocks = TRY(BlockFiles::open(block_options, files, {}));
            for (primitives::Height height = 1; height <= 4; ++height) {
                HeaderRecord record = record_at(height);
                record.block =
                    TRY(blocks->append_block(base::Bytes(20000, static_cast<uint8_t>(height)), height, 1));
                record.undo = TRY(blocks->append_undo(record.block.file, {}, record.hash));
                TRY(blocks->sync());
                TRY(index->write({{record}, blocks->take_changed(), {}}));
                acknowledged = height;
            }
            return {};
        };
        const bool was_cut = !fill();
        files.restore_power();
        const auto index = HeaderIndex::open(index_options).value();
        const auto blocks = BlockFiles::open(block_options, files, index->load_files().value()).value();
        const auto all = load(*index);
        EXPECT_GE(static_cast<primitives::Height>(all.size()), acknowledged);
        for (const HeaderRecord& record : all) {
            ASSERT_TRUE(blocks->read_block(record.block)) << "step " << step << " height " << record.height;
            ASSERT_TRUE(blocks->read_undo(record.undo, record.hash)) << "step " << step;
        }
        if (!was_cut) break;
        ++cuts;
        ASSERT_LT(step, 1000u);
    }
    EXPECT_GT(cuts, 5u);
}

}  // namespace
}  // namespace quanta::store
