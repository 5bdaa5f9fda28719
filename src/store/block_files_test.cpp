// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/block_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "base/hex.h"
#include "crypto/hash.h"
#include "primitives/block.h"
#include "primitives/transaction.h"
#include "store/external_block_file.h"
#include "store/record_scanner.h"
#include "store/test_directory.h"
#include "store/xor_key.h"
#include "sys/fake_file_system.h"
#include "sys/random.h"
#include "sys/thread.h"

namespace quanta::store {
namespace {

using primitives::BlockHash;
using primitives::BlockUndo;
using primitives::Coin;
using primitives::ScriptBytes;

constexpr std::array<uint8_t, 4> kMagic = {0xfa, 0xbf, 0xb5, 0xda};

/// Bytes that read_block and scan give back; no block.
base::Bytes blob(size_t size, uint64_t seed) {
    sys::FakeRandom random(seed);
    base::Bytes bytes(size);
    random.fill(bytes);
    return bytes;
}

/// The serialisation of a block with one transaction whose script takes `padding` bytes.
base::Bytes small_block(uint32_t nonce, size_t padding = 2) {
    primitives::MutableTransaction transaction;
    transaction.inputs.emplace_back();
    transaction.inputs[0].script_sig.resize(padding, 7);
    transaction.outputs.push_back({{5000}, {0x51}});
    primitives::BlockHeader header;
    header.nonce = nonce;
    const base::Bytes serialized = transaction.serialize();
    return primitives::Block::assemble(header, std::span(&serialized, 1));
}

BlockUndo undo_of(int64_t sat) {
    return {{1}, {Coin{{sat}, ScriptBytes(base::Bytes{0x51}), 7, false}}};
}

class BlockFilesTest : public testing::Test {
protected:
    BlockFiles::Options options() const {
        BlockFiles::Options options;
        options.directory = m_directory.path() / "blocks";
        options.magic = kMagic;
        return options;
    }
    BlockFiles::Options small() const {
        BlockFiles::Options options = this->options();
        options.small_files = true;
        return options;
    }
    std::unique_ptr<BlockFiles> open(const BlockFiles::Options& options,
                                     std::vector<BlockFileInfo> known = {}) {
        auto files = BlockFiles::open(options, m_files, std::move(known));
        EXPECT_TRUE(files) << files.error().message;
        return std::move(*files);
    }
    std::string path(const std::string& name) const {
        return (m_directory.path() / "blocks" / name).string();
    }
    base::Bytes read(const std::string& name) {
        return sys::read_whole(m_files, path(name), 1 << 30).value();
    }
    void write(const std::string& name, base::ByteSpan bytes) {
        std::filesystem::create_directories(m_directory.path() / "blocks");
        ASSERT_TRUE(sys::write_atomically(m_files, path(name), bytes));
    }
    void damage(const std::string& name, uint64_t offset) {
        base::Bytes bytes = read(name);
        bytes.at(offset) ^= 0x10;
        write(name, bytes);
    }

