// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "app/wallet/program.h"
#include "base/log.h"

namespace quanta::wallet_program {

namespace {

constexpr std::chrono::milliseconds kFirstPause{250};
constexpr std::chrono::milliseconds kLongestPause{5'000};

}  // namespace

std::unique_ptr<interfaces::WalletLoader> WalletInit::serve_wallets(
    std::unique_ptr<interfaces::Chain> chain) {
    const sys::MutexLock lock(m_mutex);
    if (m_wallets) throw std::runtime_error("The wallets of this process are served already");
    m_wallets = m_make(std::move(chain));
    return m_wallets->share();
}

void WalletInit::close() {
    const sys::MutexLock lock(m_mutex);
    if (!m_wallets) return;
    // Calls in progress wait for the chain no more.
    m_wallets->set_chain(nullptr);
    m_wallets.reset();
}

Attachment::Attachment(ipc::Host& host, Options options)
    : m_host(host), m_options(std::move(options)), m_thread("attach", [this] { run(); }) {}

Attachment::~Attachment() {
    {
        const sys::MutexLock lock(m_mutex);
        m_stop = true;
        m_changed.notify_all();
    }
    m_thread.join();
}

void Attachment::run() {
    std::chrono::milliseconds pause = kFirstPause;
    while (true) {
        try {
            attach();
            pause = kFirstPause;
        } catch (const std::exception& error) {
            base::log_warning("no node: {}; trying again in {} ms", error.what(), pause.count());
        }
        if (m_wallets) m_wallets->set_chain(nullptr);
        sys::MutexLock lock(m_mutex);
        const auto until = std::chrono::steady_clock::now() + pause;
        while (!m_stop && m_changed.wait_until(m_mutex, until)) {
        }
        if (m_stop) break;
        pause = std::min(pause * 2, kLongestPause);
    }
    m_wallets.reset();
}

void Attachment::attach() {
    const auto socket = m_options.connect();
    if (!socket) throw std::runtime_error(socket.error());
    {
        const sys::MutexLock lock(m_mutex);
        m_lost = false;
    }
    const auto node = m_host.connect(*socket, [this] {
        const sys::MutexLock lock(m_mutex);
        m_lost = true;
        m_changed.notify_all();
    });
    take_chain(node->make_chain());
    const auto handler = node->attach_wallets(m_wallets->share());
    base::log_info("attached to the node at {}", m_options.place);
    sys::MutexLock lock(m_mutex);
    while (!m_lost && !m_stop)
        m_changed.wait(m_mutex);
    if (m_lost) base::log_warning("the node has gone; the wallets stay loaded");
}

void Attachment::take_chain(std::unique_ptr<interfaces::Chain> chain) {
    if (m_wallets) {
        m_wallets->set_chain(std::move(chain));
        return;
    }
    m_wallets = m_options.make(std::move(chain));
    for (const std::string& name : m_options.wallets) {
        try {
            m_wallets->load(name);
        } catch (const std::exception& error) {
            base::log_warning("wallet \"{}\": {}", name, error.what());
        }
    }
}

}  // namespace quanta::wallet_program
