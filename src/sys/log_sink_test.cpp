// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/log_sink.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sys/test_directory.h"
#include "sys/thread.h"

namespace quanta::sys {
namespace {

using base::Category;
using base::LogLevel;

class LogSinkTest : public testing::Test {
protected:
    std::string text(const std::string& path) {
        const auto read = read_whole(real_file_system(), path, 1 << 24);
        return read ? std::string(base::as_text(*read)) : "none";
    }
    LogOptions options() const {
        LogOptions options;
        options.file_path = m_path;
        return options;
    }

    TestDirectory m_directory;
    const std::string m_path = m_directory / "debug.log";
    FakeClock m_clock{1'795'341'600};
    FileLogSink m_sink{m_clock};
};

TEST_F(LogSinkTest, KeepsWhatComesBeforeTheStart) {
    m_sink.write(LogLevel::Info, std::nullopt, "early");
    m_clock.advance_s(1);
    ASSERT_TRUE(m_sink.start(options()));
    m_sink.write(LogLevel::Debug, Category::Net, "late");
    EXPECT_EQ(text(m_path), "2026-11-22T10:00:00Z early\n2026-11-22T10:00:01Z [net] late\n");
}

TEST_F(LogSinkTest, TooManyEarlyMessagesAreCounted) {
    for (size_t i = 0; i < FileLogSink::kMaxEarlyMessages + 3; ++i)
        m_sink.write(LogLevel::Info, std::nullopt, "x");
    ASSERT_TRUE(m_sink.start(options()));
    EXPECT_TRUE(text(m_path).starts_with("3 messages from before the log was open are lost\n2026"));
}

TEST_F(LogSinkTest, FormatOptions) {
    LogOptions all = options();
    all.time_micros = all.thread_names = all.level_always = true;
    m_clock.advance_us(42);
    m_sink.write(LogLevel::Info, std::nullopt, "one");
    ASSERT_TRUE(m_sink.start(all));
    Thread("worker", [&] { m_sink.write(LogLevel::Trace, Category::Rpc, "two"); }).join();
    EXPECT_EQ(text(m_path),
              "2026-11-22T10:00:00.000042Z [main] [all:info] one\n"
              "2026-11-22T10:00:00.000042Z [worker] [rpc:trace] two\n");
}

TEST_F(LogSinkTest, WithoutTimestamps) {
    LogOptions bare = options();
    bare.timestamps = false;
    ASSERT_TRUE(m_sink.start(bare));
    m_sink.write(LogLevel::Error, std::nullopt, "a\nb\x1b[31m\x7f\t\xc3\xa9");
    EXPECT_EQ(text(m_path), "[error] a\nb\\x1b[31m\\x7f\\x09\xc3\xa9\n");
}

TEST_F(LogSinkTest, ReopenFollowsARotation) {
    ASSERT_TRUE(m_sink.start(options()));
    m_sink.write(LogLevel::Info, std::nullopt, "one");
    ASSERT_TRUE(real_file_system().rename(m_path, m_path + ".1"));
    m_sink.write(LogLevel::Info, std::nullopt, "two");
    m_sink.reopen();
    m_sink.write(LogLevel::Info, std::nullopt, "three");
    EXPECT_EQ(text(m_path + ".1"), "2026-11-22T10:00:00Z one\n2026-11-22T10:00:00Z two\n");
    EXPECT_EQ(text(m_path), "2026-11-22T10:00:00Z three\n");
}

TEST_F(LogSinkTest, AFileThatCannotBeOpenedIsAnErrorAndMayBeTriedAgain) {
    LogOptions bad = options();
    bad.file_path = m_directory.path();
    m_sink.write(LogLevel::Info, std::nullopt, "kept");
    const auto failed = m_sink.start(bad);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, FileErrorCode::NotDirectory);
    ASSERT_TRUE(m_sink.start(options()));
    EXPECT_EQ(text(m_path), "2026-11-22T10:00:00Z kept\n");
}

TEST_F(LogSinkTest, AFullDiskDoesNotStopAnybody) {
    LogOptions full = options();
    full.file_path = "/dev/full";
    ASSERT_TRUE(m_sink.start(full));
    m_sink.write(LogLevel::Info, std::nullopt, "lost");
}

TEST_F(LogSinkTest, OneCallSiteCannotFillTheFile) {
    ASSERT_TRUE(m_sink.start(options()));
    base::LogSink* before = base::Log::set_sink(&m_sink);
    const std::string large(200'000, 'x');
    for (int i = 0; i < 20; ++i)
        base::log_warning("{}", large);
    base::log_info("another site");
    base::Log::set_level(Category::Net, LogLevel::Debug);
    for (int i = 0; i < 20; ++i)
        base::log_debug(Category::Net, "{}", large);
    base::Log::set_level(Category::Net, LogLevel::Info);
    const std::string first_hour = text(m_path);
    EXPECT_LT(first_hour.size(), 5'400'000u);
    EXPECT_GT(first_hour.size(), 5'200'000u);
    EXPECT_NE(first_hour.find("another site"), std::string::npos);
    m_clock.advance_s(3600);
    base::log_info("afterwards");
    base::Log::set_sink(before);
    EXPECT_NE(text(m_path).find("14 messages of too frequent kinds"), std::string::npos);
}

TEST_F(LogSinkTest, ConsoleGetsTheSameLines) {
    LogOptions console;
    console.to_console = true;
    testing::internal::CaptureStdout();
    ASSERT_TRUE(m_sink.start(console));
    m_sink.write(LogLevel::Warning, Category::Zmq, "hello");
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "2026-11-22T10:00:00Z [zmq:warning] hello\n");
}

TEST(LogPrefix, WhatIsImpliedIsLeftOut) {
    EXPECT_EQ(log_prefix(LogLevel::Info, std::nullopt, false), "");
    EXPECT_EQ(log_prefix(LogLevel::Warning, std::nullopt, false), "[warning] ");
    EXPECT_EQ(log_prefix(LogLevel::Error, std::nullopt, false), "[error] ");
    EXPECT_EQ(log_prefix(LogLevel::Debug, Category::Net, false), "[net] ");
    EXPECT_EQ(log_prefix(LogLevel::Trace, Category::Net, false), "[net:trace] ");
    EXPECT_EQ(log_prefix(LogLevel::Info, Category::Net, false), "[net:info] ");
    EXPECT_EQ(log_prefix(LogLevel::Debug, Category::Net, true), "[net:debug] ");
    EXPECT_EQ(log_prefix(LogLevel::Info, std::nullopt, true), "[all:info] ");
}

TEST(LogRateLimiter, LastAllowedAndFirstDropped) {
    LogRateLimiter limiter;
    const int first = 0, second = 0;
    using Verdict = LogRateLimiter::Verdict;
    const int64_t start = LogRateLimiter::kWindowUs;
    EXPECT_EQ(limiter.count(&first, LogRateLimiter::kBytesPerWindow, start), Verdict::Write);
    EXPECT_EQ(limiter.count(&first, 1, start), Verdict::WriteLast);
    EXPECT_EQ(limiter.count(&first, 1, start + LogRateLimiter::kWindowUs - 1), Verdict::Drop);
    EXPECT_EQ(limiter.count(&second, 1, start), Verdict::Write);
    EXPECT_EQ(limiter.take_dropped(), 0u);
    EXPECT_EQ(limiter.count(&first, 1, start + LogRateLimiter::kWindowUs), Verdict::Write);
    EXPECT_EQ(limiter.take_dropped(), 1u);
    EXPECT_EQ(limiter.take_dropped(), 0u);
}

TEST(ShrinkLogFile, KeepsTheEndOfALargeOne) {
    TestDirectory directory;
    FileSystem& files = real_file_system();
    const std::string path = directory / "debug.log";
    EXPECT_TRUE(shrink_log_file(files, path));
    base::Bytes large(11'000'000, 'a');
    large.back() = 'z';
    ASSERT_TRUE(write_atomically(files, path, large));
    ASSERT_TRUE(shrink_log_file(files, path));
    EXPECT_EQ(files.file_size(path).value_or(0), 11'000'000u);
    large.push_back('!');
    ASSERT_TRUE(write_atomically(files, path, large));
    ASSERT_TRUE(shrink_log_file(files, path));
    const auto kept = read_whole(files, path, 1 << 24);
    ASSERT_EQ(kept->size(), 10'000'000u);
    EXPECT_TRUE(base::as_text(*kept).ends_with("z!"));
}

}  // namespace
}  // namespace quanta::sys
