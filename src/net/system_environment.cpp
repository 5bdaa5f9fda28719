// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/system_environment.h"

#include <utility>

#include "sys/tcp_client.h"

namespace quanta::net {
namespace {

/// A timer that calls back once.
class TimerJob final : public Scheduler::Job {
public:
    TimerJob(sys::EventLoop& loop, std::chrono::milliseconds delay, std::function<void()> callback)
        : m_timer(loop) {
        m_timer.start(delay, std::move(callback));
    }

private:
    sys::Timer m_timer;
};

class TcpListening final : public Sockets::Listener {
public:
    explicit TcpListening(std::unique_ptr<sys::TcpListener> listener) : m_listener(std::move(listener)) {}
    const sys::Endpoint& local() const override { return m_listener->local(); }

private:
    std::unique_ptr<sys::TcpListener> m_listener;
};

}  // namespace

class SystemEnvironment::LoopScheduler final : public Scheduler {
public:
    explicit LoopScheduler(sys::EventLoop& loop) : m_loop(loop) {}

    void post(std::function<void()> task) override { m_loop.post(std::move(task)); }
    std::unique_ptr<Job> after(std::chrono::milliseconds delay, std::function<void()> callback) override {
        return std::make_unique<TimerJob>(m_loop, delay, std::move(callback));
    }

private:
    sys::EventLoop& m_loop;
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
        const bool queued = m_lookups.try_post([&loop = m_loop, name, shared] {
            auto addresses = sys::resolve(name).value_or({});
            if (addresses.size() > kMaxAddressesPerName) addresses.resize(kMaxAddressesPerName);
            loop.post([shared, addresses = std::move(addresses)] { (*shared)(addresses); });
        });
        if (!queued) m_loop.post([shared] { (*shared)({}); });
    }

private:
    sys::EventLoop& m_loop;
    sys::WorkerPool m_lookups;
};

SystemEnvironment::SystemEnvironment(sys::EventLoop& loop, const sys::Clock& clock, sys::Random& random)
    : m_clock(clock),
      m_random(random),
      m_scheduler(std::make_unique<LoopScheduler>(loop)),
      m_sockets(std::make_unique<LoopSockets>(loop)) {}

SystemEnvironment::~SystemEnvironment() = default;

Environment SystemEnvironment::environment() {
    return {m_clock, m_random, *m_scheduler, *m_sockets};
}

}  // namespace quanta::net
