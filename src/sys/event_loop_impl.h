// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <thread>

#include "sys/event_loop.h"

namespace quanta::sys {

/// For the .cpp files of this library alone: what an EventLoop stands on.
struct EventLoop::Impl {
    boost::asio::io_context io{1};
    /// Keeps run() from returning when nothing is pending.
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard{io.get_executor()};
    std::atomic<std::thread::id> thread{};
};

}  // namespace quanta::sys
