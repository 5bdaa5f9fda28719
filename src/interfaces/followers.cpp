// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "interfaces/followers.h"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <set>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::interfaces {

namespace {

/// What came of a call of a sink.
enum class Told : uint8_t { Yes, TimedOut, Gone };

/// Before a sink that did not answer in time is told again.
constexpr std::chrono::milliseconds kRetryPause{1000};
/// For the end of a sink.
constexpr std::chrono::milliseconds kEndTime{1000};

/// One sink's thread.
struct Follower {
    bool stop = false;  ///< guarded by Shared::mutex

    // Serialises those who end it; the thread never takes it.
    sys::Mutex join_mutex;
    sys::Thread thread QUANTA_GUARDED_BY(join_mutex);

    void join() QUANTA_EXCLUDES(join_mutex) {
        const sys::MutexLock lock(join_mutex);
        thread.join();
    }
};

}  // namespace

struct FollowersCore::Shared {
    explicit Shared(FollowerOptions given) : options(std::move(given)) {
        if (!options.limit) options.limit = no_call_limit();
    }

    void follow(Follower& follower, Tell tell) QUANTA_EXCLUDES(mutex);
    Told call(const Tell& tell, const State& state) const;
    /// The next state to tell, newer than `seen`, which is set; null when the follower is to end.
    State next(const Follower& follower, uint64_t& seen, std::chrono::steady_clock::time_point not_before)
        QUANTA_EXCLUDES(mutex);
    void end(const std::shared_ptr<Follower>& follower) QUANTA_EXCLUDES(mutex);

    FollowerOptions options;  ///< constant after construction

    // Guarded by mutex.
    mutable sys::Mutex mutex;
    sys::CondVar changed;
    State newest QUANTA_GUARDED_BY(mutex);
    uint64_t version QUANTA_GUARDED_BY(mutex) = 0;
    bool stopped QUANTA_GUARDED_BY(mutex) = false;
    /// Those whose threads have not ended and that nobody has ended; others belong to their handlers alone.
    std::set<std::shared_ptr<Follower>> followers QUANTA_GUARDED_BY(mutex);
};

Told FollowersCore::Shared::call(const Tell& tell, const State& state) const {
    try {
        const std::shared_ptr<void> bound = options.limit(options.call_time);
        tell(state);
        return Told::Yes;
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Ipc, "{} was not told: {}", options.thread_name, error.what());
        return std::string_view(error.what()).find("timed out") == std::string_view::npos ? Told::Gone
                                                                                          : Told::TimedOut;
    }
}

FollowersCore::State FollowersCore::Shared::next(const Follower& follower, uint64_t& seen,
                                                 std::chrono::steady_clock::time_point not_before) {
    const sys::MutexLock lock(mutex);
    while (!follower.stop) {
        const bool early = std::chrono::steady_clock::now() < not_before;
        if (version != seen && !early) {
            seen = version;
            return newest;
        }
        if (version != seen) {
            changed.wait_until(mutex, not_before);
        } else {
            changed.wait(mutex);
        }
    }
    return nullptr;
}

void FollowersCore::Shared::follow(Follower& follower, Tell tell) {
    uint64_t seen = 0;
    std::chrono::steady_clock::time_point not_before{};
    while (const State state = next(follower, seen, not_before)) {
        not_before = std::chrono::steady_clock::now() + options.pause;
        const Told told = call(tell, state);
        if (told == Told::Gone) break;
        if (told == Told::TimedOut) {
            seen = 0;
            not_before = std::chrono::steady_clock::now() + kRetryPause;
        }
    }
    {
        // The sink may be of another process, and its end a call that nobody waits for.
        const std::shared_ptr<void> bound = options.limit(std::min(options.call_time, kEndTime));
        tell = nullptr;
    }
    const sys::MutexLock lock(mutex);
    std::erase_if(followers, [&](const auto& other) { return other.get() == &follower; });
}

void FollowersCore::Shared::end(const std::shared_ptr<Follower>& follower) {
    {
        const sys::MutexLock lock(mutex);
        follower->stop = true;
        followers.erase(follower);
    }
    changed.notify_all();
    follower->join();
}

FollowersCore::FollowersCore(FollowerOptions options)
    : m_shared(std::make_shared<Shared>(std::move(options))) {}

FollowersCore::~FollowersCore() {
    stop();
}

std::unique_ptr<Handler> FollowersCore::add(Tell tell) {
    /// Ends its follower.
    class Registration final : public Handler {
    public:
        Registration(std::shared_ptr<Shared> shared, std::shared_ptr<Follower> follower)
            : m_shared(std::move(shared)), m_follower(std::move(follower)) {}
        ~Registration() override { m_shared->end(m_follower); }
        void disconnect() override { m_shared->end(m_follower); }

    private:
        const std::shared_ptr<Shared> m_shared;
        const std::shared_ptr<Follower> m_follower;
    };

    auto follower = std::make_shared<Follower>();
    {
        const sys::MutexLock lock(m_shared->mutex);
        if (m_shared->stopped) throw std::runtime_error("Nothing is told any more: the process is stopping");
        if (m_shared->followers.size() >= m_shared->options.max_followers)
            throw std::runtime_error("Too many followers");
        m_shared->followers.insert(follower);
    }
    auto registration = std::make_unique<Registration>(m_shared, follower);
    const sys::MutexLock lock(follower->join_mutex);
    follower->thread =
        sys::Thread(m_shared->options.thread_name,
                    [shared = m_shared.get(), follower = follower.get(), tell = std::move(tell)]() mutable {
                        shared->follow(*follower, std::move(tell));
                    });
    return registration;
}

void FollowersCore::publish(State state) {
    {
        const sys::MutexLock lock(m_shared->mutex);
        m_shared->newest = std::move(state);
        ++m_shared->version;
    }
    m_shared->changed.notify_all();
}

FollowersCore::State FollowersCore::newest() const {
    const sys::MutexLock lock(m_shared->mutex);
    return m_shared->newest;
}

size_t FollowersCore::count() const {
    const sys::MutexLock lock(m_shared->mutex);
    return m_shared->followers.size();
}

void FollowersCore::stop() {
    std::set<std::shared_ptr<Follower>> ended;
    {
        const sys::MutexLock lock(m_shared->mutex);
        m_shared->stopped = true;
        ended.swap(m_shared->followers);
        for (const std::shared_ptr<Follower>& follower : ended)
            follower->stop = true;
    }
    m_shared->changed.notify_all();
    for (const std::shared_ptr<Follower>& follower : ended)
        follower->join();
}

}  // namespace quanta::interfaces
