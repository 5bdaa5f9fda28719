// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "wallet/fingerprint_set.h"

namespace quanta::wallet {

/// What a wallet looks for.
struct Watched {
    FingerprintSet scripts;    ///< of outputs
    FingerprintSet outpoints;  ///< of inputs
};

/// A transaction of a block that may concern the wallet.
struct Match {
    uint32_t position = 0;  ///< in the block
    base::ByteSpan raw;     ///< with witness
};

/// What the header says that wallets need.
struct ScannedBlock {
    int64_t time_s = 0;
    uint32_t transactions = 0;
};

/// Walks over the serialised block `raw` without hashing it and calls `found` for each transaction with an
/// output or input among `watched`, in order; what `found` adds to `watched` counts for those that follow.
/// Linear time, no allocation.
base::Result<ScannedBlock, codec::DecodeError> scan_block(base::ByteSpan raw, const Watched& watched,
                                                          const std::function<void(const Match&)>& found);

/// Whether the serialised transaction `raw` has an output or input among `watched`; not for what is none.
bool scan_one(base::ByteSpan raw, const Watched& watched);

}  // namespace quanta::wallet
