// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/follower.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

#include "base/log.h"

namespace quanta::wallet {

using interfaces::BlocksPage;
using interfaces::ChainPosition;
using std::chrono::milliseconds;

namespace {

/// A wallet that could not be written, or a node that lacks blocks, is tried again after this time.
constexpr std::chrono::seconds kOwnFailureWait{5};
/// Blocks whose time is this long before a wallet was made may hold its first transactions, seconds.
constexpr int64_t kBirthMargin_s = 2 * 60 * 60;

std::chrono::steady_clock::time_point now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

struct Follower::Mailbox {
    sys::Mutex mutex;
    Follower* owner QUANTA_GUARDED_BY(mutex) = nullptr;
};

class Follower::Sink final : public interfaces::ChainSink {
public:
    Sink(std::shared_ptr<Mailbox> mailbox, const interfaces::Chain* chain)
        : m_mailbox(std::move(mailbox)), m_chain(chain) {}

    void chain_changed(const ChainPosition& position) override {
        const sys::MutexLock lock(m_mailbox->mutex);
        if (m_mailbox->owner != nullptr) m_mailbox->owner->heard(m_chain, position);
    }

private:
    const std::shared_ptr<Mailbox> m_mailbox;
    const interfaces::Chain* const m_chain;  ///< tells chains apart, no more
};

Follower::Follower(FollowerOptions options)
    : m_options(std::move(options)),
      m_mailbox(std::make_shared<Mailbox>()),
      m_fetcher(m_options.limit, m_options.page_time, m_options.page_bytes) {
    {
        const sys::MutexLock lock(m_mailbox->mutex);
        m_mailbox->owner = this;
    }
    m_thread = sys::Thread("wallet.follow", [this] { run(); });
}

Follower::~Follower() {
    {
        const sys::MutexLock lock(m_mailbox->mutex);
        m_mailbox->owner = nullptr;
    }
    {
        const sys::MutexLock lock(m_mutex);
        m_stop = true;
    }
    m_work.notify_all();
    m_synced.notify_all();
    m_thread.join();
}

void Follower::set_chain(ChainPointer chain) {
    {
        const sys::MutexLock lock(m_mutex);
        m_chain.swap(chain);
        m_position.reset();
    }
    m_work.notify_all();
    m_synced.notify_all();
    // The end of the one before may be a call.
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    chain.reset();
}

Follower::ChainPointer Follower::chain() const {
    const sys::MutexLock lock(m_mutex);
    return m_chain;
}

void Follower::add(std::shared_ptr<Wallet> wallet) {
    auto slot = std::make_shared<Slot>();
    slot->position = wallet->position();
    slot->wallet = std::move(wallet);
    {
        const sys::MutexLock lock(m_mutex);
        m_slots.push_back(std::move(slot));
        m_urgent = true;
    }
    m_work.notify_all();
}

void Follower::remove(const std::shared_ptr<Wallet>& wallet) {
    const sys::MutexLock lock(m_mutex);
    std::erase_if(m_slots, [&](const SlotPointer& slot) { return slot->wallet == wallet; });
}

bool Follower::is_current(const ChainPointer& chain) const {
    const sys::MutexLock lock(m_mutex);
    return !m_stop && m_chain == chain;
}

void Follower::heard(const interfaces::Chain* chain, const ChainPosition& position) {
    {
        const sys::MutexLock lock(m_mutex);
        if (m_chain.get() != chain) return;
        if (m_position && position.sequence < m_position->sequence) return;
        m_position = position;
    }
    m_work.notify_all();
}

bool Follower::wait_synced(const std::shared_ptr<Wallet>& wallet, milliseconds time) {
    const Time deadline = now() + time;
    const ChainPointer current = chain();
    if (!current) return false;
    ChainPosition target;
    try {
        const std::shared_ptr<void> bound = m_options.limit(std::min(time, m_options.call_time));
        target = current->info().position;
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Walletdb, "the node does not say where it is: {}", error.what());
        return false;
    }
    heard(current.get(), target);
    const sys::MutexLock lock(m_mutex);
    m_urgent = true;
    m_work.notify_all();
    while (!m_stop && m_chain == current) {
        const auto slot = std::find_if(m_slots.begin(), m_slots.end(),
                                       [&](const SlotPointer& other) { return other->wallet == wallet; });
        if (slot == m_slots.end()) return false;
        if ((*slot)->position.tip == target.tip || (*slot)->synced_sequence >= target.sequence) return true;
        if (!m_synced.wait_until(m_mutex, deadline)) return false;
        m_urgent = true;
    }
    return false;
}

Follower::ChainPointer Follower::wait_for_chain() {
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && !m_chain)
        m_work.wait(m_mutex);
    return m_stop ? nullptr : m_chain;
}

