// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/record.h"

#include <algorithm>

#include "crypto/hash.h"

namespace quanta::vault {

void append_checksum(base::Bytes& record) {
    const crypto::Digest256 hash = crypto::sha256d(record);
    record.insert(record.end(), hash.begin(), hash.begin() + kChecksumSize);
}

bool has_checksum(base::ByteSpan record) {
    if (record.size() < kChecksumSize) return false;
    const crypto::Digest256 hash = crypto::sha256d(record.first(record.size() - kChecksumSize));
    return std::ranges::equal(record.last(kChecksumSize), base::ByteSpan(hash).first(kChecksumSize));
}

}  // namespace quanta::vault
