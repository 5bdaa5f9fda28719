// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/event_loop.h"

#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "sys/event_loop_impl.h"

namespace quanta::sys {

namespace asio = boost::asio;

EventLoop::EventLoop() : m_impl(std::make_unique<Impl>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::run() {
    m_impl->thread = std::this_thread::get_id();
    m_impl->io.run();
    m_impl->thread = std::thread::id();
}

void EventLoop::stop() { m_impl->io.stop(); }

void EventLoop::post(std::function<void()> task) { asio::post(m_impl->io, std::move(task)); }

bool EventLoop::in_loop_thread() const { return m_impl->thread.load() == std::this_thread::get_id(); }

struct Timer::Impl {
    explicit Impl(asio::io_context& io) : timer(io) {}
    asio::steady_timer timer;
    std::function<void()> callback;
    /// Counts starts and cancels: an expiry that was already queued for an earlier one is ignored.
    uint64_t generation = 0;
};

Timer::Timer(EventLoop& loop) : m_impl(std::make_shared<Impl>(loop.impl().io)) {}

Timer::~Timer() { cancel(); }

void Timer::start(std::chrono::milliseconds delay, std::function<void()> callback) {
    cancel();
    m_impl->callback = std::move(callback);
    m_impl->timer.expires_after(delay);
    m_impl->timer.async_wait([impl = m_impl, generation = m_impl->generation](const auto& error) {
        if (error || impl->generation != generation) return;
        const std::function<void()> expired = std::exchange(impl->callback, nullptr);
        expired();
    });
}

void Timer::cancel() {
    ++m_impl->generation;
    m_impl->callback = nullptr;
    m_impl->timer.cancel();
}

}  // namespace quanta::sys
