// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "sys/tcp.h"

namespace quanta::sys {

/// For the .cpp files of this library alone: a NetError from the system's error number.
NetError net_error_from_errno(int errno_value);

}  // namespace quanta::sys