void Follower::wait_after_failure(const ChainPointer& chain, milliseconds time) {
    const Time deadline = now() + time;
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && m_chain == chain && now() < deadline)
        m_work.wait_until(m_mutex, deadline);
}

void Follower::run() {
    milliseconds wait = m_options.first_wait;
    ChainPointer before;
    while (ChainPointer chain = wait_for_chain()) {
        if (chain != before) wait = m_options.first_wait;
        before = chain;
        try {
            follow(chain);
            wait = m_options.first_wait;
        } catch (const std::exception& error) {
            // The one place where a failing node is noticed.
            if (!is_current(chain)) continue;
            base::log_warning("Wallets wait for the node: {}", error.what());
            wait_after_failure(chain, wait);
            wait = std::min(wait * 2, m_options.longest_wait);
        }
    }
}

void Follower::ask(const ChainPointer& chain) {
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    const interfaces::ChainInfo info = chain->info();
    if (info.name != m_options.chain_name) {
        throw std::runtime_error(fmt::format("the node follows chain {}, the wallets are of chain {}",
                                             info.name, m_options.chain_name));
    }
    m_tell_transactions = info.wallet_notify;
    heard(chain.get(), info.position);
}

void Follower::follow(const ChainPointer& chain) {
    {
        const sys::MutexLock lock(m_mutex);
        m_position.reset();
        for (const SlotPointer& slot : m_slots)
            slot->synced_sequence = 0;
    }
    ask(chain);
    /// Takes the sink back within a bound.
    struct Registration {
        const FollowerOptions& options;
        std::unique_ptr<interfaces::Handler> handler{};
        ~Registration() {
            const std::shared_ptr<void> bound = options.limit(options.call_time);
            handler.reset();
        }
    } registration{m_options};
    {
        const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
        registration.handler = chain->follow(std::make_shared<Sink>(m_mailbox, chain.get()));
    }
    while (is_current(chain)) {
        std::vector<SlotPointer> group = wait_for_work(chain);
        if (!is_current(chain)) return;
        if (group.empty())
            ask(chain);
        else
            pull(chain, std::move(group));
    }
}

bool Follower::is_behind(const Slot& slot) const {
    return m_position && slot.position.tip != m_position->tip && now() >= slot.not_before;
}

std::vector<Follower::SlotPointer> Follower::next_group() const {
    std::vector<SlotPointer> group;
    const auto lower = [](const SlotPointer& a, const SlotPointer& b) {
        return a->position.tip.height < b->position.tip.height;
    };
    std::vector<SlotPointer> behind;
    std::copy_if(m_slots.begin(), m_slots.end(), std::back_inserter(behind),
                 [this](const SlotPointer& slot)
                     QUANTA_NO_THREAD_SAFETY_ANALYSIS { return is_behind(*slot); });
    if (behind.empty()) return group;
    const SlotPointer first = *std::min_element(behind.begin(), behind.end(), lower);
    // Wallets that have never been anywhere begin each at its own time.
    if (first->position.locator.empty()) return {first};
    std::copy_if(behind.begin(), behind.end(), std::back_inserter(group), [&](const SlotPointer& slot) {
        return slot->position.tip == first->position.tip && slot->position.locator == first->position.locator;
    });
    return group;
}

