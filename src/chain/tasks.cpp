// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/tasks.h"

#include <algorithm>
#include <cmath>

#include "base/log.h"
#include "sys/rough_time.h"

namespace quanta::chain {

namespace {

constexpr double kMicros = 1e6;
/// Between two samples of one task, and the least time a rate is taken from, microseconds.
constexpr int64_t kSampleInterval_us = 1'000'000;
constexpr int64_t kMinObserved_us = 2'000'000;

}  // namespace

std::optional<double> TaskStatus::part() const {
    if (total == 0) return std::nullopt;
    return static_cast<double>(done) / static_cast<double>(total);
}

std::string TaskStatus::text() const {
    if (total == 0) return fmt::format("{} {}", done, unit);
    constexpr double kTenthsOfPercent = 1000;
    // Rounded down: 100% is said of what is through alone.
    const double percent = std::floor(*part() * kTenthsOfPercent) / 10;
    if (!left_s) return fmt::format("{:.1f}%", percent);
    return fmt::format("{:.1f}%, about {} left", percent, sys::rough_time(*left_s));
}

std::string TaskStatus::brief() const {
    if (total == 0) return "";
    const auto percent = static_cast<int>(*part() * 100);
    if (!left_s) return fmt::format("{}%", percent);
    return fmt::format("{}% (about {} left)", percent, sys::rough_time(*left_s));
}

std::vector<TaskStatus> Tasks::list() const {
    const int64_t now_us = m_clock.steady_us();
    const sys::MutexLock lock(m_mutex);
    std::vector<TaskStatus> all;
    for (const Entry& entry : m_entries) all.push_back(status_of(entry, now_us));
    return all;
}

Tasks::Entry& Tasks::begin(std::string name, std::string unit, uint64_t total) {
    const int64_t now_us = m_clock.steady_us();
    const sys::MutexLock lock(m_mutex);
    Entry& entry = m_entries.emplace_back(std::move(name), std::move(unit), now_us);
    entry.total = total;
    entry.next_sample_us = now_us + kSampleInterval_us;
    entry.samples.push_back({now_us, 0});
    return entry;
}

void Tasks::end(Entry& entry) {
    const sys::MutexLock lock(m_mutex);
    m_entries.remove_if([&](const Entry& other) { return &other == &entry; });
}

void Tasks::moved(Entry& entry) {
    const int64_t now_us = m_clock.steady_us();
    if (now_us < entry.next_sample_us.load(std::memory_order_relaxed)) return;
    std::optional<TaskStatus> to_log;
    {
        const sys::MutexLock lock(m_mutex);
        entry.next_sample_us.store(now_us + kSampleInterval_us, std::memory_order_relaxed);
        entry.samples.push_back({now_us, entry.done.load(std::memory_order_relaxed)});
        // One from before the window stays: the rate is that since then.
        while (entry.samples.size() > 1 && entry.samples[1].at_us <= now_us - kWindow_us)
            entry.samples.pop_front();
        if (now_us - entry.last_log_us >= kLogInterval_us) {
            entry.last_log_us = now_us;
            to_log = status_of(entry, now_us);
        }
    }
    if (to_log) base::log_info("{}: {}", to_log->name, to_log->text());
}

TaskStatus Tasks::status_of(const Entry& entry, int64_t now_us) const {
    TaskStatus status;
    status.name = entry.name;
    status.unit = entry.unit;
    status.total = entry.total.load(std::memory_order_relaxed);
    status.done = entry.done.load(std::memory_order_relaxed);
    if (status.total > 0) status.done = std::min(status.done, status.total);
    const int64_t elapsed_us = std::max<int64_t>(now_us - entry.start_us, 0);
    status.elapsed_s = static_cast<double>(elapsed_us) / kMicros;
    if (status.total == 0 || elapsed_us < kMinObserved_us) return status;
    // The last sample before the window, or the first of all.
    const Sample* since = &entry.samples.front();
    for (const Sample& sample : entry.samples) {
        if (sample.at_us <= now_us - kWindow_us) since = &sample;
    }
    if (status.done <= since->done || now_us <= since->at_us) return status;
    const double rate =
        static_cast<double>(status.done - since->done) / static_cast<double>(now_us - since->at_us);
    status.left_s = static_cast<double>(status.total - status.done) / rate / kMicros;
    return status;
}

}  // namespace quanta::chain
