// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wire/message.h"

#include "base/check.h"
#include "crypto/hash.h"

namespace quanta::wire {

primitives::BlockHash RawBlock::hash() const {
    CHECK(raw.size() >= primitives::BlockHeader::kSize);
    return primitives::BlockHash(crypto::sha256d(base::ByteSpan(raw).first(primitives::BlockHeader::kSize)));
}

}  // namespace quanta::wire
