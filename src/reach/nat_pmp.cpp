// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/nat_pmp.h"

namespace quanta::reach {

namespace {

using base::Err;

constexpr uint8_t kVersion = 0;
constexpr uint8_t kAddressOpcode = 0;
constexpr uint8_t kMapTcpOpcode = 2;
constexpr uint8_t kAnswerBit = 0x80;
constexpr size_t kAddressAnswerBytes = 12;
constexpr size_t kMapRequestBytes = 12;
constexpr size_t kMapAnswerBytes = 16;
/// What an answer has at least: version, opcode, result, time.
constexpr size_t kAnswerHeadBytes = 8;

/// Result codes (RFC 6886, 3.5).
constexpr uint16_t kSuccess = 0;
constexpr uint16_t kUnsupportedVersion = 1;
constexpr uint16_t kNetworkFailure = 3;
constexpr uint16_t kOutOfResources = 4;

/// Whether `bytes` are a good answer of `opcode` and `size` bytes.
base::Result<void, MappingError> check(base::ByteSpan bytes, uint8_t opcode, size_t size) {
    if (bytes.size() < kAnswerHeadBytes || bytes[1] != (opcode | kAnswerBit))
        return Err(MappingError::NotForUs);
    if (bytes[0] != kVersion) return Err(MappingError::OtherVersion);
    const auto result = base::read_be<uint16_t>(&bytes[2]);
    if (result == kUnsupportedVersion) return Err(MappingError::OtherVersion);
    if (result == kNetworkFailure || result == kOutOfResources) return Err(MappingError::Busy);
    if (result != kSuccess) return Err(MappingError::Refused);
    if (bytes.size() < size) return Err(MappingError::NotForUs);
    return {};
}

}  // namespace

base::Bytes encode_nat_pmp_address_request() {
    return {kVersion, kAddressOpcode};
}

base::Result<wire::Address, MappingError> decode_nat_pmp_address(base::ByteSpan bytes) {
    TRY(check(bytes, kAddressOpcode, kAddressAnswerBytes));
    return wire::Address::ipv4({bytes[8], bytes[9], bytes[10], bytes[11]});
}

base::Bytes encode_nat_pmp_request(uint16_t port, uint32_t lifetime_s) {
    base::Bytes bytes(kMapRequestBytes);
    bytes[0] = kVersion;
    bytes[1] = kMapTcpOpcode;
    base::write_be(&bytes[4], port);
    // To end a mapping no port outside is named.
    base::write_be(&bytes[6], lifetime_s == 0 ? uint16_t{0} : port);
    base::write_be(&bytes[8], lifetime_s);
    return bytes;
}

base::Result<NatPmpPort, MappingError> decode_nat_pmp_answer(base::ByteSpan bytes, uint16_t port) {
    TRY(check(bytes, kMapTcpOpcode, kMapAnswerBytes));
    if (base::read_be<uint16_t>(&bytes[8]) != port) return Err(MappingError::NotForUs);
    return NatPmpPort{base::read_be<uint16_t>(&bytes[10]), base::read_be<uint32_t>(&bytes[12])};
}

}  // namespace quanta::reach
