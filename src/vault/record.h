// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

/// @file
/// What records of the vault share: a checksum at their end, by which damage is told from a wrong key.

namespace quanta::vault {

inline constexpr size_t kChecksumSize = 4;

/// Appends the checksum of `record` to it.
void append_checksum(base::Bytes& record);
/// Whether `record` ends with the checksum of what is before.
bool has_checksum(base::ByteSpan record);

}  // namespace quanta::vault
