// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "addresses/address_tables.h"
#include "base/bytes.h"
#include "base/result.h"

namespace quanta::addresses {

/// The tables in the deployed format of peers.dat, without magic and checksum.
base::Bytes encode_tables(const AddressTables& tables);

/// Fills `tables` from what encode_tables or a deployed node wrote. Places of the new table are kept when the
/// file was written with the same map of autonomous systems, and found again else; addresses that are not
/// routable, have come twice or find no place are left out. Times are at most `now_s`, attempts at most a
/// million. The error says what is wrong; `tables` are empty then. Memory: a small multiple of `bytes`.
base::Result<void, std::string> decode_tables(base::ByteSpan bytes, int64_t now_s, AddressTables& tables);

}  // namespace quanta::addresses
