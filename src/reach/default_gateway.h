// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string_view>

#include "sys/file.h"
#include "wire/address.h"

namespace quanta::reach {

/// The gateway of the default route of IPv4 with the least metric, from the text of /proc/net/route.
std::optional<wire::Address> parse_default_gateway(std::string_view table);

/// The same of this machine; nothing when there is none or it cannot be found out.
std::optional<wire::Address> default_gateway(sys::FileSystem& files);

}  // namespace quanta::reach
