// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace quanta::crypto {

/// 32 and 20 bytes of hash in the order the hash function writes them. What they identify is a type of its
/// own above this library.
using Digest256 = std::array<uint8_t, 32>;
using Digest160 = std::array<uint8_t, 20>;

/// SHA-256 of a stream of bytes. A copy is a midstate: both go on independently.
class Sha256 {
public:
    Sha256() { reset(); }
    /// Forgets everything written.
    void reset();
    /// Appends `bytes` to the message.
    Sha256& write(base::ByteSpan bytes);
    /// The hash of everything written. The object must be reset before it is used again.
    Digest256 finalize();

private:
    uint32_t m_state[8];
    uint64_t m_size_bytes;
    uint8_t m_buffer[64];
};

/// SHA-256 of the SHA-256 of a stream of bytes.
class Sha256d {
public:
    void reset() { m_inner.reset(); }
    Sha256d& write(base::ByteSpan bytes) {
        m_inner.write(bytes);
        return *this;
    }
    /// As Sha256::finalize.
    Digest256 finalize();

private:
    Sha256 m_inner;
};

/// SHA-256 of `bytes`.
Digest256 sha256(base::ByteSpan bytes);
/// SHA-256 of SHA-256 of `bytes`: identifiers of blocks and transactions.
Digest256 sha256d(base::ByteSpan bytes);
/// RIPEMD-160 of SHA-256 of `bytes`: key and script hashes.
Digest160 hash160(base::ByteSpan bytes);
/// RIPEMD-160 of `bytes`.
Digest160 ripemd160(base::ByteSpan bytes);
/// SHA-1 of `bytes`; for OP_SHA1 alone, it resists no attack.
Digest160 sha1(base::ByteSpan bytes);

/// A hasher that has already taken sha256(tag) twice (BIP340). Keep it and copy it per message: the tag costs
/// one compression then.
Sha256 tagged_sha256(std::string_view tag);
/// The tagged hash of `bytes` (BIP340).
Digest256 tagged_hash(std::string_view tag, base::ByteSpan bytes);

/// For each i below `pairs`: sha256d of the 64 bytes at in + 64 * i goes to the 32 bytes at out + 32 * i.
/// `out` may equal `in`: then one level of a merkle tree replaces the level below. Several pairs are hashed at
/// once, so callers hand over whole levels.
void sha256d_pairs(uint8_t* out, const uint8_t* in, size_t pairs);

/// The code chosen for SHA-256 on this processor: "sha-ni", "avx2" or "portable".
std::string_view sha256_implementation();

}  // namespace quanta::crypto
