// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "app/common/tool.h"

namespace quanta::util {

/// quanta-util, whose searches use `threads` threads, at least 1.
program::Tool make_tool(int threads);

}  // namespace quanta::util
