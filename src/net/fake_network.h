// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "net/environment.h"
#include "sys/clock.h"
#include "sys/random.h"

/// @file
/// A network within one thread for tests and the simulator: hosts with sockets, links with latency,
/// bandwidth and breakdowns, and a clock that moves only as events do. The same seed gives the same run.

namespace quanta::net {

/// Callbacks in the order of a fake clock. One thread.
class FakeScheduler final : public Scheduler {
public:
    explicit FakeScheduler(sys::FakeClock& clock) : m_clock(clock) {}

    void post(std::function<void()> task) override;
    std::unique_ptr<Job> after(std::chrono::milliseconds delay, std::function<void()> callback) override;
    /// Drops all events.
    void clear();
    /// Calls `callback` after `delay_us`; nothing cancels it.
    void call_after_us(int64_t delay_us, std::function<void()> callback);

    /// Moves the clock to the next event and runs it. False when there is none until `until_us` (steady).
    bool run_one(int64_t until_us);
    /// Runs all events of the next `time`; the clock has moved by that much then.
    void run_for(std::chrono::milliseconds time);
    /// Runs events until `done` says so; false when `limit` passes before.
    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit);
    /// Events to come.
    size_t pending() const { return m_events.size(); }
    /// Events run so far.
    uint64_t events_run() const { return m_events_run; }

private:
    struct Event {
        int64_t at_us;
        uint64_t order;
        std::shared_ptr<std::function<void()>> callback;
        bool operator>(const Event& other) const {
            return at_us != other.at_us ? at_us > other.at_us : order > other.order;
        }
    };

    void push(int64_t delay_us, std::shared_ptr<std::function<void()>> callback);

    sys::FakeClock& m_clock;
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_events;
    uint64_t m_next_order = 0;
    uint64_t m_events_run = 0;
};

/// What lies between two hosts.
struct FakeLink {
    std::chrono::microseconds latency{20'000};  ///< one way
    uint64_t bytes_per_s = 0;                   ///< each way and connection; 0: no limit
};

/// How a host answers to those who connect.
enum class FakeHostMode : uint8_t {
    Normal,   ///< refuses where nobody listens
    Silent,   ///< connecting to it takes until the time-out
    Refuses,  ///< even where somebody listens
};

class FakeHost;

/// Hosts and what is between them. One thread; outlives all that uses its hosts.
class FakeNetwork {
public:
    explicit FakeNetwork(uint64_t seed, int64_t start_time_s = 1'700'000'000);
    ~FakeNetwork();
    FakeNetwork(const FakeNetwork&) = delete;
    FakeNetwork& operator=(const FakeNetwork&) = delete;

    /// A host with the numeric `addresses`, which nobody else has.
    FakeHost& add_host(std::vector<std::string> addresses);
    /// What looking up `name` gives, anywhere.
    void set_name(const std::string& name, std::vector<std::string> addresses);

    /// Of all links without one of their own.
    void set_default_link(const FakeLink& link) { m_default_link = link; }
    /// Between two hosts, both ways; for data sent from now on.
    void set_link(const FakeHost& a, const FakeHost& b, const FakeLink& link);
    const FakeLink& link(const FakeHost& a, const FakeHost& b) const;
    /// Nothing passes between hosts of different sides from now on, not even the end of a connection; hosts
    /// that are not named are on side 0. An empty map heals it, and what was held back arrives.
    void set_partition(std::map<const FakeHost*, int> sides);
    bool separated(const FakeHost& a, const FakeHost& b) const;
    /// Breaks all connections between two hosts: both ends see a reset.
    void break_connections(const FakeHost& a, const FakeHost& b);

    sys::FakeClock& clock() { return m_clock; }
    FakeScheduler& scheduler() { return m_scheduler; }
    sys::FakeRandom& random() { return m_random; }
    uint64_t seed() const { return m_seed; }

private:
    friend class FakeHost;
    friend class FakeStream;
    struct Streams;
    /// Something under way between two hosts.
    struct Held {
        const FakeHost* from;
        const FakeHost* to;
        std::function<void()> arrival;
    };

    /// Runs `arrival` after `delay_us`, or when a partition between the two has ended.
    void carry(const FakeHost& from, const FakeHost& to, int64_t delay_us, std::function<void()> arrival);
    void arrive(Held held);

    uint64_t m_seed;
    sys::FakeClock m_clock;
    sys::FakeRandom m_random;
    FakeScheduler m_scheduler;
    FakeLink m_default_link;
    std::map<std::pair<const FakeHost*, const FakeHost*>, FakeLink> m_links;
    std::map<const FakeHost*, int> m_sides;
    std::map<std::string, std::vector<std::string>> m_names;
    std::map<std::string, FakeHost*> m_by_address;
    std::vector<std::unique_ptr<FakeHost>> m_hosts;
    std::vector<Held> m_held;
    std::shared_ptr<Streams> m_streams;
};

/// A machine of a FakeNetwork.
class FakeHost final : public Sockets {
public:
    FakeHost(FakeNetwork& network, std::vector<std::string> addresses, uint64_t seed);
    ~FakeHost() override;

    Environment environment();
    const std::string& address() const { return m_addresses.front(); }
    bool has_address(const std::string& address) const;
    FakeNetwork& network() { return m_network; }
    void set_mode(FakeHostMode mode) { m_mode = mode; }
    FakeHostMode mode() const { return m_mode; }
    /// Ends all its connections without a word to those at their other end, who see a reset when they write
    /// the next time, and all listening. Its own callbacks see the connections closed.
    void cut_power();
    /// Connections it takes part in.
    size_t connection_count() const;
    /// Attempts of others to connect to it.
    size_t attempts_seen() const { return m_attempts_seen; }

    void connect(const sys::Endpoint& endpoint, std::chrono::milliseconds timeout,
                 ConnectHandler handler) override;
    sys::NetResult<std::unique_ptr<Listener>> listen(const sys::Endpoint& endpoint,
                                                     AcceptHandler on_accept) override;
    void resolve(const std::string& name, ResolveHandler handler) override;

private:
    friend class FakeNetwork;
    class Listening;
    friend class Listening;

    struct Attempt;

    /// Who accepts at `endpoint`; null when nobody does.
    Listening* listening_at(const sys::Endpoint& endpoint) const;
    FakeHost* find(const std::string& address);
    void on_attempt(const std::shared_ptr<Attempt>& attempt);
    sys::Endpoint own_end(const sys::Endpoint& towards);
    uint16_t free_port();

    FakeNetwork& m_network;
    const std::vector<std::string> m_addresses;
    sys::FakeRandom m_random;
    FakeHostMode m_mode = FakeHostMode::Normal;
    std::vector<Listening*> m_listeners;
    uint16_t m_next_port = 49'152;
    size_t m_attempts_seen = 0;
};

}  // namespace quanta::net
