// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"

namespace quanta::filters {

/// Bits of the remainder of each difference (BIP158: P).
inline constexpr int kRemainderBits = 19;
/// The range of values is this many times their number, so that one in so many others is taken for one of
/// them (BIP158: M).
inline constexpr uint64_t kRangePerValue = 784'931;

/// Values of a set of `count`, and those to be looked up in it, are below this.
constexpr uint64_t range_of(uint64_t count) {
    return count * kRangePerValue;
}

/// Where a hash stands in a range of values. Keeps the order of hashes.
constexpr uint64_t place_in(uint64_t range, uint64_t hash) {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(hash) * range) >> 64);
}

/// The set of `values`, which ascend (equal ones may follow each other): a CompactSize with their number,
/// then the Golomb-Rice code of each difference, the last byte filled up with zeros.
base::Bytes encode_golomb_set(std::span<const uint64_t> values);

/// The values of a set that takes up all of `bytes`. Linear in their number, which has room in `bytes`.
///
/// EndOfData: there are fewer than it says; TrailingData: a byte is left over; BadValue: one is out of range,
/// or the last byte is filled up with something else. Errors of the CompactSize as they are.
base::Result<std::vector<uint64_t>, codec::DecodeError> decode_golomb_set(base::ByteSpan bytes);

}  // namespace quanta::filters
