// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/result.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "wire/address.h"

/// @file
/// Addresses as peers.dat and anchors.dat hold them: a format number, time, services, and the address by its
/// BIP155 number.

namespace quanta::addresses {

/// Bytes an address of a network unknown to us may have (BIP155).
inline constexpr uint64_t kMaxStoredAddressBytes = 512;

void write_stored_address(codec::Writer& writer, const wire::KnownAddress& known);
/// A network that is not known gives the address ::, which is not valid. BadValue when the format number or
/// the size of an address is not what it must be.
base::Result<wire::KnownAddress, codec::DecodeError> read_stored_address(codec::Reader& reader);

/// The network's number and the address alone, without port.
void write_stored_network_address(codec::Writer& writer, const wire::Address& address);
base::Result<wire::Address, codec::DecodeError> read_stored_network_address(codec::Reader& reader);

}  // namespace quanta::addresses
