// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/process_usage.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <vector>

#include "sys/thread.h"

namespace quanta::sys {
namespace {

TEST(ProcessUsage, CountsDescriptorsAndThreads) {
    const ProcessUsage before = process_usage();
    if (!before.open_descriptors || !before.threads) GTEST_SKIP() << "this system does not tell";
    EXPECT_GE(*before.open_descriptors, 3u);
    ASSERT_TRUE(before.max_descriptors);
    EXPECT_GT(*before.max_descriptors, *before.open_descriptors);
    const int descriptor = ::open("/dev/null", O_RDONLY);
    ASSERT_GE(descriptor, 0);
    std::promise<void> end;
    {
        const Thread thread("waits", [&] { end.get_future().wait(); });
        const ProcessUsage now = process_usage();
        EXPECT_EQ(*now.open_descriptors, *before.open_descriptors + 1);
        EXPECT_EQ(*now.threads, *before.threads + 1);
        end.set_value();
    }
    ::close(descriptor);
    EXPECT_EQ(*process_usage().open_descriptors, *before.open_descriptors);
}

TEST(ProcessUsage, MemoryAndTimeGrow) {
    const ProcessUsage before = process_usage();
    constexpr size_t kSize = 64 << 20;
    const std::vector<char> memory(kSize, 1);
    const ProcessUsage after = process_usage();
    EXPECT_GT(after.cpu_s, before.cpu_s);
    if (!before.resident_bytes) GTEST_SKIP() << "this system does not tell its memory";
    EXPECT_GT(*after.resident_bytes, *before.resident_bytes + kSize / 2);
    EXPECT_GE(*after.virtual_bytes, *after.resident_bytes);
    EXPECT_EQ(memory[kSize / 2], 1);
}

TEST(ProcessUsage, FreedMemoryCanGo) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
    GTEST_SKIP() << "another allocator";
#else
    // Pieces that the allocator keeps, as the last of them is still in use.
    constexpr size_t kSize = 64 * 1024;
    std::vector<std::vector<char> > pieces(1024, std::vector<char>(kSize, 1));
    pieces.erase(pieces.begin(), pieces.end() - 1);
    return_free_memory();
    const auto after = process_usage().resident_bytes;
    if (!after) GTEST_SKIP() << "this system does not tell its memory";
    std::vector<std::vector<char> > again(1024, std::vector<char>(kSize, 1));
    EXPECT_GT(*process_usage().resident_bytes, *after + 900 * kSize);
    EXPECT_EQ(pieces[0][0], again[0][0]);
#endif
}

TEST(ProcessUsage, ThreadsKeepLittle) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
    GTEST_SKIP() << "another allocator";
#else
    limit_kept_memory();
    const auto before = process_usage().resident_bytes;
    if (!before) GTEST_SKIP() << "this system does not tell its memory";
    std::promise<void> freed;
    std::promise<void> end;
    const Thread thread("frees", [&] {
        std::vector<std::vector<char> > pieces(1000, std::vector<char>(32 * 1024, 1));
        pieces = {};
        freed.set_value();
        end.get_future().wait();
    });
    freed.get_future().wait();
    EXPECT_LT(*process_usage().resident_bytes, *before + (8 << 20));
    end.set_value();
#endif
}

}  // namespace
}  // namespace quanta::sys
