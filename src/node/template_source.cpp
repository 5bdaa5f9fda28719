// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_source.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace quanta::node {

TemplateSource::TemplateSource(const Parts& parts) : m_parts(parts) {
    m_parts.pool.add_sink(*this);
}

TemplateSource::~TemplateSource() {
    m_parts.pool.remove_sink(*this);
}

void TemplateSource::changed() {
    ++m_changes;
    if (m_wanted.exchange(false)) m_parts.changes.note();
}

std::optional<TemplateSource::Size> TemplateSource::last_size() const {
    const sys::MutexLock lock(m_mutex);
    return m_last_size;
}

mining::ContentsMaker& TemplateSource::maker_for(const mining::BlockLimits& limits) {
    const auto found = std::ranges::find(m_makers, limits, &Maker::limits);
    if (found != m_makers.end()) {
        m_makers.splice(m_makers.begin(), m_makers, found);
    } else {
        m_makers.push_front({limits, mining::ContentsMaker(limits, m_parts.params)});
        if (m_makers.size() > kMaxMakers) m_makers.pop_back();
    }
    return m_makers.front().maker;
}

TemplateSource::Draft TemplateSource::draft(const mining::BlockLimits& limits) {
    for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
        const uint64_t changes = pool_changes();
        const chain::HeaderNode* tip = m_parts.chain.snapshot()->tip;
        if (m_parts.pool.reader().info().tip != tip) {
            // It follows a little later.
            m_parts.pool.sync();
            continue;
        }
        const sys::MutexLock lock(m_mutex);
        mining::ContentsRef made = maker_for(limits).make(m_parts.pool.reader(), *tip);
        if (!made) continue;
        m_last_size = Size{limits.reserved_weight + made->weight, made->transactions.size()};
        return {tip, std::move(made), changes};
    }
    return empty_draft();
}

}  // namespace quanta::node
