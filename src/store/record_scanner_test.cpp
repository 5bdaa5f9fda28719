// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/record_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "codec/writer.h"
#include "primitives/block.h"
#include "primitives/transaction.h"
#include "store/test_memory_file.h"

namespace quanta::store {
namespace {

constexpr RecordFormat kFormat{{0xfa, 0xbf, 0xb5, 0xda}, {}};

base::Bytes block() {
    primitives::MutableTransaction transaction;
    transaction.inputs.emplace_back();
    transaction.outputs.emplace_back();
    const base::Bytes serialized = transaction.serialize();
    return primitives::Block::assemble({}, std::span(&serialized, 1));
}

void begin_record(base::Bytes& out, size_t length) {
    codec::Writer(out).write_bytes(kFormat.magic).write(static_cast<uint32_t>(length));
}

/// `count` places where a record of `length` bytes seems to begin, one after the other.
base::Bytes beginnings(size_t count, size_t length) {
    base::Bytes out;
    for (size_t i = 0; i < count; ++i)
        begin_record(out, length);
    return out;
}

struct Scan {
    std::vector<uint64_t> offsets;
    uint64_t bytes_in_vain;
};
Scan scan(base::ByteSpan bytes) {
    MemoryFile file(bytes);
    RecordScanner scanner(file, kFormat);
    Scan result{};
    EXPECT_TRUE(scanner.scan(0, [&](uint64_t offset, base::Bytes) {
        result.offsets.push_back(offset);
        return true;
    }));
    result.bytes_in_vain = scanner.bytes_in_vain();
    return result;
}

/// A file in which every eighth byte begins a record of a megabyte that is none.
TEST(RecordScanner, FileOfBeginningsTakesNoMoreThanItsSizeAllows) {
    constexpr size_t kLength = 1'000'004;  // ends inside of a beginning
    base::Bytes file = beginnings(300'000, kLength);
    const uint64_t hostile = file.size();
    const base::Bytes record = block();
    for (int i = 0; i < 2; ++i) {
        begin_record(file, record.size());
        file.insert(file.end(), record.begin(), record.end());
    }
    const Scan result = scan(file);
    EXPECT_GT(result.bytes_in_vain, 10 * kLength);
    EXPECT_LE(result.bytes_in_vain, RecordScanner::max_bytes_in_vain(hostile) + kLength);
    // What needs no parsing is found all the same.
    EXPECT_EQ(result.offsets, (std::vector<uint64_t>{hostile + 8, hostile + 16 + record.size()}));
}

TEST(RecordScanner, BlocksBeforeGarbageTakeNothingInVain) {
    const base::Bytes record = block();
    base::Bytes file;
    std::vector<uint64_t> expected;
    for (int i = 0; i < 3; ++i) {
        begin_record(file, record.size());
        expected.push_back(file.size());
        file.insert(file.end(), record.begin(), record.end());
        file.insert(file.end(), 5, 0xee);
    }
    const Scan result = scan(file);
    EXPECT_EQ(result.offsets, expected);
    EXPECT_EQ(result.bytes_in_vain, 0u);
}

}  // namespace
}  // namespace quanta::store
