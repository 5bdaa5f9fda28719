// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/signals.h"

#include <utility>

#include <boost/asio/signal_set.hpp>

#include <csignal>

#include "sys/event_loop_impl.h"

namespace quanta::sys {

struct SignalWatcher::Impl : std::enable_shared_from_this<Impl> {
    Impl(EventLoop& loop, std::function<void(Signal)> handler)
        : signals(loop.impl().io, SIGINT, SIGTERM, SIGHUP), on_signal(std::move(handler)) {
        signals.add(SIGUSR1);
    }

    void wait() {
        signals.async_wait([self = shared_from_this()](const auto& error, int number) {
            if (error || !self->on_signal) return;
            self->on_signal(meaning(number));
            self->wait();
        });
    }

    static Signal meaning(int number) {
        if (number == SIGHUP) return Signal::Reopen;
        return number == SIGUSR1 ? Signal::User : Signal::Stop;
    }

    boost::asio::signal_set signals;
    std::function<void(Signal)> on_signal;
};

SignalWatcher::SignalWatcher(EventLoop& loop, std::function<void(Signal)> on_signal)
    : m_impl(std::make_shared<Impl>(loop, std::move(on_signal))) {
    m_impl->wait();
}

SignalWatcher::~SignalWatcher() {
    boost::system::error_code ignored;
    m_impl->signals.clear(ignored);
    m_impl->signals.cancel(ignored);
}

void ignore_broken_pipes() {
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace quanta::sys
