// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>

namespace quanta::sys {

/// Where time comes from. Every method: any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Wall clock, microseconds since 1970-01-01 UTC. May jump when the operator sets it.
    virtual int64_t system_time_us() const = 0;
    /// Microseconds since an arbitrary start; never goes back.
    virtual int64_t steady_us() const = 0;
    /// Wall clock, whole seconds since 1970-01-01 UTC.
    int64_t system_time_s() const { return system_time_us() / 1'000'000; }
    /// Wall clock, milliseconds since 1970-01-01 UTC.
    int64_t system_time_ms() const { return system_time_us() / 1'000; }
};

/// The clock of the machine; lives as long as the process.
const Clock& system_clock();

/// A clock that stands still until told otherwise, for tests and for mocked time.
class FakeClock final : public Clock {
public:
    explicit FakeClock(int64_t system_time_s = 1'700'000'000) : m_system_us(system_time_s * 1'000'000) {}

    int64_t system_time_us() const override { return m_system_us.load(); }
    int64_t steady_us() const override { return m_steady_us.load(); }

    /// Sets the wall clock; the steady one stays.
    void set_system_time_s(int64_t seconds) { m_system_us = seconds * 1'000'000; }
    /// Moves both clocks forward.
    void advance_us(int64_t microseconds) {
        m_system_us += microseconds;
        m_steady_us += microseconds;
    }
    void advance_s(int64_t seconds) { advance_us(seconds * 1'000'000); }

private:
    std::atomic<int64_t> m_system_us;
    std::atomic<int64_t> m_steady_us{0};
};

/// The machine's clock whose wall time can be pinned: what -mocktime and setmocktime act on.
class MockableClock final : public Clock {
public:
    int64_t system_time_us() const override;
    int64_t steady_us() const override;
    /// Pins the wall clock to `seconds` since 1970; 0 lets it run again.
    void set_mock_time_s(int64_t seconds) { m_mock_s = seconds; }
    /// The pinned time, 0 when it runs.
    int64_t mock_time_s() const { return m_mock_s.load(); }

private:
    std::atomic<int64_t> m_mock_s{0};
};

}  // namespace quanta::sys
