// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/page_fetcher.h"

#include <stdexcept>
#include <utility>

namespace quanta::wallet {

PageFetcher::PageFetcher(interfaces::CallLimit limit, std::chrono::milliseconds call_time, uint64_t max_bytes)
    : m_limit(std::move(limit)), m_call_time(call_time), m_max_bytes(max_bytes) {
    m_thread = sys::Thread("wallet.fetch", [this] { run(); });
}

PageFetcher::~PageFetcher() {
    {
        const sys::MutexLock lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void PageFetcher::start(std::shared_ptr<interfaces::Chain> chain, Locator locator) {
    {
        const sys::MutexLock lock(m_mutex);
        while (m_busy)
            m_changed.wait(m_mutex);
        m_page.reset();
        m_error = nullptr;
        m_request = Request{std::move(chain), std::move(locator)};
        m_busy = true;
    }
    m_changed.notify_all();
}

interfaces::BlocksPage PageFetcher::take() {
    const sys::MutexLock lock(m_mutex);
    while (m_busy)
        m_changed.wait(m_mutex);
    if (m_error) std::rethrow_exception(std::exchange(m_error, nullptr));
    if (!m_page) throw std::logic_error("No page was asked for");
    interfaces::BlocksPage page = std::move(*m_page);
    m_page.reset();
    return page;
}

interfaces::BlocksPage PageFetcher::fetch(const Request& request) const {
    const std::shared_ptr<void> bound = m_limit(m_call_time);
    return request.chain->blocks_after(request.locator, m_max_bytes);
}

void PageFetcher::run() {
    sys::MutexLock lock(m_mutex);
    while (true) {
        while (!m_stop && !m_request)
            m_changed.wait(m_mutex);
        if (m_stop) return;
        Request request = std::move(*m_request);
        m_request.reset();
        lock.unlock();
        std::optional<interfaces::BlocksPage> page;
        std::exception_ptr error;
        try {
            page = fetch(request);
        } catch (...) {
            // The one who takes it hears of it.
            error = std::current_exception();
        }
        request.chain.reset();
        lock.lock();
        m_page = std::move(page);
        m_error = error;
        m_busy = false;
        m_changed.notify_all();
    }
}

}  // namespace quanta::wallet
