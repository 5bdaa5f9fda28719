// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <istream>

#include "app/common/tool.h"
#include "sys/file.h"

namespace quanta::tx {

/// quanta-tx. `input` is read when the transaction is given as "-"; both outlive the result.
program::Tool make_tool(std::istream& input, sys::FileSystem& files);

}  // namespace quanta::tx
