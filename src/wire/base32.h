// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace quanta::wire {

/// `bytes` in base 32 (RFC 4648), lower case, without padding: as Tor and I2P write their addresses.
std::string to_base32(base::ByteSpan bytes);

/// The bytes that to_base32 writes as `text`, in either case; nothing for other characters, for lengths it
/// never writes and where bits left over are set.
std::optional<base::Bytes> from_base32(std::string_view text);

}  // namespace quanta::wire
