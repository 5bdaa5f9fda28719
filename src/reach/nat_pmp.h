// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "reach/pcp.h"
#include "wire/address.h"

/// @file
/// NAT-PMP (RFC 6886), what came before PCP: IPv4 alone. Messages alone, TCP alone.

namespace quanta::reach {

/// Asks for the router's address outside.
base::Bytes encode_nat_pmp_address_request();
base::Result<wire::Address, MappingError> decode_nat_pmp_address(base::ByteSpan bytes);

/// Asks for `port`, the same outside; `lifetime_s` 0 ends the mapping.
base::Bytes encode_nat_pmp_request(uint16_t port, uint32_t lifetime_s);

/// The port outside, without the address.
struct NatPmpPort {
    uint16_t external = 0;
    uint32_t lifetime_s = 0;
};
/// The answer to a request for `port`.
base::Result<NatPmpPort, MappingError> decode_nat_pmp_answer(base::ByteSpan bytes, uint16_t port);

}  // namespace quanta::reach
