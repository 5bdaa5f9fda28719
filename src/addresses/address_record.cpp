// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "addresses/address_record.h"

#include <algorithm>
#include <cmath>

namespace quanta::addresses {

namespace {

constexpr int64_t kMinute = 60;
constexpr int64_t kDay = 86'400;

/// Just tried: the outcome is to be waited for.
constexpr int64_t kBusyFor_s = kMinute;
/// How far ahead of ours a clock may be.
constexpr int64_t kFutureTolerance_s = 10 * kMinute;
/// Not seen for longer: gone.
constexpr int64_t kHorizon_s = 30 * kDay;
/// Attempts without any success ever.
constexpr int kRetries = 3;
/// Attempts since a success that is kMinFailTime_s ago.
constexpr int kMaxFailures = 10;
constexpr int64_t kMinFailTime_s = 7 * kDay;

constexpr int64_t kRecentTry_s = 10 * kMinute;
constexpr double kRecentTryFactor = 0.01;
constexpr double kAttemptFactor = 0.66;
constexpr int kMaxCountedAttempts = 8;

}  // namespace

bool is_terrible(const AddressRecord& record, int64_t now_s) {
    if (now_s - record.last_try_s <= kBusyFor_s) return false;
    const int64_t age_s = now_s - record.known.time_s;
    if (age_s < -kFutureTolerance_s || age_s > kHorizon_s) return true;
    if (record.last_success_s == 0) return record.attempts >= kRetries;
    return now_s - record.last_success_s > kMinFailTime_s && record.attempts >= kMaxFailures;
}

double chance(const AddressRecord& record, int64_t now_s) {
    const double recent = now_s - record.last_try_s < kRecentTry_s ? kRecentTryFactor : 1.0;
    return recent * std::pow(kAttemptFactor, std::min(record.attempts, kMaxCountedAttempts));
}

}  // namespace quanta::addresses
