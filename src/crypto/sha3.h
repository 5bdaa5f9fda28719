// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/bytes.h"
#include "crypto/hash.h"

namespace quanta::crypto {

/// SHA3-256 (FIPS 202) of `bytes`: for the checksum in the names of Tor services.
Digest256 sha3_256(base::ByteSpan bytes);

}  // namespace quanta::crypto
