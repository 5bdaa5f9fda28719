// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/short_ids.h"

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/siphash.h"

namespace quanta::relay {
namespace {

uint64_t read_le64(const uint8_t* bytes) {
    uint64_t value = 0;
    for (int i = 7; i >= 0; --i)
        value = value << 8 | bytes[i];
    return value;
}

}  // namespace

ShortIds::ShortIds(const primitives::BlockHeader& header, uint64_t nonce) {
    const auto bytes = header.serialize();
    base::Bytes material(bytes.begin(), bytes.end());
    for (int shift = 0; shift < 64; shift += 8)
        material.push_back(static_cast<uint8_t>(nonce >> shift));
    const auto digest = crypto::sha256(material);
    m_key[0] = read_le64(digest.data());
    m_key[1] = read_le64(digest.data() + 8);
}

uint64_t ShortIds::of(const primitives::Wtxid& wtxid) const {
    return crypto::siphash_hash256(m_key[0], m_key[1], wtxid.data()) & kMask;
}

}  // namespace quanta::relay
