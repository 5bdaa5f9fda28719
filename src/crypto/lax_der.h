// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace quanta::crypto {

/// R and S, 32 bytes each, big endian.
using CompactSignature = std::array<uint8_t, 64>;

/// Reads an ECDSA signature as the network did before BIP66 asked for strict DER, and still does where BIP66 is
/// not yet active.
///
/// The tags (0x30, 0x02) must be right and both integers must lie inside the bytes. The length of the sequence
/// must be well-formed but its value, like anything after S, is ignored; lengths may be in the long form with
/// any number of leading zeros; integers are unsigned and may be padded with zeros. An R or S of more than 32
/// bytes makes both zero, which no key verifies.
std::optional<CompactSignature> parse_lax_der(base::ByteSpan der);

}  // namespace quanta::crypto
