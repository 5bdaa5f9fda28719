// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Records of the header index from any bytes: what is read is written again as it was.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "store/header_record.h"

namespace {

namespace base = quanta::base;
namespace codec = quanta::codec;
namespace store = quanta::store;

bool is_same(base::ByteSpan a, base::ByteSpan b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

void try_header(base::ByteSpan key, base::ByteSpan value) {
    const auto record = store::read_header_record(key, value);
    if (!record) return;
    CHECK(is_same(store::header_key(*record), key));
    base::Bytes written;
    codec::Writer writer(written);
    store::write_header_record(writer, *record);
    CHECK(is_same(written, value));
}

void try_info(base::ByteSpan value) {
    const auto info = store::read_file_info(value);
    if (!info) return;
    base::Bytes written;
    codec::Writer writer(written);
    store::write_file_info(writer, *info);
    CHECK(is_same(written, value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan input(data, size);
    const size_t key_size = std::min(size, store::HeaderKey().size());
    try_header(input.first(key_size), input.subspan(key_size));
    try_info(input);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    store::HeaderRecord record;
    record.height = 1000;
    record.transaction_count = 300;
    record.block = {70, 70000};
    record.undo = {70, 8};
    const store::HeaderKey key = store::header_key(record);
    std::vector<std::vector<uint8_t>> seeds(2);
    seeds[0].assign(key.begin(), key.end());
    codec::Writer writer(seeds[0]);
    store::write_header_record(writer, record);
    codec::Writer info_writer(seeds[1]);
    store::write_file_info(info_writer, {1, 200, 30000, 4, 5, 6, 7});
    return seeds;
}
