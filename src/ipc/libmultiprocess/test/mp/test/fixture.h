// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>
#include <mp/loop-thread.h>
#include <mp/proxy-io.h>
#include <mp/test/shop.capnp.proxy.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mp::test {

class Corner final : public Clerk {
public:
    /// `alive`, if any, counts them.
    explicit Corner(int grade, std::atomic<int>* alive = nullptr, std::function<void()> at_end = {})
        : m_grade(grade), m_alive(alive), m_at_end(std::move(at_end)) {
        if (m_alive) ++*m_alive;
    }
    ~Corner() override {
        if (m_at_end) m_at_end();
        if (m_alive) --*m_alive;
    }
    Corner(const Corner&) = delete;
    Corner& operator=(const Corner&) = delete;
    int answer(int question) override { return question + m_grade; }
    int grade() override { return m_grade; }

private:
    const int m_grade;
    std::atomic<int>* const m_alive;
    const std::function<void()> m_at_end;
};

/// Something that happens once and can be waited for.
class Event {
public:
    void set() {
        const std::lock_guard lock(m_mutex);
        m_set = true;
        m_changed.notify_all();
    }
    /// False: it did not happen within half a minute.
    bool wait() {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return m_set; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_set = false;
};

/// The object served: does what it is told, and blocks when it is told to.
class Counter final : public Shop {
public:
    /// The clerk of this grade comes when he is released.
    static constexpr int kLateGrade = 99;

    int add(int a, int b) override { return a + b; }
    int add_on_thread(int a, int b) override { return a + b; }
    void divide(int a, int b, int& quotient, int& rest) override {
        quotient = a / b;
        rest = a % b;
    }
    void increase(int& value, int by) override { value += by; }
    bool find(const std::string& name, int* place) override {
        if (place) *place = static_cast<int>(name.size());
        wanted = place != nullptr;
        return !name.empty();
    }
    void fail(const std::string& how) override {
        if (how == "refusal") throw Refusal{7, "no"};
        if (how == "exception") throw std::runtime_error("bad");
    }
    void crash(const std::string& what) override {
        if (what == "number") throw 5;
        throw std::runtime_error(what);
    }
    int ask(Customer& customer, int depth) override { return customer.answer(depth); }
    void keep(std::shared_ptr<Customer> customer) override { m_kept = std::move(customer); }
    int askKept(int question) override { return m_kept->answer(question); }
    std::unique_ptr<Clerk> clerk(int grade) override {
        if (grade < 0) return nullptr;
        if (grade == kLateGrade) {
            blocked.set();
            released.wait();
        }
        return std::make_unique<Corner>(grade, &clerks, at_end_of_clerk);
    }
    int apply(std::function<int(int)> function, int value) override {
        return function ? function(value) : -1;
    }
    Basket basket(const Basket& basket) override { return basket; }
    std::vector<unsigned char> bytes(const std::vector<unsigned char>& data) override { return data; }
    void block() override {
        const OnCancel early([this] { given_up.set(); });
        blocked.set();
        released.wait();
        const OnCancel late([this] { ++given_up_before; });
        ++finished;
    }
    std::unique_ptr<Basket> perhaps(std::optional<int> number) override {
        if (!number) return nullptr;
        auto basket = std::make_unique<Basket>();
        basket->limit = number;
        return basket;
    }

    std::atomic<int> clerks{0};
    std::function<void()> at_end_of_clerk;  ///< of those made afterwards
    std::atomic<int> finished{0};
    std::atomic<bool> wanted{false};
    std::atomic<int> given_up_before{0};
    Event blocked;
    Event released;
    Event given_up;

private:
    std::shared_ptr<Customer> m_kept;
};

/// The lines that a loop has logged.
class Lines {
public:
    void add(const LogMessage& message) {
        const std::lock_guard lock(m_mutex);
        m_lines.push_back(message.message);
        m_changed.notify_all();
    }
    /// Waits for a line with `part` in it; false: there was none within half a minute.
    bool wait_for(const std::string& part) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return contains(part); });
    }

    size_t count(const std::string& part) {
        const std::lock_guard lock(m_mutex);
        return static_cast<size_t>(
            std::count_if(m_lines.begin(), m_lines.end(),
                          [&](const std::string& line) { return line.find(part) != std::string::npos; }));
    }

private:
    bool contains(const std::string& part) const {
        for (const std::string& line : m_lines) {
            if (line.find(part) != std::string::npos) return true;
        }
        return false;
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_lines;
};

/// An event loop in a thread of its own, whose log is kept.
class LoggedLoop : public LoopThread {
public:
    explicit LoggedLoop(const char* name) : LoggedLoop(name, std::make_shared<Lines>()) {}
    /// Ends the connections that there are, from this side.
    void disconnect() {
        get().sync([this] {
            while (!get().m_connections.empty())
                delete get().m_connections.front();
        });
    }

private:
    LoggedLoop(const char* name, const std::shared_ptr<Lines>& to)
        : LoopThread(name, LogOptions{[to](LogMessage message) { to->add(message); }}), m_lines(to) {}
    const std::shared_ptr<Lines> m_lines;

public:
    Lines& lines = *m_lines;
};

/// A shop in one loop and its client in another, with a socket pair between them.
class ShopTest : public ::testing::Test {
protected:
    ShopTest() {
        const auto [ours, theirs] = SocketPair();
        ServeStream<messages::Shop>(server.get(), theirs, shop);
        client = ConnectStream<messages::Shop>(loop.get(), ours);
    }
    Counter shop;
    LoggedLoop server{"server"};
    LoggedLoop loop{"client"};
    std::unique_ptr<ProxyClient<messages::Shop>> client;
};

/// What a call fails with; "" when it does not.
template <typename Call>
std::string failure_of(Call&& call) {
    try {
        call();
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

}  // namespace mp::test
