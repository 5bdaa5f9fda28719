// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "fees/block_estimator.h"

/// @file
/// The file of the block estimator, fees/block_policy_estimates.dat, in the deployed format.

namespace quanta::fees {

/// Its version. Others are not understood.
inline constexpr int32_t kEstimatesVersion = 309'900;
/// The file is never larger, bytes: three horizons of as many periods and buckets as may be.
inline constexpr uint64_t kMaxEstimatesBytes = uint64_t{56} << 20;

/// Why a file of an estimator is of no use.
enum class FileFault : uint8_t {
    NewerVersion,  ///< made by a later program
    OlderVersion,  ///< made by an earlier one; its numbers mean something else
    Malformed,     ///< cut short, too long, or with values that no estimator writes
};
std::string_view file_fault_text(FileFault fault);

base::Bytes encode_estimates(const EstimatesData& data);
/// Memory is bounded by the size of `bytes`.
base::Result<EstimatesData, FileFault> decode_estimates(base::ByteSpan bytes);

}  // namespace quanta::fees
