// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "sys/mutex.h"

namespace quanta::chain {

/// Keeps what is logged while it lives, for the tests of this library. Any thread.
class LogLines final : public base::LogSink {
public:
    LogLines() : m_before(base::Log::set_sink(this)) {}
    ~LogLines() override { base::Log::set_sink(m_before); }

    void write(base::LogLevel, std::optional<base::Category>, std::string_view message) override {
        const sys::MutexLock lock(m_mutex);
        m_lines.emplace_back(message);
    }
    std::vector<std::string> all() const {
        const sys::MutexLock lock(m_mutex);
        return m_lines;
    }
    /// Those that begin with `text`.
    std::vector<std::string> starting_with(std::string_view text) const {
        std::vector<std::string> some;
        for (const std::string& line : all()) {
            if (line.starts_with(text)) some.push_back(line);
        }
        return some;
    }

private:
    base::LogSink* m_before;
    mutable sys::Mutex m_mutex;
    std::vector<std::string> m_lines QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::chain
