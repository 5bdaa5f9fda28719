// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/secret_memory.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace quanta::sys {
namespace {

constexpr size_t kArena = 256 * 1024;
/// Sanitizers put a mlock() in the place of the system's that locks nothing and says it did.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLocks = false;
#else
constexpr bool kLocks = true;
#endif

TEST(SecretMemory, PiecesAreAlignedApartAndCounted) {
    const SecretMemoryFigures before = secret_memory_figures();
    {
        SecretBytes one(1, 0x11);
        SecretBytes sixteen(16, 0x22);
        SecretBytes more(17, 0x33);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(one.data()) % 16, 0u);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(more.data()) % 16, 0u);
        const SecretMemoryFigures now = secret_memory_figures();
        EXPECT_EQ(now.used, before.used + 16 + 16 + 32);
        EXPECT_EQ(now.pieces_used, before.pieces_used + 3);
        EXPECT_EQ(now.used + now.free, now.total);
        EXPECT_GE(now.pieces_free, 1u);
        EXPECT_LE(now.locked, now.total);
        // Small secrets share pages.
        EXPECT_LT(std::abs(one.data() - more.data()), 4096);
    }
    EXPECT_EQ(secret_memory_figures().used, before.used);
    EXPECT_EQ(secret_memory_figures().pieces_used, before.pieces_used);
}

TEST(SecretMemory, IsOverwrittenWhenGivenBack) {
    const SecretBytes neighbour(64);  // keeps the arena
    SecretBytes secret = secret_copy("correct horse battery staple");
    const uint8_t* place = secret.data();
    const size_t size = secret.size();
    EXPECT_EQ(base::as_text(secret), "correct horse battery staple");
    wipe(secret);
    EXPECT_TRUE(secret.empty());
    EXPECT_EQ(secret.capacity(), 0u);
    for (size_t i = 0; i < size; ++i)
        EXPECT_EQ(place[i], 0) << i;
}

TEST(SecretMemory, GrowingLeavesNothingBehind) {
    SecretBytes secret(16, 0xaa);
    const SecretBytes wall(16);  // so that it has to move
    const uint8_t* place = secret.data();
    secret.insert(secret.end(), 1000, 0xbb);
    ASSERT_NE(secret.data(), place);
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(place[i], 0);
}

TEST(SecretMemory, FreePiecesAreJoinedAndUsedAgain) {
    const SecretBytes keep(16);
    const size_t pieces = secret_memory_figures().pieces_free;
    const size_t total = secret_memory_figures().total;
    std::vector<SecretBytes> many;
    for (size_t i = 0; i < 1000; ++i)
        many.emplace_back(1 + i % 100, 1);
    // Every second one, then the rest from the end: both ways of joining.
    for (size_t i = 0; i < many.size(); i += 2)
        wipe(many[i]);
    EXPECT_GT(secret_memory_figures().pieces_free, pieces);
    while (!many.empty())
        many.pop_back();
    EXPECT_EQ(secret_memory_figures().pieces_free, pieces);
    EXPECT_EQ(secret_memory_figures().total, total);
}

TEST(SecretMemory, MoreArenasComeAndGo) {
    const SecretBytes keep(16);
    const size_t total = secret_memory_figures().total;
    {
        const SecretBytes whole(kArena);
        EXPECT_EQ(secret_memory_figures().total, total + kArena);
        const SecretBytes large(kArena + 1);
        EXPECT_EQ(secret_memory_figures().total, total + kArena + kArena + 4096);
    }
    EXPECT_EQ(secret_memory_figures().total, total);
}

TEST(SecretMemory, RefusesWhatNoSecretIs) {
    EXPECT_THROW(allocate_secret((size_t{1} << 30) + 1), std::bad_alloc);
    EXPECT_THROW(SecretAllocator<uint64_t>().allocate(SIZE_MAX / 4), std::bad_alloc);
}

TEST(SecretMemory, GivingBackTheWrongSizeOrTwiceAborts) {
    void* piece = allocate_secret(32);
    EXPECT_DEATH(free_secret(piece, 64), "check failed");
    free_secret(piece, 32);
    EXPECT_DEATH(free_secret(piece, 32), "check failed");
}

TEST(SecretMemory, ManyThreads) {
    const size_t used = secret_memory_figures().used;
    std::vector<std::thread> threads;
    for (uint8_t number = 1; number <= 4; ++number) {
        threads.emplace_back([number] {
            for (size_t i = 0; i < 2000; ++i) {
                const SecretBytes bytes(1 + i % 300, number);
                for (const uint8_t byte : bytes)
                    ASSERT_EQ(byte, number);
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(secret_memory_figures().used, used);
}

#if defined(__linux__)

/// The flags that the kernel shows for the mapping that holds `address`.
std::string flags_of(const void* address) {
    std::ifstream maps("/proc/self/smaps");
    const auto wanted = reinterpret_cast<uintptr_t>(address);
    bool inside = false;
    for (std::string line; std::getline(maps, line);) {
        unsigned long begin = 0;
        unsigned long end = 0;
        if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
            inside = begin <= wanted && wanted < end;
        if (inside && line.starts_with("VmFlags:")) return line + " ";
    }
    return "";
}

TEST(SecretMemory, IsLockedAndKeptOutOfDumps) {
    const SecretBytes secret(32, 1);
    const std::string flags = flags_of(secret.data());
    if (flags.empty()) GTEST_SKIP() << "this system shows no flags of mappings in /proc/self/smaps";
    EXPECT_NE(flags.find(" dd "), std::string::npos) << flags;
    if (!kLocks || secret_memory_figures().locked == 0)
        GTEST_SKIP() << "this system does not let us lock memory";
    EXPECT_NE(flags.find(" lo "), std::string::npos) << flags;
    EXPECT_EQ(secret_memory_figures().locked, secret_memory_figures().total);
}

TEST(SecretMemory, HasPagesAroundItThatNobodyMayTouch) {
    SecretBytes whole(kArena, 1);
    volatile uint8_t* data = whole.data();
    EXPECT_DEATH(data[kArena] = 1, "");
    EXPECT_DEATH(data[-1] = 1, "");
}

/// 0 when with room for `limit` locked bytes a large secret works and is counted as far as it is locked.
int try_with_limit(size_t limit) {
    const rlimit small{limit, limit};
    if (::setrlimit(RLIMIT_MEMLOCK, &small) != 0) return 1;
    // Whoever may lock anything is not held by the limit.
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
    const size_t locked = secret_memory_figures().locked;
    const SecretBytes large(kArena, 1);
    if (secret_memory_figures().locked - locked > limit) return 3;
    return large[kArena - 1] == 1 ? 0 : 4;
}

TEST(SecretMemory, CountsWhatCouldNotBeLocked) {
    if (!kLocks) GTEST_SKIP() << "sanitizers lock nothing";
    EXPECT_EXIT(::_exit(try_with_limit(0)), ::testing::ExitedWithCode(0), "");
    EXPECT_EXIT(::_exit(try_with_limit(8192)), ::testing::ExitedWithCode(0), "");
}

#endif

}  // namespace
}  // namespace quanta::sys
