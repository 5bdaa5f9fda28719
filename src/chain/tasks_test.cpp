// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/tasks.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

#include "chain/log_lines.h"

namespace quanta::chain {
namespace {

class TasksTest : public ::testing::Test {
protected:
    /// Lets `seconds` pass, `per_s` of the work being done in each.
    void go_on(Task& task, int seconds, uint64_t per_s) {
        for (int i = 0; i < seconds; ++i) {
            m_clock.advance_s(1);
            task.add(per_s);
        }
    }
    TaskStatus only() const {
        const auto all = m_tasks.list();
        EXPECT_EQ(all.size(), 1u);
        return all.empty() ? TaskStatus() : all[0];
    }
    std::optional<double> left() const { return only().left_s; }

    sys::FakeClock m_clock;
    Tasks m_tasks{m_clock};
};

TEST_F(TasksTest, ListedWhileTheyLast) {
    EXPECT_TRUE(m_tasks.list().empty());
    auto first = std::make_unique<Task>(m_tasks, "one", "blocks", 10);
    {
        const Task second(m_tasks, "two", "coins", 0);
        const auto all = m_tasks.list();
        ASSERT_EQ(all.size(), 2u);
        EXPECT_EQ(all[0].name, "one");
        EXPECT_EQ(all[0].unit, "blocks");
        EXPECT_EQ(all[0].total, 10u);
        EXPECT_EQ(all[1].name, "two");
    }
    EXPECT_EQ(only().name, "one");
    first.reset();
    EXPECT_TRUE(m_tasks.list().empty());
}

TEST_F(TasksTest, SteadyWork) {
    Task task(m_tasks, "work", "bytes", 1000);
    EXPECT_EQ(left(), std::nullopt);
    EXPECT_EQ(only().part(), 0.0);
    go_on(task, 1, 10);
    EXPECT_EQ(left(), std::nullopt) << "a second says nothing yet";
    go_on(task, 1, 10);
    EXPECT_DOUBLE_EQ(left().value(), 98);
    EXPECT_DOUBLE_EQ(only().elapsed_s, 2);
    go_on(task, 58, 10);
    EXPECT_DOUBLE_EQ(left().value(), 40);
    EXPECT_DOUBLE_EQ(only().part().value(), 0.6);
    EXPECT_EQ(only().text(), "60.0%, about 40 s left");
    EXPECT_EQ(only().brief(), "60% (about 40 s left)");
}

TEST_F(TasksTest, RateIsThatOfTheLastHalfMinute) {
    Task task(m_tasks, "work", "bytes", 100'000);
    go_on(task, 600, 100);
    EXPECT_DOUBLE_EQ(left().value(), 400);
    go_on(task, 15, 10);
    EXPECT_DOUBLE_EQ(left().value(), (40'000 - 150) / 55.0) << "half of the window is slow";
    go_on(task, 15, 10);
    EXPECT_DOUBLE_EQ(left().value(), (40'000 - 300) / 10.0) << "all of it is";
    go_on(task, 30, 1000);
    EXPECT_DOUBLE_EQ(left().value(), (40'000 - 300 - 30'000) / 1000.0);
}

TEST_F(TasksTest, StalledWorkPromisesNothing) {
    Task task(m_tasks, "work", "bytes", 1000);
    go_on(task, 40, 10);
    EXPECT_DOUBLE_EQ(left().value(), 60);
    m_clock.advance_s(15);
    EXPECT_DOUBLE_EQ(left().value(), 120) << "half of what was done in the window, over all of it";
    m_clock.advance_s(14);
    EXPECT_GT(left().value(), 1000);
    m_clock.advance_s(1);
    EXPECT_EQ(left(), std::nullopt);
    EXPECT_EQ(only().text(), "40.0%");
    go_on(task, 1, 10);
    EXPECT_TRUE(left().has_value()) << "it goes on";
}

TEST_F(TasksTest, WithoutATotal) {
    Task task(m_tasks, "work", "blocks", 0);
    go_on(task, 20, 3);
    EXPECT_EQ(left(), std::nullopt);
    EXPECT_EQ(only().part(), std::nullopt);
    EXPECT_EQ(only().text(), "60 blocks");
    EXPECT_EQ(only().brief(), "");
    task.set_total(120);
    EXPECT_DOUBLE_EQ(left().value(), 20);
}

TEST_F(TasksTest, NothingLeft) {
    Task task(m_tasks, "work", "blocks", 100);
    go_on(task, 5, 20);
    EXPECT_DOUBLE_EQ(left().value(), 0);
    EXPECT_EQ(only().text(), "100.0%, about 0 s left");
    task.add(7);
    EXPECT_EQ(only().done, 100u) << "never more than all";
    EXPECT_DOUBLE_EQ(only().part().value(), 1);
}

TEST_F(TasksTest, PercentIsRoundedDown) {
    Task task(m_tasks, "work", "bytes", 100'000);
    task.at(99'999);
    EXPECT_EQ(only().text(), "99.9%");
    EXPECT_EQ(only().brief(), "99%");
    task.at(43'100);
    EXPECT_EQ(only().text(), "43.1%");
}

TEST_F(TasksTest, LogsEveryTenSeconds) {
    const LogLines lines;
    Task task(m_tasks, "importing x.dat", "bytes", 1000);
    for (int i = 0; i < 9'999; ++i) {
        m_clock.advance_us(1000);
        task.at(1);
    }
    EXPECT_TRUE(lines.all().empty());
    m_clock.advance_us(1000);
    task.at(100);
    ASSERT_EQ(lines.all().size(), 1u);
    EXPECT_EQ(lines.all()[0], "importing x.dat: 10.0%, about 2 min left");
    go_on(task, 9, 10);
    EXPECT_EQ(lines.all().size(), 1u);
    go_on(task, 1, 10);
    ASSERT_EQ(lines.all().size(), 2u);
    EXPECT_EQ(lines.all()[1], "importing x.dat: 20.0%, about 80 s left");
}

TEST_F(TasksTest, ManyThreads) {
    Task task(m_tasks, "work", "coins", 40'000);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) {
                task.add(1);
                m_clock.advance_us(500);
                const bool look = n % 1000 == 0;
                if (look && m_tasks.list().size() != 1) ADD_FAILURE() << "not listed";
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(only().done, 40'000u);
}

}  // namespace
}  // namespace quanta::chain
