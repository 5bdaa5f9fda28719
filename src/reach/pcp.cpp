// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/pcp.h"

#include <algorithm>

#include "base/check.h"

namespace quanta::reach {

namespace {

using base::Err;

constexpr uint8_t kVersion = 2;
constexpr uint8_t kMapOpcode = 1;
constexpr uint8_t kAnswerBit = 0x80;
constexpr uint8_t kTcp = 6;

// Layout of both directions: a header of 24 bytes, then the mapping.
constexpr size_t kLifetimeAt = 4;
constexpr size_t kClientAt = 8;  // of a request
constexpr size_t kResultAt = 3;  // of an answer
constexpr size_t kNonceAt = 24;
constexpr size_t kProtocolAt = 36;
constexpr size_t kInternalPortAt = 40;
constexpr size_t kExternalPortAt = 42;
constexpr size_t kExternalAddressAt = 44;
constexpr size_t kMessageBytes = 60;
/// Longest message (RFC 6887, 7).
constexpr size_t kMaxMessageBytes = 1'100;

/// Result codes (RFC 6887, 7.4).
constexpr uint8_t kSuccess = 0;
constexpr uint8_t kUnsupportedVersion = 1;
constexpr uint8_t kNetworkFailure = 7;
constexpr uint8_t kNoResources = 8;
constexpr uint8_t kUserExceededQuota = 10;

using AddressBytes = std::array<uint8_t, 16>;

AddressBytes to_bytes(const wire::Address& address) {
    const auto bytes = address.legacy_bytes();
    CHECK(bytes);
    return *bytes;
}

MappingError error_of(uint8_t result) {
    switch (result) {
        case kUnsupportedVersion:
            return MappingError::OtherVersion;
        case kNetworkFailure:
        case kNoResources:
        case kUserExceededQuota:
            return MappingError::Busy;
        default:
            return MappingError::Refused;
    }
}

/// Whether the mapping that `bytes` tell of is that of `request`.
bool answers(base::ByteSpan bytes, const PcpRequest& request) {
    return std::equal(request.nonce.begin(), request.nonce.end(), bytes.begin() + kNonceAt) &&
           bytes[kProtocolAt] == kTcp && base::read_be<uint16_t>(&bytes[kInternalPortAt]) == request.port;
}

}  // namespace

std::string_view mapping_error_text(MappingError error) {
    switch (error) {
        case MappingError::NotForUs:
            return "not an answer";
        case MappingError::OtherVersion:
            return "another version of the protocol";
        case MappingError::Refused:
            return "refused";
        case MappingError::Busy:
            return "no mapping is left";
    }
    CHECK(false);
}

base::Bytes encode_pcp_request(const PcpRequest& request) {
    base::Bytes bytes(kMessageBytes);
    bytes[0] = kVersion;
    bytes[1] = kMapOpcode;
    base::write_be(&bytes[kLifetimeAt], request.lifetime_s);
    const AddressBytes client = to_bytes(request.client);
    std::copy(client.begin(), client.end(), bytes.begin() + kClientAt);
    std::copy(request.nonce.begin(), request.nonce.end(), bytes.begin() + kNonceAt);
    bytes[kProtocolAt] = kTcp;
    base::write_be(&bytes[kInternalPortAt], request.port);
    base::write_be(&bytes[kExternalPortAt], request.port);
    // No wish for an address: all zero, for IPv4 in its IPv6 form.
    if (request.client.network() == wire::Network::Ipv4) {
        const AddressBytes any = to_bytes(wire::Address::ipv4({}));
        std::copy(any.begin(), any.end(), bytes.begin() + kExternalAddressAt);
    }
    return bytes;
}

base::Result<MappedPort, MappingError> decode_pcp_answer(base::ByteSpan bytes, const PcpRequest& request) {
    if (bytes.size() < 4 || bytes.size() > kMaxMessageBytes) return Err(MappingError::NotForUs);
    // NAT-PMP answers in its own way that it does not know this version.
    if (bytes[0] == 0 && bytes[1] == kAnswerBit) return Err(MappingError::OtherVersion);
    if (bytes[1] != (kMapOpcode | kAnswerBit)) return Err(MappingError::NotForUs);
    const uint8_t result = bytes[kResultAt];
    if (result == kUnsupportedVersion || bytes[0] != kVersion) return Err(MappingError::OtherVersion);
    if (bytes.size() < kMessageBytes || !answers(bytes, request)) return Err(MappingError::NotForUs);
    if (result != kSuccess) return Err(error_of(result));
    AddressBytes external;
    std::copy_n(bytes.begin() + kExternalAddressAt, external.size(), external.begin());
    return MappedPort{{wire::Address::ipv6(external), base::read_be<uint16_t>(&bytes[kExternalPortAt])},
                      base::read_be<uint32_t>(&bytes[kLifetimeAt])};
}

}  // namespace quanta::reach
