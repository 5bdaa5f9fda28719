// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/contents_maker.h"

namespace quanta::mining {

ContentsRef ContentsMaker::make(const mempool::Reader& pool, const consensus::HeaderLink& parent) {
    if (m_parent != &parent) {
        m_parent = &parent;
        const primitives::Height height = parent.height + 1;
        m_selection.emplace(m_limits, BlockPosition{.height = height,
                                                    .lock_time_cutoff = int64_t{parent.median_time_past()},
                                                    .witnesses = height >= m_params.segwit_height});
        m_layout = {};
        m_last = nullptr;
    }
    const auto renewal = m_selection->renew(pool);
    if (m_selection->tip() != &parent) {
        m_parent = nullptr;
        return nullptr;
    }
    const bool changed = renewal && m_layout.replace(renewal->before, renewal->after);
    if (!m_last || changed) m_last = m_layout.contents();
    return m_last;
}

}  // namespace quanta::mining
