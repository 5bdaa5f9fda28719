// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <vector>

#include "index/filter_index.h"
#include "net/environment.h"
#include "serving/filter_source.h"
#include "sys/thread.h"

namespace quanta::node {

/// The index of filters as protocol code sees it: a thread of its own, "net.filters", reads, and its answers
/// come back in the net thread. Net thread unless said otherwise.
class FilterGate final : public serving::FilterSource {
public:
    /// Both outlive the gate.
    FilterGate(const index::FilterIndex& index, net::Scheduler& scheduler)
        : m_index(index), m_scheduler(scheduler) {}

    /// From now on nothing calls back.
    void close() { m_open.reset(); }
    /// Ends the thread. By the thread that owns this, when the net thread has ended. Idempotent.
    void stop() { m_reader.stop(); }

    void read_filters(const serving::BlockStretch& stretch, Done<std::vector<base::Bytes>> done) override;
    void read_hashes(const serving::BlockStretch& stretch, Done<serving::FilterHashes> done) override;
    void read_headers(std::vector<const chain::HeaderNode*> nodes,
                      Done<std::vector<wire::FilterHash>> done) override;

private:
    /// Requests that wait: one of each peer at the most.
    static constexpr size_t kMaxQueued = 1'000;

    template <typename T, typename Read>
    void answer(Done<T> done, Read read);

    const index::FilterIndex& m_index;
    net::Scheduler& m_scheduler;
    std::shared_ptr<bool> m_open = std::make_shared<bool>(true);  ///< net thread
    const std::weak_ptr<bool> m_watch = m_open;
    sys::WorkerPool m_reader{"net.filters", 1, kMaxQueued};
};

}  // namespace quanta::node
