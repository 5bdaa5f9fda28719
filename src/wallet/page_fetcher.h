// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/chain.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::wallet {

/// Fetches pages of blocks on a thread of its own ("wallet.fetch"), so that the next one is on its way while
/// one is scanned. One request at a time; used by one thread.
class PageFetcher {
public:
    using Locator = std::vector<primitives::BlockHash>;

    /// Each request takes at most `call_time` and asks for `max_bytes`.
    PageFetcher(interfaces::CallLimit limit, std::chrono::milliseconds call_time, uint64_t max_bytes);
    /// Waits for the request in progress.
    ~PageFetcher();
    PageFetcher(const PageFetcher&) = delete;
    PageFetcher& operator=(const PageFetcher&) = delete;

    /// Begins to fetch what follows `locator`; what an earlier request brings is dropped.
    void start(std::shared_ptr<interfaces::Chain> chain, Locator locator) QUANTA_EXCLUDES(m_mutex);
    /// Waits for what start() asked for; throws what the call threw.
    interfaces::BlocksPage take() QUANTA_EXCLUDES(m_mutex);

private:
    struct Request {
        std::shared_ptr<interfaces::Chain> chain;
        Locator locator;
    };

    void run() QUANTA_EXCLUDES(m_mutex);
    interfaces::BlocksPage fetch(const Request& request) const;

    // Constant after construction.
    const interfaces::CallLimit m_limit;
    const std::chrono::milliseconds m_call_time;
    const uint64_t m_max_bytes;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::optional<Request> m_request QUANTA_GUARDED_BY(m_mutex);
    std::optional<interfaces::BlocksPage> m_page QUANTA_GUARDED_BY(m_mutex);
    std::exception_ptr m_error QUANTA_GUARDED_BY(m_mutex);
    bool m_busy QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_stop QUANTA_GUARDED_BY(m_mutex) = false;

    sys::Thread m_thread;
};

}  // namespace quanta::wallet
