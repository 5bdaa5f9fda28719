// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "store/store_error.h"
#include "sys/file.h"

namespace quanta::store {

/// What block and undo files are XORed with, so that no virus scanner finds in them what somebody put there.
/// Byte i of a file goes with byte i mod 8 of the key; all zero changes nothing.
using XorKey = std::array<uint8_t, 8>;

/// XORs `bytes`, which stand in their file from `offset` on. The inverse of itself.
void apply_xor(std::span<uint8_t> bytes, const XorKey& key, uint64_t offset);

/// The key in `directory`/xor.dat. When there is none it is made: random if `wanted` and there are no block
/// or undo files yet, else zero. Options when a key is there that is not zero, and not `wanted`; Corruption
/// when the file has another size.
base::Result<XorKey, StoreError> load_xor_key(sys::FileSystem& files, const std::string& directory,
                                              bool wanted);

}  // namespace quanta::store