    TestDirectory m_directory;
    sys::FaultyFileSystem m_files{sys::real_file_system()};
};

std::vector<std::pair<FilePosition, base::Bytes>> scanned(const BlockFiles& files, int32_t file,
                                                          uint32_t start = 0) {
    std::vector<std::pair<FilePosition, base::Bytes>> all;
    EXPECT_TRUE(files.scan(file, start, [&](FilePosition position, base::Bytes raw) {
        all.emplace_back(position, std::move(raw));
        return true;
    }));
    return all;
}

std::vector<size_t> scanned_sizes(const BlockFiles& files, int32_t file) {
    std::vector<size_t> sizes;
    for (const auto& [position, raw] : scanned(files, file))
        sizes.push_back(raw.size());
    return sizes;
}

void append_record(base::Bytes& out, base::ByteSpan data) {
    out.insert(out.end(), kMagic.begin(), kMagic.end());
    uint8_t length[4];
    base::write_le(length, static_cast<uint32_t>(data.size()));
    out.insert(out.end(), length, length + 4);
    out.insert(out.end(), data.begin(), data.end());
}

TEST_F(BlockFilesTest, BlocksAndUndoDataReadBack) {
    const auto files = open(options());
    const BlockHash previous = BlockHash(std::array<uint8_t, 32>{9});
    const FilePosition first = files->append_block(blob(1000, 1), 5, 100).value();
    const FilePosition second = files->append_block(blob(81, 2), 4, 200).value();
    const FilePosition undo = files->append_undo(0, undo_of(3), previous).value();
    EXPECT_EQ(first, (FilePosition{0, 8}));
    EXPECT_EQ(second, (FilePosition{0, 1016}));
    EXPECT_EQ(undo, (FilePosition{0, 8}));
    EXPECT_EQ(files->read_block(first).value(), blob(1000, 1));
    EXPECT_EQ(files->read_block(second).value(), blob(81, 2));
    EXPECT_EQ(files->read_undo(undo, previous).value(), undo_of(3));
    const BlockFileInfo info = files->infos().at(0);
    EXPECT_EQ(info, (BlockFileInfo{2, 1097, info.undo_size, 4, 5, 100, 200}));
    EXPECT_EQ(info.undo_size, 8 + 7 + 32u);
    EXPECT_EQ(files->disk_usage_bytes(), 1097 + 47u);
    EXPECT_EQ(files->take_changed(), (std::vector<std::pair<int32_t, BlockFileInfo>>{{0, info}}));
    EXPECT_TRUE(files->take_changed().empty());
}

TEST_F(BlockFilesTest, LayoutIsThatOfDeployedNodes) {
    const auto files = open(options());
    ASSERT_TRUE(files->append_block(blob(100, 1), 0, 0));
    ASSERT_TRUE(files->append_undo(0, {}, BlockHash()));
    const base::Bytes key = read("xor.dat");
    ASSERT_EQ(key.size(), 8u);
    base::Bytes expected;
    append_record(expected, blob(100, 1));
    base::Bytes block_file = read("blk00000.dat");
    EXPECT_EQ(block_file.size(), 16u << 20);
    EXPECT_EQ(block_file[expected.size()], 0);
    for (size_t i = 0; i < expected.size(); ++i)
        EXPECT_EQ(block_file[i] ^ key[i % 8], expected[i]);
    const base::Bytes undo_file = read("rev00000.dat");
    EXPECT_EQ(undo_file.size(), 1u << 20);
    // Undo data of a block without spends: one zero; the checksum is that of 32 zeros and it.
    base::Bytes undo;
    for (size_t i = 0; i < 41; ++i)
        undo.push_back(undo_file[i] ^ key[i % 8]);
    EXPECT_EQ(base::to_hex(undo),
              "fabfb5da"
              "01000000"
              "00" +
                  base::to_hex(crypto::sha256d(base::Bytes(33))));
}

TEST_F(BlockFilesTest, AppendingGoesOnBehindWhatIsKnown) {
    std::vector<BlockFileInfo> known;
    FilePosition first;
    {
        const auto files = open(options());
        first = files->append_block(blob(500, 1), 1, 1).value();
        ASSERT_TRUE(files->append_undo(0, undo_of(1), BlockHash()));
        known = files->infos();
        // Lost by a crash: written after the index was.
        ASSERT_TRUE(files->append_block(blob(300, 2), 2, 2));
        ASSERT_TRUE(files->append_undo(0, undo_of(2), BlockHash()));
    }
    const auto files = open(options(), known);
    EXPECT_EQ(files->append_block(blob(400, 3), 2, 3).value(), (FilePosition{0, 516}));
    EXPECT_EQ(files->append_undo(0, undo_of(5), BlockHash()).value(),
              (FilePosition{0, known[0].undo_size + 8}));
    EXPECT_EQ(files->read_block({0, 516}).value(), blob(400, 3));
    EXPECT_EQ(files->read_block(first).value(), blob(500, 1));
}

TEST_F(BlockFilesTest, FullFileIsCutAndTheNextOneBegun) {
    const auto files = open(small());
    constexpr size_t kRest = 65536 - 60008 - 8;
    ASSERT_TRUE(files->append_block(blob(60000, 1), 1, 1));
    ASSERT_TRUE(files->append_undo(0, undo_of(1), BlockHash()));
    // One byte less than the limit fits, the limit does not.
    ASSERT_TRUE(files->append_block(blob(kRest - 1 - 1000 - 8, 2), 2, 2));
    EXPECT_EQ(files->append_block(blob(1000, 3), 3, 3).value().file, 0);
    EXPECT_EQ(files->infos()[0].size, 65535u);
    EXPECT_EQ(files->append_block(blob(81, 4), 4, 4).value(), (FilePosition{1, 8}));
    EXPECT_EQ(files->current_file(), 1);
    EXPECT_EQ(m_files.file_size(path("blk00000.dat")).value(), 65535u);
    EXPECT_EQ(m_files.file_size(path("rev00000.dat")).value(), files->infos()[0].undo_size);
    // Undo data of the finished file grow by what is written.
    const FilePosition undo = files->append_undo(0, undo_of(2), BlockHash()).value();
    EXPECT_EQ(m_files.file_size(path("rev00000.dat")).value(), files->infos()[0].undo_size);
    EXPECT_EQ(files->read_undo(undo, BlockHash()).value(), undo_of(2));
    EXPECT_EQ(files->existing_files(), (std::vector<int32_t>{0, 1}));
}

TEST_F(BlockFilesTest, ExactLimitGoesToTheNextFile) {
    const auto files = open(small());
    ASSERT_TRUE(files->append_block(blob(60000, 1), 1, 1));
    EXPECT_EQ(files->append_block(blob(65536 - 60008 - 8, 2), 2, 2).value(), (FilePosition{1, 8}));
}

TEST_F(BlockFilesTest, BlockLargerThanAFileGetsItsOwn) {
    const auto files = open(small());
    EXPECT_EQ(files->append_block(blob(4'000'000, 1), 1, 1).value(), (FilePosition{0, 8}));
    EXPECT_EQ(files->append_block(blob(200'000, 2), 2, 2).value(), (FilePosition{1, 8}));
    EXPECT_EQ(files->append_block(blob(100, 3), 3, 3).value(), (FilePosition{2, 8}));
    EXPECT_EQ(files->read_block({0, 8}).value(), blob(4'000'000, 1));
    EXPECT_EQ(scanned_sizes(*files, 0), std::vector<size_t>{4'000'000});
}

TEST_F(BlockFilesTest, ReadErrorsSayWhatIsWrong) {
    const auto files = open(options());
    const FilePosition block = files->append_block(blob(1000, 1), 1, 1).value();
    const FilePosition undo = files->append_undo(0, undo_of(1), BlockHash()).value();
    EXPECT_EQ(files->read_block({}).error().code, StoreErrorCode::NotFound);
    EXPECT_EQ(files->read_block({0, 7}).error().code, StoreErrorCode::NotFound);
    EXPECT_EQ(files->read_block({1, 8}).error().code, StoreErrorCode::NotFound);
    EXPECT_EQ(files->read_block({0, 20 << 20}).error().code, StoreErrorCode::NotFound);
    EXPECT_EQ(files->read_block({0, 9}).error().code, StoreErrorCode::Corruption);
    EXPECT_EQ(files->read_undo({1, 8}, BlockHash()).error().code, StoreErrorCode::NotFound);
    EXPECT_EQ(files->read_undo(undo, BlockHash(std::array<uint8_t, 32>{1})).error().code,
              StoreErrorCode::Corruption);
    damage("rev00000.dat", undo.offset + 3);
    damage("blk00000.dat", block.offset - 1);
    const auto reopened = open(options(), files->infos());
    const auto bad_undo = reopened->read_undo(undo, BlockHash());
    ASSERT_FALSE(bad_undo);
    EXPECT_EQ(bad_undo.error().code, StoreErrorCode::Corruption);
    EXPECT_NE(bad_undo.error().message.find(path("rev00000.dat")), std::string::npos);
    // A length of 268 million.
    const auto bad_block = reopened->read_block(block);
    ASSERT_FALSE(bad_block);
    EXPECT_EQ(bad_block.error().code, StoreErrorCode::Corruption);
    EXPECT_NE(bad_block.error().message.find(path("blk00000.dat")), std::string::npos);
}

TEST_F(BlockFilesTest, UndoDataWithAGoodChecksumThatDoNotParseAreCorruption) {
    BlockFiles::Options plain = options();
    plain.xor_key = false;
    const base::Bytes data = {2, 1};
    base::Bytes record;
    append_record(record, data);
    base::Bytes hashed(32);
    hashed.insert(hashed.end(), data.begin(), data.end());
    const auto checksum = crypto::sha256d(hashed);
    record.insert(record.end(), checksum.begin(), checksum.end());
    write("rev00000.dat", record);
    EXPECT_EQ(open(plain)->read_undo({0, 8}, BlockHash()).error().code, StoreErrorCode::Corruption);
}

TEST_F(BlockFilesTest, ScanFindsBlocksBetweenGarbage) {
    BlockFiles::Options plain = options();
    plain.xor_key = false;
    const base::Bytes block = small_block(1);
    base::Bytes file = blob(1000, 1);
    append_record(file, block);
    const base::Bytes more = blob(777, 2);
    file.insert(file.end(), more.begin(), more.end());
    append_record(file, blob(81, 3));
    append_record(file, small_block(2));
    // Magic with lengths that no block has.
    append_record(file, blob(80, 4));
    file.insert(file.end(), kMagic.begin(), kMagic.end());
    file.insert(file.end(), {0x01, 0x09, 0x3d, 0x00});
    append_record(file, small_block(3));
    file.resize(file.size() + 5000);
    append_record(file, small_block(4));
    // A record that the end of the file cuts.
    append_record(file, blob(500, 5));
    file.resize(file.size() - 1);
    write("blk00003.dat", file);
    const auto files = open(plain);
    const auto found = scanned(*files, 3);
    ASSERT_EQ(found.size(), 5u);
    EXPECT_EQ(found[0], std::pair(FilePosition{3, 1008}, block));
    EXPECT_EQ(found[1].second, blob(81, 3));
    EXPECT_EQ(found[2].second, small_block(2));
    EXPECT_EQ(found[3].second, small_block(3));
    EXPECT_EQ(found[4].second, small_block(4));
    for (const auto& [position, raw] : found)
        EXPECT_EQ(files->read_block(position).value(), raw);
    EXPECT_EQ(scanned(*files, 3, 1000).size(), 5u);
    EXPECT_EQ(scanned(*files, 3, 1001).size(), 4u);
    EXPECT_TRUE(scanned(*files, 3, static_cast<uint32_t>(file.size())).empty());
    EXPECT_TRUE(scanned(*files, 3, 0xffffffff).empty());
    EXPECT_EQ(files->scan(4, 0, [](FilePosition, base::Bytes) { return true; }).error().code,
              StoreErrorCode::NotFound);
}

TEST_F(BlockFilesTest, ScanTakesLengthsFrom81To4000000) {
    BlockFiles::Options plain = options();
    plain.xor_key = false;
    base::Bytes file;
    for (const size_t size : {80, 81, 4'000'000, 4'000'001})
        append_record(file, blob(size, size));
    write("blk00000.dat", file);
    EXPECT_EQ(scanned_sizes(*open(plain), 0), (std::vector<size_t>{81, 4'000'000}));
}

TEST_F(BlockFilesTest, HalfWrittenRecordDoesNotSwallowTheNextBlock) {
    BlockFiles::Options plain = options();
    plain.xor_key = false;
    base::Bytes file;
    // Its length reaches into the middle of the second of the blocks behind it.
    append_record(file, blob(350, 1));
    file.resize(200);
    append_record(file, small_block(1));
    append_record(file, small_block(2));
    write("blk00000.dat", file);
    const auto found = scanned(*open(plain), 0);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].second, small_block(1));
    EXPECT_EQ(found[1].second, small_block(2));
}

TEST_F(BlockFilesTest, ScanStopsWhenToldAndGoesThroughLargeFiles) {
    const auto files = open(options());
    for (uint32_t i = 0; i < 30; ++i)
        ASSERT_TRUE(files->append_block(small_block(i, 1'000'000 + i), 1, 1));
    const auto found = scanned(*files, 0);
    ASSERT_EQ(found.size(), 30u);
    for (uint32_t i = 0; i < 30; ++i)
        EXPECT_EQ(found[i].second, small_block(i, 1'000'000 + i));
    int calls = 0;
    ASSERT_TRUE(files->scan(0, 0, [&](FilePosition, base::Bytes) { return ++calls < 3; }));
    EXPECT_EQ(calls, 3);
}

TEST_F(BlockFilesTest, BlocksFoundByScanAreRegistered) {
    {
        const auto files = open(small());
        for (uint32_t i = 0; i < 4; ++i) {
            ASSERT_TRUE(files->append_block(small_block(i, 30000 - 144), 1, 1));
        }
        EXPECT_EQ(files->infos().at(1).size, 60016u);
    }
    const auto files = open(small());
    EXPECT_TRUE(files->infos().empty());
    for (const int32_t file : files->existing_files()) {
        for (const auto& [position, raw] : scanned(*files, file)) {
            files->register_block(position, static_cast<uint32_t>(raw.size()), 10 + file, 1000);
        }
    }
    ASSERT_EQ(files->infos().size(), 2u);
    EXPECT_EQ(files->infos()[1], (BlockFileInfo{2, 60016, 0, 11, 11, 1000, 1000}));
    EXPECT_EQ(files->current_file(), 1);
    EXPECT_EQ(files->append_block(blob(100, 9), 12, 5).value(), (FilePosition{1, 60024}));
}

TEST_F(BlockFilesTest, ExternalFileWithAndWithoutKey) {
    base::Bytes file;
    append_record(file, small_block(1));
    append_record(file, small_block(2));
    const auto count = [&](const std::string& name) {
        int found = 0;
        const auto external = ExternalBlockFile::open(path(name), kMagic, m_files).value();
        EXPECT_EQ(external->size_bytes(), file.size());
        EXPECT_TRUE(external->scan([&](uint64_t offset, base::Bytes raw) {
            EXPECT_EQ(raw, small_block(static_cast<uint32_t>(++found)));
            EXPECT_EQ(external->read(offset).value(), raw);
            EXPECT_EQ(external->read(offset + 1).error().code, StoreErrorCode::Corruption);
            return true;
        }));
        EXPECT_EQ(external->read(7).error().code, StoreErrorCode::NotFound);
        EXPECT_EQ(external->read(file.size() + 8).error().code, StoreErrorCode::NotFound);
        return found;
    };
    write("bootstrap.dat", file);
    EXPECT_EQ(count("bootstrap.dat"), 2);
    const XorKey key = {1, 2, 3, 4, 5, 6, 7, 8};
    write("xor.dat", key);
    EXPECT_EQ(count("bootstrap.dat"), 2);
    apply_xor(file, key, 0);
    write("blk00000.dat", file);
    EXPECT_EQ(count("blk00000.dat"), 2);
    write("xor.dat", base::Bytes(7));
    EXPECT_EQ(count("blk00000.dat"), 0);
    EXPECT_EQ(ExternalBlockFile::open(path("none"), kMagic, m_files).error().code, StoreErrorCode::NotFound);
}

TEST_F(BlockFilesTest, FilesWithoutAKnownBlockAreNotCounted) {
    std::vector<BlockFileInfo> known(3);
    known[0].size = 1000;
    known[1].size = 500;
    known[1].blocks = 2;
    known[1].undo_size = 30;
    known[2].size = 700;
    const auto files = open(options(), known);
    EXPECT_EQ(files->disk_usage_bytes(), 530u);
    files->register_block({0, 8}, 100, 1, 1);
    EXPECT_EQ(files->disk_usage_bytes(), 1530u) << "all of a file that holds one";
    const base::Bytes block = small_block(1);
    EXPECT_EQ(files->append_block(block, 2, 2)->file, 2);
    EXPECT_EQ(files->disk_usage_bytes(), 1530u + 700 + 8 + block.size());
    files->forget_file(0);
    EXPECT_EQ(files->disk_usage_bytes(), 530u + 700 + 8 + block.size());
    files->forget_file(0);
    EXPECT_EQ(files->disk_usage_bytes(), 530u + 700 + 8 + block.size());
}

TEST_F(BlockFilesTest, ExternalFileMayBeLargerThanPositionsReach) {
    constexpr uint64_t kFar = 5ull << 30;
    base::Bytes record;
    append_record(record, small_block(1));
    std::filesystem::create_directories(m_directory.path() / "blocks");
    const auto file = m_files.open(path("large.dat"), sys::OpenMode::Create).value();
    ASSERT_TRUE(file->write_at(kFar, record));
    uint64_t found_at = 0;
    ASSERT_TRUE(RecordScanner(*file, {kMagic, {}}).scan(kFar - 100, [&](uint64_t offset, base::Bytes raw) {
        found_at = offset;
        EXPECT_EQ(raw, small_block(1));
        return true;
    }));
    EXPECT_EQ(found_at, kFar + kRecordHeader);
    EXPECT_EQ(ExternalBlockFile::open(path("large.dat"), kMagic, m_files).value()->read(found_at).value(),
              small_block(1));
}

TEST_F(BlockFilesTest, ScanEndsWhereNobodyWantsToReadOn) {
    std::filesystem::create_directories(m_directory.path() / "blocks");
    const auto file = m_files.open(path("empty.dat"), sys::OpenMode::Create).value();
    ASSERT_TRUE(file->truncate(100ull << 20));
    const auto external = ExternalBlockFile::open(path("empty.dat"), kMagic, m_files).value();
    const auto found = [](uint64_t, base::Bytes) {
        ADD_FAILURE() << "there is none";
        return true;
    };
    std::vector<uint64_t> offsets;
    ASSERT_TRUE(external->scan(found, [&](uint64_t offset) {
        offsets.push_back(offset);
        return offsets.size() < 3;
    }));
    ASSERT_EQ(offsets.size(), 3u) << "without a record, too";
    EXPECT_EQ(offsets[0], 0u);
    EXPECT_LT(offsets[0], offsets[1]);
    EXPECT_LT(offsets[1], offsets[2]);
    EXPECT_LT(offsets[2], 20u << 20);
}

TEST_F(BlockFilesTest, FileOfRealBlocksIsScannedWhole) {
    const std::string data = QUANTA_TEST_DATA;
    if (data.empty()) GTEST_SKIP() << "no test data: the file of mainnet blocks was not scanned";
    constexpr std::array<uint8_t, 4> kMainMagic = {0xf9, 0xbe, 0xb4, 0xd9};
    const std::string file = data + "/vectors/blocks/mainnet-1-255.blk";
    size_t blocks = 0;
    BlockHash previous;
    const auto external = ExternalBlockFile::open(file, kMainMagic, m_files);
    ASSERT_TRUE(external) << external.error().message;
    ASSERT_TRUE((*external)->scan([&](uint64_t, base::Bytes raw) {
        const auto block = primitives::Block::parse(std::move(raw)).value();
        EXPECT_TRUE(blocks == 0 || block->header().previous == previous);
        previous = block->hash();
        ++blocks;
        return true;
    }));
    std::cout << blocks << " blocks of mainnet-1-255.blk\n";
    EXPECT_EQ(blocks, 255u);
}

TEST_F(BlockFilesTest, ForgottenFilesAreRemovedAndCounted) {
    const auto files = open(small());
    for (uint64_t i = 0; i < 3; ++i) {
        const FilePosition position = files->append_block(blob(50000, i), 1, 1).value();
        ASSERT_TRUE(files->append_undo(position.file, undo_of(1), BlockHash()));
    }
    static_cast<void>(files->take_changed());
    files->forget_file(0);
    EXPECT_EQ(files->take_changed(), (std::vector<std::pair<int32_t, BlockFileInfo>>{{0, BlockFileInfo{}}}));
    EXPECT_TRUE(files->read_block({0, 8}));
    ASSERT_TRUE(files->remove_file(0));
    EXPECT_EQ(files->read_block({0, 8}).error().code, StoreErrorCode::NotFound);
    EXPECT_FALSE(m_files.exists(path("rev00000.dat")));
    EXPECT_EQ(files->existing_files(), (std::vector<int32_t>{1, 2}));
    EXPECT_EQ(files->disk_usage_bytes(), 2 * (50008 + 47u));
    ASSERT_TRUE(files->remove_file(0));
    const auto reopened = open(small(), files->infos());
    EXPECT_EQ(reopened->current_file(), 2);
}

TEST_F(BlockFilesTest, DiskUsageMayBeAskedForWhileFilesGrow) {
    const auto files = open(small());
    std::atomic<bool> done{false};
    sys::Thread reader("reader", [&] {
        for (uint64_t last = 0; !done;) {
            const uint64_t bytes = files->disk_usage_bytes();
            EXPECT_GE(bytes, last);
            last = bytes;
        }
    });
    for (uint64_t i = 0; i < 50; ++i) ASSERT_TRUE(files->append_block(blob(50000, i), 1, 1));
    done = true;
    reader.join();
    EXPECT_EQ(files->disk_usage_bytes(), 50 * 50008u);
}

TEST_F(BlockFilesTest, OnlyBlockFilesAreListed) {
    const auto files = open(options());
    for (const char* name :
         {"blk00007.dat", "blk123456.dat", "blk1.dat", "blk0000a.dat", "blk00001.dat.new", "rev00001.dat"}) {
        write(name, {});
    }
    EXPECT_EQ(files->existing_files(), (std::vector<int32_t>{7, 123456}));
}

TEST_F(BlockFilesTest, ReadersRunBesideTheWriter) {
    const auto files = open(small());
    std::vector<FilePosition> positions;
    for (uint64_t i = 0; i < 40; ++i)
        positions.push_back(files->append_block(blob(5000, i), 1, 1).value());
    std::atomic<int> wrong = 0;
    {
        const auto read_all = [&] {
            for (int round = 0; round < 20; ++round) {
                for (uint64_t i = 0; i < 40; ++i)
                    wrong += files->read_block(positions[i]).value() != blob(5000, i);
            }
        };
        sys::Thread first("reader.0", read_all);
        sys::Thread second("reader.1", read_all);
        for (uint64_t i = 0; i < 300; ++i) {
            ASSERT_TRUE(files->append_block(blob(5000, i), 1, 1));
            ASSERT_TRUE(i % 50 != 0 || files->sync());
        }
    }
    EXPECT_EQ(wrong, 0);
}

TEST_F(BlockFilesTest, NewDirectoryGetsARandomKeyOrNone) {
    { ASSERT_TRUE(BlockFiles::open(options(), m_files, {})); }
    const base::Bytes key = read("xor.dat");
    EXPECT_EQ(key.size(), 8u);
    EXPECT_NE(key, base::Bytes(8));
    { ASSERT_TRUE(BlockFiles::open(options(), m_files, {})); }
    EXPECT_EQ(read("xor.dat"), key);

    BlockFiles::Options plain = options();
    plain.xor_key = false;
    const auto refused = BlockFiles::open(plain, m_files, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, StoreErrorCode::Options);
    EXPECT_EQ(
        refused.error().message,
        "The blocksdir XOR-key can not be disabled when a random key was already stored! Stored key: '" +
            base::to_hex(key) + "', stored path: '" + path("xor.dat") + "'.");
    plain.directory = m_directory.path() / "plain";
    { ASSERT_TRUE(BlockFiles::open(plain, m_files, {})); }
    const std::string plain_key = (plain.directory / "xor.dat").string();
    EXPECT_EQ(sys::read_whole(m_files, plain_key, 100).value(), base::Bytes(8));
    plain.xor_key = true;
    { ASSERT_TRUE(BlockFiles::open(plain, m_files, {})); }
    EXPECT_EQ(sys::read_whole(m_files, plain_key, 100).value(), base::Bytes(8));
}

TEST_F(BlockFilesTest, DirectoryOfAnOlderNodeKeepsItsPlainFiles) {
    base::Bytes file;
    append_record(file, small_block(1));
    write("blk00000.dat", file);
    const auto files = open(options());
    EXPECT_EQ(read("xor.dat"), base::Bytes(8));
    EXPECT_EQ(files->read_block({0, 8}).value(), small_block(1));
}

TEST_F(BlockFilesTest, KeyFileOfAnotherSizeIsRefused) {
    for (const size_t size : {0, 7, 9, 5000}) {
        write("xor.dat", base::Bytes(size));
        const auto files = BlockFiles::open(options(), m_files, {});
        ASSERT_FALSE(files);
        EXPECT_EQ(files.error().code, StoreErrorCode::Corruption);
    }
}

TEST(XorKeyTest, EachByteGoesWithItsPlaceInTheFile) {
    const XorKey key = {1, 2, 3, 4, 5, 6, 7, 8};
    for (uint64_t offset = 0; offset < 20; ++offset) {
        for (size_t size = 0; size < 40; ++size) {
            base::Bytes bytes(size);
            apply_xor(bytes, key, offset);
            for (size_t i = 0; i < size; ++i)
                ASSERT_EQ(bytes[i], key[(offset + i) % 8]);
        }
    }
}

TEST_F(BlockFilesTest, FullDiskIsReportedAndTheSameWorksLater) {
    const auto files = open(options());
    ASSERT_TRUE(files->append_block(blob(1000, 1), 1, 1));
    ASSERT_TRUE(files->append_undo(0, undo_of(1), BlockHash()));
    const std::vector<BlockFileInfo> before = files->infos();
    m_files.fail_after(sys::FaultTarget::Writes, 0, sys::FileErrorCode::DiskFull, sys::FaultRepeat::Always);
    const auto block = files->append_block(blob(2000, 2), 2, 2);
    ASSERT_FALSE(block);
    EXPECT_EQ(block.error().code, StoreErrorCode::DiskFull);
    EXPECT_NE(block.error().message.find(path("blk00000.dat")), std::string::npos);
    EXPECT_EQ(files->append_undo(0, undo_of(2), BlockHash()).error().code, StoreErrorCode::DiskFull);
    EXPECT_EQ(files->infos(), before);
    m_files.clear_faults();
    EXPECT_EQ(files->append_block(blob(2000, 2), 2, 2).value(), (FilePosition{0, 1016}));
    EXPECT_EQ(files->read_block({0, 1016}).value(), blob(2000, 2));
    ASSERT_TRUE(files->sync());
}

TEST_F(BlockFilesTest, FailedSyncIsFinal) {
    const auto files = open(options());
    ASSERT_TRUE(files->append_block(blob(1000, 1), 1, 1));
    m_files.fail_after(sys::FaultTarget::Syncs, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Once);
    EXPECT_EQ(files->sync().error().code, StoreErrorCode::Io);
    EXPECT_EQ(files->sync().error().code, StoreErrorCode::Io);
    EXPECT_EQ(files->append_block(blob(1000, 1), 1, 1).error().code, StoreErrorCode::Io);
    EXPECT_TRUE(files->read_block({0, 8}));
}

TEST_F(BlockFilesTest, FailingReadIsReported) {
    const auto files = open(options());
    const FilePosition position = files->append_block(blob(1000, 1), 1, 1).value();
    m_files.fail_after(sys::FaultTarget::Reads, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Always);
    EXPECT_EQ(files->read_block(position).error().code, StoreErrorCode::Io);
    EXPECT_EQ(files->scan(0, 0, [](auto, auto) { return true; }).error().code, StoreErrorCode::Io);
}

/// Cuts the power at each write in turn; whatever was there at the last sync must still be.
TEST_F(BlockFilesTest, WhatWasSyncedSurvivesAPowerCutAnywhere) {
    for (uint64_t step = 0;; ++step) {
        BlockFiles::Options here = small();
        here.directory += std::to_string(step);
        std::vector<std::pair<FilePosition, uint64_t>> synced;
        std::vector<std::pair<FilePosition, int64_t>> synced_undo;
        std::vector<BlockFileInfo> known;
        sys::FakeRandom random(step);
        m_files.cut_power_after(m_files.change_count() + step, step % 2 == 0 ? &random : nullptr);
        if (const auto files = BlockFiles::open(here, m_files, {})) {
            std::vector<std::pair<FilePosition, uint64_t>> blocks;
            std::vector<std::pair<FilePosition, int64_t>> undos;
            for (uint64_t i = 0; i < 6; ++i) {
                const auto block = (*files)->append_block(blob(20000, i), 1, 1);
                if (!block) break;
                blocks.emplace_back(*block, i);
                const auto undo =
                    (*files)->append_undo(block->file, undo_of(static_cast<int64_t>(i)), BlockHash());
                if (!undo) break;
                undos.emplace_back(*undo, static_cast<int64_t>(i));
                if (i % 2 == 0) continue;
                if (!(*files)->sync()) break;
                synced = blocks;
                synced_undo = undos;
                known = (*files)->infos();
            }
        }
        const bool was_cut = !m_files.is_powered();
        m_files.restore_power();
        const auto reopened = open(here, known);
        for (const auto& [position, i] : synced) {
            ASSERT_EQ(reopened->read_block(position).value_or({}), blob(20000, i)) << "step " << step;
        }
        for (const auto& [position, i] : synced_undo) {
            ASSERT_EQ(reopened->read_undo(position, BlockHash()).value(), undo_of(i)) << "step " << step;
        }
        ASSERT_TRUE(reopened->append_block(blob(20000, 99), 1, 1));
        std::filesystem::remove_all(here.directory);
        if (!was_cut) break;
        ASSERT_LT(step, 200u);
    }
}

/// A process made the files and was killed before its first sync; their names have to become durable all the
/// same.
TEST_F(BlockFilesTest, FilesOfAKilledProcessBecomeDurable) {
    { ASSERT_TRUE(open(options())->append_block(blob(1000, 1), 1, 1)); }
    const auto files = open(options());
    const FilePosition position = files->append_block(blob(1000, 2), 1, 1).value();
    ASSERT_TRUE(files->append_undo(0, undo_of(5), BlockHash()));
    ASSERT_TRUE(files->sync());
    m_files.cut_power();
    m_files.restore_power();
    EXPECT_EQ(open(options(), files->infos())->read_block(position).value_or({}), blob(1000, 2));
}

TEST_F(BlockFilesTest, KeyThatCannotBeReadIsNotReplaced) {
    { open(options()); }
    const base::Bytes key = read("xor.dat");
    m_files.fail_after(sys::FaultTarget::Reads, 0, sys::FileErrorCode::Io, sys::FaultRepeat::Always);
    EXPECT_EQ(BlockFiles::open(options(), m_files, {}).error().code, StoreErrorCode::Io);
    m_files.clear_faults();
    EXPECT_EQ(read("xor.dat"), key);
}

}  // namespace
}  // namespace quanta::store
