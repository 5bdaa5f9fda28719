// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>

#include "interfaces/node.h"
#include "sys/file.h"

namespace quanta::node {

/// Most bytes of the log read at once.
inline constexpr uint64_t kMaxLogPageBytes = 1 << 20;

/// See interfaces::Node::read_log. `max_bytes` is taken as 1 to kMaxLogPageBytes; a line that is longer comes
/// in pieces of that size. A file that cannot be read has nothing in it.
interfaces::LogPage read_log_page(sys::FileSystem& files, const std::string& path, uint64_t position,
                                  uint64_t max_bytes);

}  // namespace quanta::node
