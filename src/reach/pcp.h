// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/address.h"

/// @file
/// The Port Control Protocol (RFC 6887): asks a router to send on what comes for a port. Messages alone, TCP
/// alone.

namespace quanta::reach {

/// Where routers listen, for PCP and NAT-PMP.
inline constexpr uint16_t kPortMappingPort = 5351;

/// Why a router gives no mapping, or what came is no answer.
enum class MappingError : uint8_t {
    NotForUs,      ///< malformed, or the answer to something else: to be ignored
    OtherVersion,  ///< it speaks another version, such as NAT-PMP
    Refused,       ///< it may not, or does not want to
    Busy,          ///< it has none left now
};
std::string_view mapping_error_text(MappingError error);

/// What a router gives.
struct MappedPort {
    wire::Service external;
    uint32_t lifetime_s = 0;
    friend bool operator==(const MappedPort&, const MappedPort&) = default;
};

/// A mapping that is wanted.
struct PcpRequest {
    std::array<uint8_t, 12> nonce{};  ///< random; the same for renewals
    wire::Address client;             ///< our address in the router's network: IPv4 or IPv6
    uint16_t port = 0;                ///< at which we listen, wanted outside, too
    uint32_t lifetime_s = 0;          ///< 0 ends the mapping
};

/// 60 bytes.
base::Bytes encode_pcp_request(const PcpRequest& request);
/// The answer to `request`.
base::Result<MappedPort, MappingError> decode_pcp_answer(base::ByteSpan bytes, const PcpRequest& request);

}  // namespace quanta::reach
