// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/clock.h"

#include <chrono>

namespace quanta::sys {

namespace {

template <typename Source>
int64_t microseconds_of() {
    const auto since_start = Source::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since_start).count();
}

class MachineClock final : public Clock {
public:
    int64_t system_time_us() const override { return microseconds_of<std::chrono::system_clock>(); }
    int64_t steady_us() const override { return microseconds_of<std::chrono::steady_clock>(); }
};

}  // namespace

const Clock& system_clock() {
    static const MachineClock clock;
    return clock;
}

int64_t MockableClock::system_time_us() const {
    const int64_t mocked = m_mock_s.load();
    return mocked != 0 ? mocked * 1'000'000 : system_clock().system_time_us();
}

int64_t MockableClock::steady_us() const { return system_clock().steady_us(); }

}  // namespace quanta::sys
