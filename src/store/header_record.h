// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "store/header_index.h"

/// @file
/// For the .cpp files of this library alone: how the header index writes its records.

namespace quanta::store {

/// 'H', height big endian, hash: lowest height first.
using HeaderKey = std::array<uint8_t, 1 + 4 + 32>;
/// 'F', number big endian.
using FileKey = std::array<uint8_t, 1 + 4>;

inline constexpr uint8_t kHeaderPrefix = 'H';
inline constexpr uint8_t kFilePrefix = 'F';
inline constexpr uint8_t kNamePrefix = 'N';

HeaderKey header_key(const HeaderRecord& record);
/// The 80 bytes of the header, one byte of flags, and VarInts: transaction count, positions where there are
/// any.
void write_header_record(codec::Writer& writer, const HeaderRecord& record);
/// What header_key and write_header_record wrote. BadValue for anything they cannot have written.
base::Result<HeaderRecord, codec::DecodeError> read_header_record(base::ByteSpan key, base::ByteSpan value);

FileKey file_key(int32_t number);
base::Result<int32_t, codec::DecodeError> read_file_key(base::ByteSpan key);
void write_file_info(codec::Writer& writer, const BlockFileInfo& info);
base::Result<BlockFileInfo, codec::DecodeError> read_file_info(base::ByteSpan value);

}  // namespace quanta::store
