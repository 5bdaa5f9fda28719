// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "rpc/dispatcher.h"

namespace quanta::rpc {

/// What the methods about the process need from it.
struct ControlHooks {
    /// Begins the shutdown and returns at once. Any thread.
    std::function<void()> request_stop;
    /// Seconds since the process started. Any thread.
    std::function<int64_t()> uptime_s;
    /// The path of the log file, for getrpcinfo.
    std::string log_path;
    /// The program's, for getopenrpcinfo.
    std::string version = {};
};

/// Adds help, stop, uptime, getrpcinfo, getopenrpcinfo, echo and echojson, and those of process_methods.h.
/// `dispatcher` is the one they are added to.
void add_control_methods(Dispatcher& dispatcher, ControlHooks hooks);

}  // namespace quanta::rpc
