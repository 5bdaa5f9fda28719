// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/header_record.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace quanta::store {

namespace {

using base::Err;
using codec::DecodeError;

// The byte of flags: validity, failure, and which positions follow.
constexpr uint8_t kValidityMask = 3;
constexpr int kFailureShift = 2;
constexpr uint8_t kFailureMask = 3;
constexpr uint8_t kHasBlock = 1 << 4;
constexpr uint8_t kHasUndo = 1 << 5;
constexpr uint8_t kAllFlags = kHasBlock | kHasUndo | kFailureMask << kFailureShift | kValidityMask;

/// More block files than this hold more data than any disk: 128 TB.
constexpr int32_t kMaxFileNumber = 1'000'000;

/// A VarInt of at most `limit`.
template <typename T>
base::Result<T, DecodeError> read_number(codec::Reader& reader, T limit = std::numeric_limits<T>::max()) {
    const uint64_t number = TRY(reader.read_varint());
    if (number > static_cast<uint64_t>(limit)) return Err(DecodeError::BadValue);
    return static_cast<T>(number);
}

void write_position(codec::Writer& writer, FilePosition position) {
    if (position.is_null()) return;
    writer.write_varint(static_cast<uint32_t>(position.file)).write_varint(position.offset);
}

base::Result<FilePosition, DecodeError> read_position(codec::Reader& reader, bool is_there) {
    FilePosition position;
    if (!is_there) return position;
    position.file = TRY(read_number<int32_t>(reader));
    position.offset = TRY(read_number<uint32_t>(reader));
    return position;
}

}  // namespace

HeaderKey header_key(const HeaderRecord& record) {
    HeaderKey key;
    key[0] = kHeaderPrefix;
    base::write_be(key.data() + 1, static_cast<uint32_t>(record.height));
    std::copy(record.hash.bytes().begin(), record.hash.bytes().end(), key.begin() + 5);
    return key;
}

void write_header_record(codec::Writer& writer, const HeaderRecord& record) {
    const auto flags = static_cast<uint8_t>(
        static_cast<int>(record.validity) | static_cast<int>(record.failure) << kFailureShift |
        (record.block.is_null() ? 0 : kHasBlock) | (record.undo.is_null() ? 0 : kHasUndo));
    writer.write_bytes(record.header.serialize()).write(flags).write_varint(record.transaction_count);
    write_position(writer, record.block);
    write_position(writer, record.undo);
}

base::Result<HeaderRecord, DecodeError> read_header_record(base::ByteSpan key, base::ByteSpan value) {
    HeaderRecord record;
    if (key.size() != HeaderKey().size() || key[0] != kHeaderPrefix) return Err(DecodeError::BadValue);
    const auto height = base::read_be<uint32_t>(key.data() + 1);
    if (height > static_cast<uint32_t>(std::numeric_limits<primitives::Height>::max())) {
        return Err(DecodeError::BadValue);
    }
    record.height = static_cast<primitives::Height>(height);
    std::copy(key.begin() + 5, key.end(), record.hash.bytes().begin());

    codec::Reader reader(value);
    record.header = TRY(primitives::BlockHeader::parse(reader));
    const auto flags = TRY(reader.read<uint8_t>());
    const int validity = flags & kValidityMask;
    const int failure = flags >> kFailureShift & kFailureMask;
    if ((flags & ~kAllFlags) != 0 || validity > static_cast<int>(Validity::Scripts) ||
        failure > static_cast<int>(Failure::InvalidParent)) {
        return Err(DecodeError::BadValue);
    }
    record.validity = static_cast<Validity>(validity);
    record.failure = static_cast<Failure>(failure);
    record.transaction_count = TRY(read_number<uint32_t>(reader));
    record.block = TRY(read_position(reader, (flags & kHasBlock) != 0));
    record.undo = TRY(read_position(reader, (flags & kHasUndo) != 0));
    TRY(reader.expect_end());
    return record;
}

FileKey file_key(int32_t number) {
    FileKey key;
    key[0] = kFilePrefix;
    base::write_be(key.data() + 1, static_cast<uint32_t>(number));
    return key;
}

base::Result<int32_t, DecodeError> read_file_key(base::ByteSpan key) {
    if (key.size() != FileKey().size() || key[0] != kFilePrefix) return Err(DecodeError::BadValue);
    const auto number = base::read_be<uint32_t>(key.data() + 1);
    if (number > static_cast<uint32_t>(kMaxFileNumber)) return Err(DecodeError::BadValue);
    return static_cast<int32_t>(number);
}

void write_file_info(codec::Writer& writer, const BlockFileInfo& info) {
    writer.write_varint(info.blocks)
        .write_varint(info.size)
        .write_varint(info.undo_size)
        .write_varint(static_cast<uint32_t>(info.first_height))
        .write_varint(static_cast<uint32_t>(info.last_height))
        .write_varint(info.first_time)
        .write_varint(info.last_time);
}

base::Result<BlockFileInfo, DecodeError> read_file_info(base::ByteSpan value) {
    codec::Reader reader(value);
    BlockFileInfo info;
    info.blocks = TRY(read_number<uint32_t>(reader));
    info.size = TRY(read_number<uint32_t>(reader));
    info.undo_size = TRY(read_number<uint32_t>(reader));
    info.first_height = TRY(read_number<primitives::Height>(reader));
    info.last_height = TRY(read_number<primitives::Height>(reader));
    info.first_time = TRY(read_number<uint32_t>(reader));
    info.last_time = TRY(read_number<uint32_t>(reader));
    TRY(reader.expect_end());
    return info;
}

}  // namespace quanta::store
