// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <functional>
#include <memory>

namespace quanta::interfaces {

/// Tells whether somebody still waits for the answer to the call of another process that the calling thread
/// runs: `given_up` is called once when not, for the call was given up or the process has gone; at once, or
/// on a thread that may not wait. Not after the end of the result, which goes in the thread that got it.
/// Never for calls inside the process. For methods that may wait long.
using CallWatch = std::function<std::shared_ptr<void>(std::function<void()> given_up)>;

/// Where there are no other processes.
inline CallWatch no_call_watch() {
    return [](const std::function<void()>&) { return std::shared_ptr<void>(); };
}

}  // namespace quanta::interfaces
