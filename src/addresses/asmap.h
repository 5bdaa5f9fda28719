// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

/// @file
/// Maps of IPv6 prefixes to autonomous systems in the deployed ASMap format: a tree written as a program of
/// four instructions, bit by bit, that walks down the address. IPv4 addresses are looked up as
/// ::ffff:a.b.c.d.
///
/// The bits of the program begin with the lowest of each byte, those of an address with the highest. Kinds:
///
/// | bits | instruction | operand |
/// |---|---|---|
/// | 0 | return | the answer: a number from 1, in classes of 15 to 24 bits |
/// | 10 | jump | how far to jump, from 17, in classes of 5 to 30 bits, when the next bit of the address is 1
/// | | 110 | match | from 2, in classes of 1 to 8 bits; those below its highest one come next, or the default
/// answers | | 111 | default | the new default: a number as of return |

namespace quanta::addresses {

/// Bytes a map may have: those in use have 2 MB.
inline constexpr size_t kMaxAsmapBytes = 32 * 1024 * 1024;

/// Nothing when `asmap` answers every address: instructions and their operands end before the bytes do, every
/// way through it ends at a return within 128 bits, jumps do not cross, nothing is superfluous, and what
/// follows the last instruction is less than a byte of zeros. The error says what is wrong. Time and memory:
/// O(size) and O(128).
base::Result<void, std::string> check_asmap(base::ByteSpan asmap);

/// The autonomous system of the 128 bits of `address`, 0 when the map knows none. `asmap` has been checked:
/// of another it may give any number, but reads nothing outside of it and ends.
uint32_t asmap_lookup(base::ByteSpan asmap, const std::array<uint8_t, 16>& address);

}  // namespace quanta::addresses
