// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/log_sink.h"

#include <spdlog/common.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <utility>

#include "sys/thread.h"

namespace quanta::sys {

namespace {

using base::Category;
using base::LogLevel;

/// What -shrinkdebugfile keeps, and from when it acts, bytes.
constexpr uint64_t kKeptLogSize = 10'000'000;
constexpr uint64_t kShrinkFrom = 11'000'000;

std::string_view level_name(LogLevel level) {
    switch (level) {
        case LogLevel::Trace:
            return "trace";
        case LogLevel::Debug:
            return "debug";
        case LogLevel::Info:
            return "info";
        case LogLevel::Warning:
            return "warning";
        case LogLevel::Error:
            return "error";
    }
    return "info";
}

/// Line ends are the caller's business; every other control character is spelt out.
std::string without_controls(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string clean;
    clean.reserve(text.size());
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if ((code >= 0x20 && code != 0x7f) || c == '\n')
            clean += c;
        else
            clean.append("\\x").append({kDigits[code >> 4], kDigits[code & 15]});
    }
    return clean;
}

using FileSink = spdlog::sinks::basic_file_sink_st;

/// Null, and errno, when it cannot be opened.
std::unique_ptr<FileSink> open_sink(const std::string& path) {
    try {
        auto sink = std::make_unique<FileSink>(path);
        sink->set_pattern("%v");
        return sink;
    } catch (const spdlog::spdlog_ex&) {
        return nullptr;
    }
}

/// A log that cannot be written (a full disk) must not stop the node: what cannot be written is lost.
template <typename Sink>
void write_line(Sink& sink, const std::string& line) {
    try {
        sink.log(spdlog::details::log_msg(spdlog::string_view_t(), spdlog::level::info, line));
        sink.flush();
    } catch (const spdlog::spdlog_ex&) {
        return;
    }
}

}  // namespace

struct FileLogSink::Outputs {
    std::unique_ptr<FileSink> file;
    std::unique_ptr<spdlog::sinks::stdout_sink_st> console;
};

std::string log_prefix(LogLevel level, std::optional<Category> category, bool always) {
    const bool tells_category = always || category.has_value();
    const bool tells_level = always || level != (tells_category ? LogLevel::Debug : LogLevel::Info);
    if (!tells_category && !tells_level) return "";
    std::string prefix = "[";
    if (tells_category) prefix += category ? base::category_name(*category) : "all";
    if (tells_category && tells_level) prefix += ':';
    if (tells_level) prefix += level_name(level);
    return prefix += "] ";
}

std::string log_time(int64_t microseconds, bool with_micros) {
    const auto seconds = static_cast<std::time_t>(microseconds / 1'000'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[64];
    size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    if (with_micros) {
        const int fraction = static_cast<int>(microseconds % 1'000'000);
        length += static_cast<size_t>(std::snprintf(text + length, sizeof text - length, ".%06d", fraction));
    }
    return std::string(text, length) + "Z";
}

FileLogSink::FileLogSink(const Clock& clock) : m_clock(clock), m_outputs(std::make_unique<Outputs>()) {}

FileLogSink::~FileLogSink() = default;

FileResult<void> FileLogSink::start(const LogOptions& options) {
    MutexLock lock(m_mutex);
    std::unique_ptr<FileSink> file;
    if (!options.file_path.empty()) {
        file = open_sink(options.file_path);
        if (!file) return base::Err(FileError::from_errno(errno, "open", options.file_path));
    }
    m_outputs->file = std::move(file);
    if (options.to_console) {
        m_outputs->console = std::make_unique<spdlog::sinks::stdout_sink_st>();
        m_outputs->console->set_pattern("%v");
    }
    m_options = options;
    m_started = true;
    if (m_dropped > 0) {
        write_to_file(std::to_string(m_dropped) + " messages from before the log was open are lost");
    }
    for (const Early& message : std::exchange(m_early, {}))
        write_now(nullptr, message);
    return {};
}

void FileLogSink::write(LogLevel level, std::optional<Category> category, std::string_view message) {
    write_from(nullptr, level, category, message);
}

void FileLogSink::write_from(const void* site, LogLevel level, std::optional<Category> category,
                             std::string_view message) {
    Early entry{m_clock.system_time_us(), thread_name(), level, category, std::string(message)};
    MutexLock lock(m_mutex);
    if (m_started) {
        write_now(site, entry);
    } else if (m_early.size() < kMaxEarlyMessages) {
        m_early.push_back(std::move(entry));
    } else {
        ++m_dropped;
    }
}

void FileLogSink::write_now(const void* site, const Early& message) {
    const std::string line = format(message);
    if (m_outputs->console) write_line(*m_outputs->console, line);
    if (!m_outputs->file) return;
    using Verdict = LogRateLimiter::Verdict;
    const bool limited = m_options.rate_limit && site != nullptr && message.level >= LogLevel::Info;
    const Verdict verdict =
        limited ? m_limiter.count(site, line.size(), m_clock.steady_us()) : Verdict::Write;
    if (const uint64_t dropped = m_limiter.take_dropped()) {
        write_to_file(std::to_string(dropped) +
                      " messages of too frequent kinds were not logged in the last hour");
    }
    if (verdict != Verdict::Drop) write_to_file(line);
    if (verdict == Verdict::WriteLast) {
        write_to_file("The message above comes too often: it is not logged to the file for up to an hour");
    }
}

void FileLogSink::write_to_file(const std::string& line) {
    if (!m_outputs->file) return;
    // Without a new file the old one is better than none.
    if (m_reopen.exchange(false)) {
        if (auto file = open_sink(m_options.file_path)) m_outputs->file = std::move(file);
    }
    write_line(*m_outputs->file, line);
}

std::string FileLogSink::format(const Early& message) const {
    std::string line;
    if (m_options.timestamps) line += log_time(message.time_us, m_options.time_micros) + " ";
    if (m_options.thread_names) line += "[" + message.thread + "] ";
    line += log_prefix(message.level, message.category, m_options.level_always);
    return line += without_controls(message.message);
}

FileResult<void> shrink_log_file(FileSystem& files, const std::string& path) {
    if (!files.exists(path)) return {};
    const std::unique_ptr<File> file = TRY(files.open(path, OpenMode::ReadWrite));
    const uint64_t size = TRY(file->size());
    if (size <= kShrinkFrom) return {};
    base::Bytes kept(kKeptLogSize);
    kept.resize(TRY(file->read_at(size - kKeptLogSize, kept)));
    TRY(file->truncate(0));
    return file->write_at(0, kept);
}

}  // namespace quanta::sys
