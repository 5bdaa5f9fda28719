// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/thread.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <atomic>
#include <future>
#include <set>
#include <string>

#include "sys/bounded_queue.h"
#include "sys/clock.h"
#include "sys/mutex.h"
#include "sys/random.h"

namespace quanta::sys {
namespace {

using namespace std::chrono_literals;

TEST(Thread, HasItsName) {
    std::string own, kernel;
    Thread("a name that is long", [&] {
        char name[32];
        ::pthread_getname_np(::pthread_self(), name, sizeof name);
        own = thread_name();
        kernel = name;
    });
    EXPECT_EQ(own, "a name that is long");
    EXPECT_EQ(kernel, "a name that is ");
    EXPECT_GE(cpu_count(), 1);
}

TEST(Thread, AssignmentJoinsTheOldOne) {
    std::atomic<int> finished{0};
    Thread thread("first", [&] { ++finished; });
    thread = Thread("second", [] {});
    EXPECT_EQ(finished, 1);
    thread.join();
    EXPECT_FALSE(thread.joinable());
    thread.join();
}

TEST(WorkerPool, RunsEverythingBeforeDrainReturns) {
    std::atomic<int> sum{0};
    WorkerPool pool("pool", 3, 2);
    for (int i = 1; i <= 100; ++i) EXPECT_TRUE(pool.post([&, i] { sum += i; }));
    pool.drain();
    EXPECT_EQ(sum, 5050);
    EXPECT_EQ(pool.thread_count(), 3);
}

TEST(WorkerPool, StopRunsWhatIsQueuedAndRefusesMore) {
    std::atomic<int> ran{0};
    WorkerPool pool("pool", 1, 10);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(pool.post([&] { ++ran; }));
    pool.stop();
    EXPECT_EQ(ran, 5);
    EXPECT_FALSE(pool.post([&] { ++ran; }));
    EXPECT_FALSE(pool.try_post([&] { ++ran; }));
    pool.drain();
    pool.stop();
    EXPECT_EQ(ran, 5);
}

TEST(WorkerPool, TryPostSaysWhenFull) {
    std::promise<void> running, go_on;
    WorkerPool pool("pool", 1, 1);
    EXPECT_TRUE(pool.post([&] {
        running.set_value();
        go_on.get_future().wait();
    }));
    running.get_future().wait();
    EXPECT_TRUE(pool.try_post([] {}));
    EXPECT_FALSE(pool.try_post([] {}));
    go_on.set_value();
    pool.drain();
    EXPECT_TRUE(pool.try_post([] {}));
}

TEST(BoundedQueue, KeepsOrderAndItsBound) {
    BoundedQueue<int> queue(3);
    std::vector<int> got;
    {
        Thread consumer("consumer", [&] {
            while (const auto item = queue.pop()) got.push_back(*item);
        });
        for (int i = 0; i < 1000; ++i) {
            EXPECT_TRUE(queue.push(i));
            EXPECT_LE(queue.size(), 3u);
        }
        queue.close();
    }
    ASSERT_EQ(got.size(), 1000u);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(got[static_cast<size_t>(i)], i);
}

TEST(BoundedQueue, FullAndClosed) {
    BoundedQueue<int> queue(1);
    int item = 5;
    EXPECT_FALSE(queue.try_pop());
    EXPECT_TRUE(queue.try_push(item));
    EXPECT_FALSE(queue.try_push(item));
    std::future<bool> blocked = std::async(std::launch::async, [&] { return queue.push(6); });
    queue.close();
    EXPECT_FALSE(blocked.get());
    EXPECT_TRUE(queue.closed());
    EXPECT_FALSE(queue.try_push(item));
    EXPECT_EQ(queue.pop(), 5);
    EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(CondVar, WaitsForAChangeAndForTime) {
    Mutex mutex;
    CondVar changed;
    bool ready = false;
    Thread thread("setter", [&] {
        MutexLock lock(mutex);
        ready = true;
        changed.notify_all();
    });
    {
        MutexLock lock(mutex);
        while (!ready) changed.wait(mutex);
        EXPECT_FALSE(changed.wait_for(mutex, 1ms));
    }
    EXPECT_TRUE(ready);
}

TEST(MutexLock, CanBeGivenBackEarly) {
    Mutex mutex;
    MutexLock lock(mutex);
    std::future<bool> other = std::async(std::launch::async, [&] {
        if (!mutex.try_lock()) return false;
        mutex.unlock();
        return true;
    });
    EXPECT_FALSE(other.get());
    lock.unlock();
    EXPECT_TRUE(mutex.try_lock());
    mutex.unlock();
    lock.lock();
}

TEST(SharedMutex, ReadersShareWritersDoNot) {
    SharedMutex mutex;
    int value = 0;
    {
        ReadLock first(mutex);
        std::async(std::launch::async, [&] { ReadLock second(mutex); }).get();
    }
    std::vector<Thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back("writer", [&] {
            for (int round = 0; round < 1000; ++round) {
                WriteLock lock(mutex);
                ++value;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(value, 4000);
}

TEST(Clock, FakeStandsStillUntilMoved) {
    FakeClock clock(100);
    EXPECT_EQ(clock.system_time_s(), 100);
    clock.advance_s(5);
    EXPECT_EQ(clock.system_time_ms(), 105'000);
    EXPECT_EQ(clock.steady_us(), 5'000'000);
    clock.set_system_time_s(50);
    EXPECT_EQ(clock.system_time_us(), 50'000'000);
    EXPECT_EQ(clock.steady_us(), 5'000'000);
}

TEST(Clock, MachineAndMocked) {
    const int64_t year_2020 = 1'577'836'800;
    EXPECT_GT(system_clock().system_time_s(), year_2020);
    const int64_t earlier = system_clock().steady_us();
    EXPECT_GE(system_clock().steady_us(), earlier);
    MockableClock clock;
    EXPECT_GT(clock.system_time_s(), year_2020);
    clock.set_mock_time_s(7);
    EXPECT_EQ(clock.mock_time_s(), 7);
    EXPECT_EQ(clock.system_time_us(), 7'000'000);
    EXPECT_GE(clock.steady_us(), earlier);
    clock.set_mock_time_s(0);
    EXPECT_GT(clock.system_time_s(), year_2020);
}

TEST(Random, FakeRepeatsItself) {
    FakeRandom first(1), second(1), other(2);
    const auto bytes = first.bytes<33>();
    EXPECT_EQ(second.bytes<33>(), bytes);
    EXPECT_NE(other.bytes<33>(), bytes);
    EXPECT_NE(first.u64(), first.u64());
}

TEST(Random, BelowStaysBelowAndReachesAll) {
    FakeRandom random(3);
    std::set<uint64_t> seen;
    for (int i = 0; i < 200; ++i) seen.insert(random.below(5));
    EXPECT_EQ(seen, (std::set<uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_EQ(random.below(1), 0u);
    EXPECT_LT(random.below(UINT64_MAX), UINT64_MAX);
}

TEST(Random, KernelGivesDifferentBytes) {
    EXPECT_NE(os_random().bytes<32>(), os_random().bytes<32>());
    std::vector<uint8_t> large(1000);
    os_random().fill(large);
    EXPECT_GT(std::set<uint8_t>(large.begin(), large.end()).size(), 100u);
}

}  // namespace
}  // namespace quanta::sys
