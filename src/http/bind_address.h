// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sys/tcp.h"

namespace quanta::http {

/// Where to listen according to one value of `option` ("-rpcbind"): `host`, `host:port`, `address` or
/// `[address]:port`. A name may have several addresses; it is looked up, which may take a while. The error
/// names the option.
base::Result<std::vector<sys::Endpoint>, std::string> bind_endpoints(std::string_view option,
                                                                     const std::string& text,
                                                                     uint16_t default_port);

}  // namespace quanta::http
