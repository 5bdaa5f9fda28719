// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/indexes.h"

#include <utility>

#include "sys/thread.h"

namespace quanta::node {

base::Result<void, std::string> Indexes::start(const Parts& parts) {
    if (!m_options.block_filters) return {};
    index::FilterIndexOptions options;
    options.directory = parts.data_directory / "indexes" / "blockfilter" / "basic";
    options.start_over = parts.start_over;
    std::error_code unmade;
    std::filesystem::create_directories(options.directory.parent_path(), unmade);
    auto opened = index::FilterIndex::open(options);
    if (!opened) return base::Err(opened.error().message);
    m_filters = std::move(*opened);
    m_filter_follower =
        std::make_unique<index::Follower>(*m_filters, index::Follower::Parts{.chain = parts.chain,
                                                                             .tasks = parts.tasks,
                                                                             .failed = parts.failed,
                                                                             .threads = sys::cpu_count(),
                                                                             .needed_from = &m_needed_from});
    return m_filter_follower->start();
}

void Indexes::stop() {
    if (m_filter_follower) m_filter_follower->stop();
}

bool Indexes::wait_for_filters() {
    return m_filter_follower && m_filter_follower->wait_until_synced();
}

std::vector<Indexes::Status> Indexes::status() const {
    if (!m_filter_follower) return {};
    const index::Follower::State state = m_filter_follower->state();
    return {{m_filters->name(), state.synced, state.best == nullptr ? 0 : state.best->height}};
}

}  // namespace quanta::node
