// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/system_environment.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sys/tcp_client.h"

namespace quanta::net {
namespace {

class TimerJob;
using LiveJobs = std::set<TimerJob*>;

/// A timer that calls back once. `live` outlives it.
class TimerJob final : public Scheduler::Job {
public:
    TimerJob(sys::EventLoop& loop, LiveJobs& live, int64_t due_us, std::function<void()> callback)
        : m_live(live), m_timer(loop), m_due_us(due_us), m_callback(std::move(callback)) {
        m_live.insert(this);
    }
    ~TimerJob() override { m_live.erase(this); }

    /// `now_us` by the clock the callback is due by.
    void start(int64_t now_us) {
        const auto left = std::chrono::microseconds(std::max<int64_t>(0, m_due_us - now_us));
        m_timer.start(std::chrono::ceil<std::chrono::milliseconds>(left), [this] {
            m_live.erase(this);
            const auto callback = std::exchange(m_callback, nullptr);
            callback();  // which may end this
        });
    }

private:
    LiveJobs& m_live;
    sys::Timer m_timer;
    const int64_t m_due_us;
    std::function<void()> m_callback;
};

class TcpListening final : public Sockets::Listener {
public:
    explicit TcpListening(std::unique_ptr<sys::TcpListener> listener) : m_listener(std::move(listener)) {}
    const sys::Endpoint& local() const override { return m_listener->local(); }

private:
    std::unique_ptr<sys::TcpListener> m_listener;
};

}  // namespace

/// The machine's clock, some time ahead of it.
class SystemEnvironment::AheadClock final : public sys::Clock {
public:
    explicit AheadClock(const sys::Clock& clock) : m_clock(clock) {}

    int64_t system_time_us() const override { return m_clock.system_time_us(); }
    int64_t steady_us() const override { return m_clock.steady_us() + m_ahead_us; }
    void skip(std::chrono::microseconds time) { m_ahead_us += time.count(); }

private:
    const sys::Clock& m_clock;
    int64_t m_ahead_us = 0;
};

class SystemEnvironment::LoopScheduler final : public Scheduler {
public:
    LoopScheduler(sys::EventLoop& loop, const sys::Clock& clock) : m_loop(loop), m_clock(clock) {}

    void post(std::function<void()> task) override { m_loop.post(std::move(task)); }
    std::unique_ptr<Job> after(std::chrono::milliseconds delay, std::function<void()> callback) override {
        const int64_t now_us = m_clock.steady_us();
        const int64_t due_us = now_us + std::chrono::microseconds(delay).count();
        auto job = std::make_unique<TimerJob>(m_loop, m_live, due_us, std::move(callback));
        job->start(now_us);
        return job;
    }
    /// The clock has been moved.
    void start_again() {
        for (TimerJob* job : m_live)
            job->start(m_clock.steady_us());
    }

private:
    sys::EventLoop& m_loop;
    const sys::Clock& m_clock;
    LiveJobs m_live;
};

class SystemEnvironment::LoopSockets final : public Sockets {
public:
    explicit LoopSockets(sys::EventLoop& loop) : m_loop(loop), m_lookups("net.dns", 1, kMaxLookups) {}

    void connect(const sys::Endpoint& endpoint, std::chrono::milliseconds timeout,
                 ConnectHandler handler) override {
        sys::tcp_connect(m_loop, endpoint, timeout, std::move(handler));
    }

    sys::NetResult<std::unique_ptr<Listener>> listen(const sys::Endpoint& endpoint,
                                                     AcceptHandler on_accept) override {
        auto listener = TRY(sys::TcpListener::create(m_loop, endpoint, std::move(on_accept)));
        return std::unique_ptr<Listener>(std::make_unique<TcpListening>(std::move(listener)));
    }

    void resolve(const std::string& name, ResolveHandler handler) override {
        const auto shared = std::make_shared<ResolveHandler>(std::move(handler));
        const bool queued = m_lookups.try_post([&loop = m_loop, name, kept = shared]() mutable {
            auto addresses = sys::resolve(name).value_or({});
            if (addresses.size() > kMaxAddressesPerName) addresses.resize(kMaxAddressesPerName);
            // The handler ends on the loop's thread, with what it holds: nothing of it stays here.
            loop.post([given = std::move(kept), addresses = std::move(addresses)] { (*given)(addresses); });
        });
        if (!queued) m_loop.post([shared] { (*shared)({}); });
    }

private:
    sys::EventLoop& m_loop;
    sys::WorkerPool m_lookups;
};

SystemEnvironment::SystemEnvironment(sys::EventLoop& loop, const sys::Clock& clock, sys::Random& random)
    : m_clock(std::make_unique<AheadClock>(clock)),
      m_random(random),
      m_scheduler(std::make_unique<LoopScheduler>(loop, *m_clock)),
      m_sockets(std::make_unique<LoopSockets>(loop)) {}

SystemEnvironment::~SystemEnvironment() = default;

Environment SystemEnvironment::environment() {
    return {*m_clock, m_random, *m_scheduler, *m_sockets};
}

void SystemEnvironment::skip(std::chrono::microseconds time) {
    m_clock->skip(time);
    m_scheduler->start_again();
}

}  // namespace quanta::net
