// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string_view>

#include "metrics/exposition.h"

namespace quanta::daemon {

/// Writes which program this is and what its process uses of the machine. Any thread.
void write_process_metrics(std::string_view version, metrics::Exposition& out);

}  // namespace quanta::daemon
