// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "codec/writer.h"

#include <array>

namespace quanta::codec {

Writer& Writer::write_compact_size(uint64_t value) {
    if (value < 0xfd) return write(static_cast<uint8_t>(value));
    if (value <= 0xffff) return write(uint8_t{0xfd}).write(static_cast<uint16_t>(value));
    if (value <= 0xffffffff) return write(uint8_t{0xfe}).write(static_cast<uint32_t>(value));
    return write(uint8_t{0xff}).write(value);
}

Writer& Writer::write_varint(uint64_t value) {
    std::array<uint8_t, 10> groups;
    size_t start = groups.size() - 1;
    groups[start] = value & 0x7f;
    while (value > 0x7f) {
        value = (value >> 7) - 1;
        groups[--start] = static_cast<uint8_t>(0x80 | (value & 0x7f));
    }
    return write_bytes(base::ByteSpan(groups).subspan(start));
}

}  // namespace quanta::codec
