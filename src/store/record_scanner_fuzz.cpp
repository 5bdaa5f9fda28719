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

namespace {

namespace base = quanta::base;
namespace primitives = quanta::primitives;
namespace store = quanta::store;
namespace sys = quanta::sys;

constexpr store::RecordFormat kFormat{{0xfa, 0xbf, 0xb5, 0xda}, {1, 2, 3, 4, 5, 6, 7, 8}};

/// The input as a file.
class InputFile final : public sys::File {
public:
    explicit InputFile(base::ByteSpan input) : m_input(input) {}

    sys::FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        const size_t start = std::min<uint64_t>(offset, m_input.size());
        const size_t count = std::min(out.size(), m_input.size() - start);
        std::copy_n(m_input.begin() + static_cast<ptrdiff_t>(start), count, out.begin());
        return count;
    }
    sys::FileResult<uint64_t> size() override { return m_input.size(); }
    sys::FileResult<void> write_at(uint64_t, base::ByteSpan) override { return {}; }
    sys::FileResult<void> truncate(uint64_t) override { return {}; }
    sys::FileResult<void> allocate(uint64_t, uint64_t) override { return {}; }
    sys::FileResult<void> sync() override { return {}; }

private:
    const base::ByteSpan m_input;
};

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
    InputFile file(base::ByteSpan(data, size));
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
