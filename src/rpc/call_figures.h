// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "metrics/metric.h"

namespace quanta::rpc {

/// How calls of one method went. Any thread, without a lock.
struct CallFigures {
    metrics::Counter succeeded;
    metrics::Counter failed;
    /// From the checks of its arguments to its written result, failures included; not the wait for a thread.
    metrics::Durations time{metrics::kCallBounds_us};
};

/// How all requests went, beside those of declared methods.
struct RequestFigures {
    CallFigures unknown;         ///< methods that are not declared
    metrics::Counter malformed;  ///< bodies that are no JSON, and what is no request
    metrics::Counter forbidden;  ///< bodies with a method that the caller may not use
};

}  // namespace quanta::rpc
