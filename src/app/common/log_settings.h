// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <string>

#include "base/log.h"
#include "base/result.h"
#include "config/options.h"
#include "sys/file.h"
#include "sys/log_sink.h"

namespace quanta::program {

/// Where the log goes and what is in it.
struct LogSettings {
    sys::LogOptions output;
    /// The lowest level shown, by category.
    std::array<base::LogLevel, base::kCategoryCount> levels{};
    bool shrink = true;
};

/// What a program does without options.
struct LogDefaults {
    std::string file = "debug.log";  ///< in the directory of the network
    bool to_console = true;
};

/// The settings that `options` stand for. Error: a sentence that names the option.
base::Result<LogSettings, std::string> make_log_settings(const config::Options& options,
                                                         const LogDefaults& defaults);

/// Sets the levels, shrinks the file and lets `sink` write. Error: a sentence.
base::Result<void, std::string> start_log(const LogSettings& settings, sys::FileSystem& files,
                                          sys::FileLogSink& sink);

/// A sink for the log of the process, taken out of it before it goes.
class InstalledLog {
public:
    InstalledLog() : m_before(base::Log::set_sink(&sink)) {}
    ~InstalledLog() { base::Log::set_sink(m_before); }
    InstalledLog(const InstalledLog&) = delete;
    InstalledLog& operator=(const InstalledLog&) = delete;

    sys::FileLogSink sink;

private:
    base::LogSink* m_before;
};

}  // namespace quanta::program
