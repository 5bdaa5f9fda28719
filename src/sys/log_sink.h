// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/log_rate.h"
#include "sys/mutex.h"

namespace quanta::sys {

/// Where the log goes and what a line of it looks like: the options -debuglogfile to -loglevelalways.
struct LogOptions {
    /// Empty: no file.
    std::string file_path;
    bool to_console = false;
    bool timestamps = true;
    bool time_micros = false;
    bool thread_names = false;
    /// Category and level before every message, also where they would be implied.
    bool level_always = false;
    /// Hold back, in the file, call sites that log too much (LogRateLimiter). Debug messages are not limited.
    bool rate_limit = true;
};

/// The text before a message: `[net] `, `[net:trace] `, `[error] `, or nothing for plain information. With
/// `always` category and level are both told: `[all:info] `.
std::string log_prefix(base::LogLevel level, std::optional<base::Category> category, bool always);

/// `microseconds` since 1970 as 2026-11-22T10:00:00Z, or with six places.
std::string log_time(int64_t microseconds, bool with_micros);

/// Writes the log to a file and the console, each message at once. Every method: any thread.
///
/// Messages that come before start() are kept (kMaxEarlyMessages of them; later ones are lost) and
/// written then. Control characters become \x.. so that a message cannot forge a line's beginning.
class FileLogSink final : public base::LogSink {
public:
    /// How many messages are kept before start().
    static constexpr size_t kMaxEarlyMessages = 10'000;

    /// `clock` outlives the sink.
    explicit FileLogSink(const Clock& clock = system_clock());
    ~FileLogSink() override;

    /// Opens the file (appending) and writes what was kept. Error: the file cannot be opened; then all goes
    /// on as before. At most once with success.
    FileResult<void> start(const LogOptions& options) QUANTA_EXCLUDES(m_mutex);
    void write(base::LogLevel level, std::optional<base::Category> category,
               std::string_view message) override QUANTA_EXCLUDES(m_mutex);
    void write_from(const void* site, base::LogLevel level, std::optional<base::Category> category,
                    std::string_view message) override QUANTA_EXCLUDES(m_mutex);
    /// The next message goes to a file opened anew under the same name (after log rotation). May be called
    /// from a signal handler.
    void reopen() { m_reopen = true; }

private:
    struct Outputs;
    struct Early {
        int64_t time_us;
        std::string thread;
        base::LogLevel level;
        std::optional<base::Category> category;
        std::string message;
    };

    std::string format(const Early& message) const QUANTA_REQUIRES(m_mutex);
    void write_now(const void* site, const Early& message) QUANTA_REQUIRES(m_mutex);
    void write_to_file(const std::string& line) QUANTA_REQUIRES(m_mutex);

    // Constant after construction.
    const Clock& m_clock;

    std::atomic<bool> m_reopen{false};

    // Guarded by m_mutex.
    Mutex m_mutex;
    bool m_started QUANTA_GUARDED_BY(m_mutex) = false;
    LogOptions m_options QUANTA_GUARDED_BY(m_mutex);
    std::unique_ptr<Outputs> m_outputs QUANTA_GUARDED_BY(m_mutex);
    std::vector<Early> m_early QUANTA_GUARDED_BY(m_mutex);
    size_t m_dropped QUANTA_GUARDED_BY(m_mutex) = 0;
    LogRateLimiter m_limiter QUANTA_GUARDED_BY(m_mutex);
};

/// Cuts the log file to its last 10 MB when it has grown beyond 11 (-shrinkdebugfile). No file is success.
FileResult<void> shrink_log_file(FileSystem& files, const std::string& path);

}  // namespace quanta::sys
