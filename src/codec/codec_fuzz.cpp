// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "codec/reader.h"
#include "codec/writer.h"

namespace base = quanta::base;
namespace codec = quanta::codec;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {{0, 0xfc},
            {0, 0xfd, 0xfd, 0x00},
            {0, 0xfe, 0x00, 0x00, 0x01, 0x00},
            {0, 0xff, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00},
            {1, 0x7f},
            {1, 0x80, 0x00},
            {1, 0x80, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0x7f},
            {2, 3, 'a', 'b', 'c'}};
}

/// The first byte picks the field; what decodes must encode to the bytes it came from.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const base::ByteSpan bytes(data + 1, size - 1);
    codec::Reader reader(bytes);
    base::Bytes again;
    codec::Writer writer(again);
    if (data[0] % 3 == 0) {
        const auto value = reader.read_compact_size(UINT64_MAX);
        if (value) writer.write_compact_size(*value);
    } else if (data[0] % 3 == 1) {
        const auto value = reader.read_varint();
        if (value) writer.write_varint(*value);
    } else {
        const auto value = reader.read_sized_bytes();
        if (value) writer.write_sized_bytes(*value);
    }
    CHECK(again.size() == reader.position());
    CHECK(std::equal(again.begin(), again.end(), bytes.begin()));
    return 0;
}
