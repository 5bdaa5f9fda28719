// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "net/environment.h"
#include "node/node.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/mutex.h"
#include "testing/chain_builder.h"
#include "testing/temp_dir.h"

namespace quanta::node {

/// Commands that would have run, from any thread.
class Commands {
public:
    CommandHooks hooks() {
        const auto note = [this](const std::string& command) {
            sys::MutexLock lock(m_mutex);
            m_commands.push_back(command);
        };
        return {note, note};
    }
    std::vector<std::string> all() const {
        sys::MutexLock lock(m_mutex);
        return m_commands;
    }

private:
    mutable sys::Mutex m_mutex;
    std::vector<std::string> m_commands QUANTA_GUARDED_BY(m_mutex);
};

/// What was heard last, for a test that waits for it. Any thread.
template <typename T>
class Heard {
public:
    void hear(const T& value) {
        sys::MutexLock lock(m_mutex);
        m_all.push_back(value);
        m_changed.notify_all();
    }
    size_t count() const {
        sys::MutexLock lock(m_mutex);
        return m_all.size();
    }
    /// Waits until something for which `wanted` holds has been heard, and gives the first of that.
    template <typename Predicate>
    T wait_for(Predicate wanted) const {
        sys::MutexLock lock(m_mutex);
        for (size_t i = 0;; ++i) {
            while (i == m_all.size())
                m_changed.wait(m_mutex);
            if (wanted(m_all[i])) return m_all[i];
        }
    }

private:
    mutable sys::Mutex m_mutex;
    mutable sys::CondVar m_changed;
    std::vector<T> m_all QUANTA_GUARDED_BY(m_mutex);
};

/// Keeps what is posted until the test runs it.
class HeldTasks final : public net::Scheduler {
public:
    void post(std::function<void()> task) override { m_tasks.hear(std::move(task)); }
    /// Of these the last is kept, too; its time does not come by itself.
    std::unique_ptr<Job> after(std::chrono::milliseconds delay, std::function<void()> callback) override {
        m_delay = delay;
        m_later = std::move(callback);
        return nullptr;
    }
    std::chrono::milliseconds delay() const { return m_delay; }
    void run_later() { std::exchange(m_later, nullptr)(); }

    /// Waits for the next task and runs it.
    void run_one() {
        size_t at = 0;
        m_tasks.wait_for([&](const auto&) { return at++ == m_run; })();
        ++m_run;
    }
    /// Posted and not yet run.
    size_t waiting() const { return m_tasks.count() - m_run; }

private:
    Heard<std::function<void()>> m_tasks;
    size_t m_run = 0;
    std::chrono::milliseconds m_delay{0};
    std::function<void()> m_later;
};

/// A node on regtest in a directory of its own.
class NodeFixture : public ::testing::Test {
protected:
    explicit NodeFixture(params::ChainParams params = testing::ChainBuilder::regtest())
        : m_builder(std::move(params)) {}

    NodeOptions options() const {
        NodeOptions options;
        options.chain.data_directory = m_directory.path();
        options.chain.blocks_directory = m_directory / "blocks";
        options.chain.cache_bytes = 32 << 20;
        options.chain.script_threads = 2;
        options.chain.max_tip_age_s = int64_t{100} * 365 * 24 * 3600;
        options.notify = {"block %s", "start", "stop", ""};
        return options;
    }
    std::unique_ptr<Node> make(NodeOptions options) {
        return std::make_unique<Node>(std::move(options), m_builder.params(),
                                      NodeServices{sys::real_file_system(), m_clock, m_commands.hooks()});
    }
    /// Makes and starts the node of the test.
    void start(NodeOptions options) {
        m_node = make(std::move(options));
        const auto started = m_node->start([](const std::string&) {});
        ASSERT_TRUE(started) << started.error();
    }
    void start() { start(options()); }
    /// Mines `count` blocks and hands them to the node.
    void grow(int count) {
        const size_t before = m_builder.blocks().size();
        m_builder.mine_empty(count);
        for (size_t i = before; i < m_builder.blocks().size(); ++i)
            ASSERT_TRUE(m_node->chain().submit_and_wait(m_builder.blocks()[i]));
    }
    chain::Chain& chain() { return m_node->chain(); }
    const chain::HeaderNode& tip() { return *m_node->chain().snapshot()->tip; }

    testing::TempDir m_directory{"node"};
    testing::ChainBuilder m_builder;
    Commands m_commands;
    sys::MockableClock m_clock;
    std::unique_ptr<Node> m_node;
};

}  // namespace quanta::node
