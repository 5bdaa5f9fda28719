// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "primitives/hashes.h"

namespace quanta::filters::testing {

/// `count` output scripts of 22 and 34 bytes in turn, those of other seeds being others, and views of them.
class Scripts {
public:
    Scripts(size_t count, uint64_t seed) {
        for (size_t i = 0; i < count; ++i) {
            m_owned.emplace_back(i % 2 == 0 ? 22 : 34);
            base::write_le<uint64_t>(m_owned.back().data() + 2, i);
            base::write_le<uint64_t>(m_owned.back().data() + 10, seed);
        }
        m_views.assign(m_owned.begin(), m_owned.end());
    }

    const std::vector<base::ByteSpan>& views() const { return m_views; }

private:
    std::vector<base::Bytes> m_owned;
    std::vector<base::ByteSpan> m_views;
};

inline primitives::BlockHash block_hash(uint64_t number) {
    primitives::BlockHash hash;
    base::write_le<uint64_t>(hash.data() + 4, number * 0x9e3779b97f4a7c15);
    return hash;
}

}  // namespace quanta::filters::testing
