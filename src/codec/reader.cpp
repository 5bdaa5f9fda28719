// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "codec/reader.h"

namespace quanta::codec {

std::string_view decode_error_text(DecodeError error) {
    switch (error) {
        case DecodeError::EndOfData: return "end of data";
        case DecodeError::NonCanonicalSize: return "size not in its shortest form";
        case DecodeError::SizeTooLarge: return "size too large";
        case DecodeError::SuperfluousWitness: return "superfluous witness record";
        case DecodeError::UnknownTransactionData: return "unknown transaction optional data";
        case DecodeError::TrailingData: return "data after the end";
        case DecodeError::BadValue: return "bad value";
    }
    return "unknown";
}

base::Result<uint64_t, DecodeError> Reader::read_long_compact_size(uint64_t limit) {
    const uint8_t* at = m_bytes.data() + m_position;
    const size_t width = *at == 0xfd ? 2 : *at == 0xfe ? 4 : 8;
    if (remaining() < 1 + width) return base::Err(DecodeError::EndOfData);
    uint64_t value = 0;
    uint64_t smallest = 0;
    if (width == 2) {
        value = base::read_le<uint16_t>(at + 1);
        smallest = 0xfd;
    } else if (width == 4) {
        value = base::read_le<uint32_t>(at + 1);
        smallest = 0x10000;
    } else {
        value = base::read_le<uint64_t>(at + 1);
        smallest = 0x100000000;
    }
    if (value < smallest) return base::Err(DecodeError::NonCanonicalSize);
    if (value > limit) return base::Err(DecodeError::SizeTooLarge);
    m_position += 1 + width;
    return value;
}

base::Result<uint64_t, DecodeError> Reader::read_varint() {
    uint64_t value = 0;
    for (size_t at = m_position; at < m_bytes.size(); ++at) {
        const uint8_t byte = m_bytes[at];
        if (value > (UINT64_MAX >> 7)) return base::Err(DecodeError::SizeTooLarge);
        value = (value << 7) | (byte & 0x7f);
        if ((byte & 0x80) == 0) {
            m_position = at + 1;
            return value;
        }
        if (value == UINT64_MAX) return base::Err(DecodeError::SizeTooLarge);
        ++value;
    }
    return base::Err(DecodeError::EndOfData);
}

}  // namespace quanta::codec
