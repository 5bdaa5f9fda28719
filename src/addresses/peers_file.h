// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "addresses/address_book.h"
#include "base/bytes.h"
#include "base/result.h"
#include "sys/file.h"

/// @file
/// The deployed peers.dat: the chain's magic, the address book, and a double SHA-256 of all before it.

namespace quanta::addresses {

/// Bytes a peers.dat may have; all tables full are 8 MB.
inline constexpr size_t kMaxPeersFileBytes = 64 * 1024 * 1024;

using ChainMagic = std::array<uint8_t, 4>;

/// `contents` between magic and checksum.
base::Bytes frame_contents(const ChainMagic& magic, base::ByteSpan contents);
/// The contents of `file`, valid as long as it is. The error says what is wrong.
base::Result<base::ByteSpan, std::string> framed_contents(const ChainMagic& magic, base::ByteSpan file);

/// Fills `book` from the file at `path`; without one the book stays as it is. A file that cannot be used is
/// renamed to `path`.bak, so that it is not lost; the error says what is wrong, and the book is empty then.
base::Result<void, std::string> load_peers(sys::FileSystem& files, const std::string& path,
                                           const ChainMagic& magic, AddressBook& book);
/// Replaces the file at `path`: a crash at any point leaves the old one or the new one.
base::Result<void, std::string> save_peers(sys::FileSystem& files, const std::string& path,
                                           const ChainMagic& magic, const AddressBook& book);

}  // namespace quanta::addresses
