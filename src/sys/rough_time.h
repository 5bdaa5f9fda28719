// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

namespace quanta::sys {

/// "40 s", "3 min", "5 h", "2 days": a length of time as people say it, never more exact than it is known.
std::string rough_time(double seconds);

}  // namespace quanta::sys
