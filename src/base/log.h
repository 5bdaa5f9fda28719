// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <fmt/core.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace quanta::base {

/// How much a message matters. Trace and Debug are off unless their category is switched on.
enum class LogLevel : uint8_t { Trace, Debug, Info, Warning, Error };

/// What a debug message is about: the words of -debug=<category>.
enum class Category : uint8_t {
    Addrman, Bench, Blockstorage, Cmpctblock, Coindb, Estimatefee, Http, I2p, Ipc, Kernel, Leveldb, Mempool,
    Mempoolrej, Net, Privatebroadcast, Proxy, Prune, Qt, Rand, Reindex, Rpc, Scan, Selectcoins, Tor,
    Txpackages, Txreconciliation, Validation, Walletdb, Zmq,
};
inline constexpr int kCategoryCount = 29;

/// The word for `category`, lower case.
std::string_view category_name(Category category);
/// The category called `name`, if there is one.
std::optional<Category> category_from_name(std::string_view name);

/// Where log messages end up. Implementations are called from any thread.
class LogSink {
public:
    virtual ~LogSink() = default;
    /// Writes one message without a line end. `category` is absent for messages of Info and above that
    /// belong to none.
    virtual void write(LogLevel level, std::optional<Category> category, std::string_view message) = 0;
    /// As write(), told the call site (the address of its format text), so that one that logs without end
    /// can be held back.
    virtual void write_from(const void* site, LogLevel level, std::optional<Category> category,
                            std::string_view message) {
        static_cast<void>(site);
        write(level, category, message);
    }
};

/// The process-wide switchboard of the log: the one permitted global.
class Log {
public:
    /// Installs `sink`, which must outlive its use; null drops everything. Returns the previous one.
    static LogSink* set_sink(LogSink* sink);
    /// Shows messages of `category` from `level` up; Info switches its debug messages off. Any thread.
    static void set_level(Category category, LogLevel level);
    /// The lowest level shown for `category`.
    static LogLevel level(Category category);
    /// Whether a message of `level` in `category` would be shown. Lock-free, for hot paths.
    static bool enabled(Category category, LogLevel level) {
        return level >= s_levels[static_cast<size_t>(category)].load(std::memory_order_relaxed);
    }
    /// Hands a formatted message to the sink. `site` tells call sites apart; null when that is not known.
    static void write(LogLevel level, std::optional<Category> category, std::string_view message,
                      const void* site = nullptr);

private:
    static std::atomic<LogSink*> s_sink;
    static std::atomic<LogLevel> s_levels[kCategoryCount];
};

/// Logs at Trace; arguments are formatted only when shown.
template <typename... Args>
void log_trace(Category category, fmt::format_string<Args...> format, Args&&... args) {
    if (!Log::enabled(category, LogLevel::Trace)) return;
    Log::write(LogLevel::Trace, category, fmt::vformat(format, fmt::make_format_args(args...)),
               fmt::string_view(format).data());
}

/// Logs at Debug; arguments are formatted only when shown.
template <typename... Args>
void log_debug(Category category, fmt::format_string<Args...> format, Args&&... args) {
    if (!Log::enabled(category, LogLevel::Debug)) return;
    Log::write(LogLevel::Debug, category, fmt::vformat(format, fmt::make_format_args(args...)),
               fmt::string_view(format).data());
}

/// Logs what an operator acts on.
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
    Log::write(LogLevel::Info, std::nullopt, fmt::vformat(format, fmt::make_format_args(args...)),
               fmt::string_view(format).data());
}

/// Logs what an operator should look at.
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
    Log::write(LogLevel::Warning, std::nullopt, fmt::vformat(format, fmt::make_format_args(args...)),
               fmt::string_view(format).data());
}

/// Logs what went wrong.
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
    Log::write(LogLevel::Error, std::nullopt, fmt::vformat(format, fmt::make_format_args(args...)),
               fmt::string_view(format).data());
}

}  // namespace quanta::base
