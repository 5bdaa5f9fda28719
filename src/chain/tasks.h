// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sys/clock.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// A piece of long work as it stands at one moment.
struct TaskStatus {
    std::string name;      ///< "importing blk00000.dat"
    std::string unit;      ///< what is counted: "bytes", "blocks", "coins"
    uint64_t done = 0;     ///< never above a total that is known
    uint64_t total = 0;    ///< 0: not known
    double elapsed_s = 0;  ///< since it began
    /// Seconds until it is through, at the rate of its last half minute. Nothing while that is not known:
    /// right after the beginning, without a total, and when nothing has moved for half a minute.
    std::optional<double> left_s;

    /// 0 to 1; nothing without a total.
    std::optional<double> part() const;
    /// "43.1%, about 2 min left", "43.1%" or "1234 blocks".
    std::string text() const;
    /// "43% (about 2 min left)", "43%", or nothing without a total: to end a line that says what is done.
    std::string brief() const;
};

class Task;

/// The long work that is going on: for RPC, for users who wait, and, every ten seconds, for the log. Any
/// thread.
class Tasks {
public:
    /// Between two log lines of one task, microseconds.
    static constexpr int64_t kLogInterval_us = 10'000'000;
    /// The rate is that of this much time before now, microseconds.
    static constexpr int64_t kWindow_us = 30'000'000;

    /// `clock` outlives it.
    explicit Tasks(const sys::Clock& clock) : m_clock(clock) {}
    Tasks(const Tasks&) = delete;
    Tasks& operator=(const Tasks&) = delete;

    /// What is going on now, oldest first.
    std::vector<TaskStatus> list() const QUANTA_EXCLUDES(m_mutex);

private:
    friend class Task;

    /// How far a task was at one moment.
    struct Sample {
        int64_t at_us;
        uint64_t done;
    };
    struct Entry {
        Entry(std::string named, std::string counted, int64_t now_us)
            : name(std::move(named)), unit(std::move(counted)), start_us(now_us), last_log_us(now_us) {}

        const std::string name;
        const std::string unit;
        const int64_t start_us;
        std::atomic<uint64_t> done{0};
        std::atomic<uint64_t> total{0};
        std::atomic<int64_t> next_sample_us{0};
        // Guarded by m_mutex of the list.
        std::deque<Sample> samples;
        int64_t last_log_us;
    };

    Entry& begin(std::string name, std::string unit, uint64_t total) QUANTA_EXCLUDES(m_mutex);
    void end(Entry& entry) QUANTA_EXCLUDES(m_mutex);
    /// Looks at the clock, and from time to time takes a sample and writes to the log.
    void moved(Entry& entry) QUANTA_EXCLUDES(m_mutex);
    TaskStatus status_of(const Entry& entry, int64_t now_us) const QUANTA_REQUIRES(m_mutex);

    const sys::Clock& m_clock;

    mutable sys::Mutex m_mutex;
    std::list<Entry> m_entries QUANTA_GUARDED_BY(m_mutex);
};

/// One piece of long work: listed from construction to destruction. at() and add(): any thread.
class Task {
public:
    /// `tasks` outlives it; `total` counts in `unit`, 0 when it is not known.
    Task(Tasks& tasks, std::string name, std::string unit, uint64_t total)
        : m_tasks(tasks), m_entry(tasks.begin(std::move(name), std::move(unit), total)) {}
    ~Task() { m_tasks.end(m_entry); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    /// `done` is done so far. Costs a look at the clock: not for every coin.
    void at(uint64_t done) {
        m_entry.done.store(done, std::memory_order_relaxed);
        m_tasks.moved(m_entry);
    }
    /// This much more is done.
    void add(uint64_t more) {
        m_entry.done.fetch_add(more, std::memory_order_relaxed);
        m_tasks.moved(m_entry);
    }
    /// The total has turned out to be another.
    void set_total(uint64_t total) { m_entry.total.store(total, std::memory_order_relaxed); }

private:
    Tasks& m_tasks;
    Tasks::Entry& m_entry;
};

}  // namespace quanta::chain
