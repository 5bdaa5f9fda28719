// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace quanta::interfaces {

/// Bounds the calls to other processes that the calling thread makes as long as the result lives: they throw
/// after this time. For threads that must not wait for a process that has stopped. The result goes in the
/// thread that got it. Calls inside the process are not bounded.
using CallLimit = std::function<std::shared_ptr<void>(std::chrono::milliseconds)>;

/// Where there are no other processes.
inline CallLimit no_call_limit() {
    return [](std::chrono::milliseconds) { return std::shared_ptr<void>(); };
}

}  // namespace quanta::interfaces