std::vector<Follower::SlotPointer> Follower::wait_for_work(const ChainPointer& chain) {
    const Time silent_until = now() + m_options.silence;
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && m_chain == chain) {
        const bool calm = m_position && m_position->initial_block_download && !m_urgent;
        const Time not_before = calm ? m_last_pull + m_options.pause_while_catching_up : Time{};
        if (now() >= not_before) {
            std::vector<SlotPointer> group = next_group();
            if (!group.empty()) return group;
            m_urgent = false;
        }
        if (now() >= silent_until) return {};
        Time wake = now() < not_before ? std::min(not_before, silent_until) : silent_until;
        for (const SlotPointer& slot : m_slots) {
            if (slot->not_before > now()) wake = std::min(wake, slot->not_before);
        }
        m_work.wait_until(m_mutex, wake);
    }
    return {};
}

PageFetcher::Locator Follower::locator_of(const ChainPointer& chain, const Slot& slot) const {
    if (!slot.position.locator.empty()) return slot.position.locator;
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    return chain->locator_before(slot.wallet->created_s() - kBirthMargin_s);
}

void Follower::pull(const ChainPointer& chain, std::vector<SlotPointer> group) {
    m_fetcher.start(chain, locator_of(chain, *group.front()));
    BlocksPage page = m_fetcher.take();
    while (true) {
        heard(chain.get(), page.position);
        const bool at_end = page.blocks.empty() || page.blocks.back().block == page.position.tip;
        const bool more = !at_end && is_current(chain);
        if (more) m_fetcher.start(chain, page.locator);
        // Who missed a page must not see the next one.
        std::erase_if(group, [&](const SlotPointer& slot) { return !apply(chain, *slot, page); });
        if (!more) break;
        page = m_fetcher.take();
        if (group.empty()) break;
    }
    const sys::MutexLock lock(m_mutex);
    m_last_pull = now();
}

bool Follower::apply(const ChainPointer& chain, Slot& slot, const BlocksPage& page) {
    std::vector<TouchedTransaction> touched;
    const bool moves = !page.blocks.empty() || page.fork != slot.position.tip;
    WalletResult<void> outcome;
    if (page.blocks.empty() && page.pruned_away) {
        outcome = fail(ErrorCode::Failed,
                       fmt::format("the node has pruned the block after height {}", page.fork.height));
    } else {
        outcome = slot.wallet->apply(page, touched);
    }
    Position position = slot.wallet->position();
    {
        const sys::MutexLock lock(m_mutex);
        slot.position = std::move(position);
        const bool there = slot.position.tip == page.position.tip;
        if (there) slot.synced_sequence = page.position.sequence;
        if (!outcome || (!moves && !there)) slot.not_before = now() + kOwnFailureWait;
    }
    m_synced.notify_all();
    if (!outcome && outcome.error().code != ErrorCode::NotLoaded) {
        base::log_error("Wallet {} cannot follow the chain: {}", slot.wallet->name(),
                        outcome.error().message);
    }
    if (moves && m_options.changed) m_options.changed(slot.wallet->name());
    tell(chain, *slot.wallet, touched);
    return outcome.has_value();
}

void Follower::tell(const std::string& wallet, const std::vector<TouchedTransaction>& touched) const {
    const ChainPointer current = chain();
    if (!current) return;
    try {
        const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
        for (const TouchedTransaction& transaction : touched)
            current->notify_wallet_transaction(wallet, transaction.txid, transaction.block);
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Walletdb, "the node runs no command: {}", error.what());
    }
}

void Follower::tell(const ChainPointer& chain, const Wallet& wallet,
                    const std::vector<TouchedTransaction>& touched) const {
    if (!m_tell_transactions) return;
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    for (const TouchedTransaction& transaction : touched)
        chain->notify_wallet_transaction(wallet.name(), transaction.txid, transaction.block);
}

}  // namespace quanta::wallet
