// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// A block file of any bytes: the scan ends, its records lie in the file in order and do not overlap.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "primitives/block.h"
#include "primitives/transaction.h"
#include "store/record_scanner.h"
#include "store/test_memory_file.h"

namespace {

namespace base = quanta::base;
namespace primitives = quanta::primitives;
namespace store = quanta::store;
namespace sys = quanta::sys;

constexpr store::RecordFormat kFormat{{0xfa, 0xbf, 0xb5, 0xda}, {1, 2, 3, 4, 5, 6, 7, 8}};

void append_record(std::vector<uint8_t>& out, base::ByteSpan data) {
    const size_t start = out.size();
    uint8_t length[4];
    base::write_le(length, static_cast<uint32_t>(data.size()));
    out.insert(out.end(), kFormat.magic.begin(), kFormat.magic.end());
    out.insert(out.end(), length, length + 4);
    out.insert(out.end(), data.begin(), data.end());
    store::apply_xor(std::span(out).subspan(start), kFormat.key, start);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    store::MemoryFile file(base::ByteSpan(data, size));
    uint64_t end = 0;
    const auto scanned = store::RecordScanner(file, kFormat).scan(0, [&](uint64_t offset, base::Bytes raw) {
        CHECK(offset >= end + store::kRecordHeader);
        CHECK(offset + raw.size() <= size);
        CHECK(raw.size() > primitives::BlockHeader::kSize && raw.size() <= store::kMaxBlockSize);
        CHECK(store::read_record(file, kFormat, store::FileKind::Blocks, offset, "input").value() == raw);
        end = offset + raw.size();
        return true;
    });
    CHECK(scanned.has_value());
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    primitives::MutableTransaction transaction;
    transaction.inputs.emplace_back();
    transaction.outputs.emplace_back();
    const base::Bytes serialized = transaction.serialize();
    const base::Bytes block = primitives::Block::assemble({}, std::span(&serialized, 1));
    std::vector<uint8_t> seed;
    append_record(seed, block);
    append_record(seed, block);
    seed.resize(seed.size() + 100);
    append_record(seed, block);
    return {seed};
}
