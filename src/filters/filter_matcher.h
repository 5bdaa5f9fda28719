// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "crypto/siphash_batch.h"
#include "primitives/hashes.h"

namespace quanta::filters {

/// Tells blocks that may have to do with some of many scripts by their basic filters (BIP158). Immutable: any
/// number of threads may ask at once.
class FilterMatcher {
public:
    /// Copies `scripts`. Empty ones match nothing: no filter is about them.
    explicit FilterMatcher(std::span<const base::ByteSpan> scripts);

    /// Whether `filter`, which is that of `block`, may be about one of the scripts: true if it is, and for
    /// each script with a chance of 1 : 784,931 if it is not. Errors are those of decode_golomb_set().
    ///
    /// One pass over the filter, and a hash for each script: 100,000 of them take a quarter of a millisecond
    /// with AVX-512.
    base::Result<bool, codec::DecodeError> matches(const primitives::BlockHash& block,
                                                   base::ByteSpan filter) const;

    /// Bytes it takes up.
    size_t memory_bytes() const { return m_scripts.memory_bytes(); }

private:
    bool any_in(std::span<const uint64_t> values, const crypto::SipHashKey& key) const;
    bool any_in_sieved(std::span<const uint64_t> values, const crypto::SipHashKey& key) const;

    const crypto::SipHashBatch m_scripts;
};

}  // namespace quanta::filters
