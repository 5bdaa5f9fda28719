// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/pool_follower.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

#include "base/log.h"
#include "wallet/pool_changes.h"

namespace quanta::wallet {

using interfaces::PoolPage;
using std::chrono::milliseconds;

namespace {

/// Between two offers of what waits: the least, and what may come on top.
constexpr int64_t kOffer_s = 12 * 60 * 60;
constexpr uint64_t kOfferSpread_s = 24 * 60 * 60;
/// What became known shortly before the last block may be in the next one: peers know it still.
constexpr int64_t kFresh_s = 5 * 60;

/// How long a wallet without the blocks that the pool stands on is let alone.
constexpr std::chrono::seconds kBlocksWait{1};

std::chrono::steady_clock::time_point now() {
    return std::chrono::steady_clock::now();
}

}  // namespace

struct PoolFollower::Mailbox {
    sys::Mutex mutex;
    PoolFollower* owner QUANTA_GUARDED_BY(mutex) = nullptr;
};

class PoolFollower::Sink final : public interfaces::PoolSink {
public:
    Sink(std::shared_ptr<Mailbox> mailbox, const interfaces::Pool* pool)
        : m_mailbox(std::move(mailbox)), m_pool(pool) {}

    void pool_changed(uint64_t sequence) override {
        const sys::MutexLock lock(m_mailbox->mutex);
        if (m_mailbox->owner != nullptr) m_mailbox->owner->heard(m_pool, sequence);
    }

private:
    const std::shared_ptr<Mailbox> m_mailbox;
    const interfaces::Pool* const m_pool;  ///< tells pools apart, no more
};

PoolFollower::PoolFollower(PoolFollowerOptions options)
    : m_options(std::move(options)), m_mailbox(std::make_shared<Mailbox>()) {
    {
        const sys::MutexLock lock(m_mailbox->mutex);
        m_mailbox->owner = this;
    }
    m_thread = sys::Thread("wallet.pool", [this] { run(); });
}

PoolFollower::~PoolFollower() {
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

void PoolFollower::set_chain(ChainPointer chain) {
    PoolPointer pool;
    {
        const sys::MutexLock lock(m_mutex);
        m_chain.swap(chain);
        m_pool.swap(pool);
    }
    m_work.notify_all();
    m_synced.notify_all();
    // The end of those before may be a call.
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    pool.reset();
    chain.reset();
}

PoolFollower::PoolPointer PoolFollower::pool() const {
    const sys::MutexLock lock(m_mutex);
    return m_pool;
}

void PoolFollower::add(std::shared_ptr<Wallet> wallet) {
    auto slot = std::make_shared<Slot>();
    slot->wallet = std::move(wallet);
    {
        const sys::MutexLock lock(m_mutex);
        m_slots.push_back(std::move(slot));
    }
    m_work.notify_all();
}

void PoolFollower::remove(const std::shared_ptr<Wallet>& wallet) {
    const sys::MutexLock lock(m_mutex);
    std::erase_if(m_slots, [&](const SlotPointer& slot) { return slot->wallet == wallet; });
    m_synced.notify_all();
}

bool PoolFollower::is_current(const ChainPointer& chain) const {
    const sys::MutexLock lock(m_mutex);
    return !m_stop && m_chain == chain;
}

void PoolFollower::heard(const interfaces::Pool* pool, uint64_t sequence) {
    {
        const sys::MutexLock lock(m_mutex);
        if (m_pool.get() != pool || sequence <= m_newest) return;
        m_newest = sequence;
    }
    m_work.notify_all();
}

bool PoolFollower::wait_synced(const std::shared_ptr<Wallet>& wallet, milliseconds time) {
    const Time deadline = now() + time;
    const PoolPointer current = pool();
    if (!current) return false;
    uint64_t target = 0;
    try {
        const std::shared_ptr<void> bound = m_options.limit(std::min(time, m_options.call_time));
        target = current->sequence();
    } catch (const std::exception& error) {
        base::log_debug(base::Category::Walletdb, "the node does not say what is in its pool: {}",
                        error.what());
        return false;
    }
    heard(current.get(), target);
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && m_pool == current) {
        const auto slot = std::find_if(m_slots.begin(), m_slots.end(),
                                       [&](const SlotPointer& other) { return other->wallet == wallet; });
        if (slot == m_slots.end()) return false;
        if ((*slot)->place.told == 0 && (*slot)->place.sequence >= target) return true;
        if (!m_synced.wait_until(m_mutex, deadline)) return false;
    }
    return false;
}

PoolFollower::ChainPointer PoolFollower::wait_for_chain() {
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && !m_chain)
        m_work.wait(m_mutex);
    return m_stop ? nullptr : m_chain;
}

void PoolFollower::wait_after_failure(const ChainPointer& chain, milliseconds time) {
    const Time deadline = now() + time;
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && m_chain == chain && now() < deadline)
        m_work.wait_until(m_mutex, deadline);
}

void PoolFollower::run() {
    milliseconds wait = m_options.first_wait;
    ChainPointer before;
    while (ChainPointer chain = wait_for_chain()) {
        if (chain != before) wait = m_options.first_wait;
        before = chain;
        try {
            follow(chain);
        } catch (const std::exception& error) {
            if (!is_current(chain)) continue;
            base::log_warning("Wallets wait for the node's mempool: {}", error.what());
            wait_after_failure(chain, wait);
            wait = std::min(wait * 2, m_options.longest_wait);
        }
    }
}

void PoolFollower::begin(PoolPointer pool) {
    const sys::MutexLock lock(m_mutex);
    m_pool = std::move(pool);
    m_newest = 0;
    for (const SlotPointer& slot : m_slots) {
        slot->place = {};
        slot->offered = false;
    }
}

void PoolFollower::follow(const ChainPointer& chain) {
    PoolPointer pool;
    {
        const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
        m_tell_transactions = chain->info().wallet_notify;
        pool = chain->make_pool();
    }
    if (!is_current(chain)) return;
    begin(pool);
    follow_pool(chain, pool);
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    pool.reset();
}

void PoolFollower::follow_pool(const ChainPointer& chain, const PoolPointer& pool) {
    /// Takes the sink back within a bound.
    struct Registration {
        const PoolFollowerOptions& options;
        std::unique_ptr<interfaces::Handler> handler{};
        ~Registration() {
            const std::shared_ptr<void> bound = options.limit(options.call_time);
            handler.reset();
        }
    } registration{m_options};
    {
        const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
        registration.handler = pool->follow(std::make_shared<Sink>(m_mailbox, pool.get()));
        heard(pool.get(), pool->sequence());
    }
    while (is_current(chain)) {
        const std::vector<SlotPointer> group = wait_for_work(chain);
        if (!is_current(chain)) return;
        if (!group.empty()) {
            pull(chain, *pool, group);
        } else {
            {
                const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
                heard(pool.get(), pool->sequence());
            }
            std::vector<SlotPointer> slots;
            {
                const sys::MutexLock lock(m_mutex);
                slots = m_slots;
            }
            for (const SlotPointer& slot : slots)
                forget_mined(*slot->wallet);
        }
        offer(chain, *pool);
    }
}

bool PoolFollower::is_behind(const Slot& slot) const {
    if (now() < slot.not_before) return false;
    return slot.place.sequence == 0 || slot.place.told > 0 || slot.place.sequence < m_newest;
}

std::vector<PoolFollower::SlotPointer> PoolFollower::next_group() const {
    std::vector<SlotPointer> group;
    // The whole pool is told of once at a time: who has begun to hear it goes first.
    for (const bool told : {true, false}) {
        for (const SlotPointer& slot : m_slots) {
            if (!is_behind(*slot) || (slot->place.told > 0) != told) continue;
            if (group.empty() || group.front()->place == slot->place) group.push_back(slot);
        }
        if (!group.empty()) break;
    }
    return group;
}

std::vector<PoolFollower::SlotPointer> PoolFollower::wait_for_work(const ChainPointer& chain) {
    const Time silent_until = now() + m_options.silence;
    const sys::MutexLock lock(m_mutex);
    while (!m_stop && m_chain == chain) {
        std::vector<SlotPointer> group = next_group();
        if (!group.empty() || now() >= silent_until) return group;
        Time wake = silent_until;
        for (const SlotPointer& slot : m_slots) {
            if (slot->not_before > now()) wake = std::min(wake, slot->not_before);
        }
        m_work.wait_until(m_mutex, wake);
    }
    return {};
}

void PoolFollower::pull(const ChainPointer& chain, interfaces::Pool& pool,
                        const std::vector<SlotPointer>& group) {
    PoolPage page;
    {
        const std::shared_ptr<void> bound = m_options.limit(m_options.page_time);
        page = pool.changes_after(group.front()->place, m_options.page_bytes);
    }
    for (const SlotPointer& slot : group)
        apply(*chain, *slot, page);
}

void PoolFollower::apply(interfaces::Chain& chain, Slot& slot, const PoolPage& page) {
    const std::string& name = slot.wallet->name();
    if (slot.wallet->tip() != page.tip && m_options.sync && !m_options.sync(slot.wallet)) {
        const sys::MutexLock lock(m_mutex);
        slot.place = {};
        slot.not_before = now() + kBlocksWait;
        return;
    }
    const auto outcome = take_pool_page(*slot.wallet, slot.place, page, m_options.clock.system_time_s());
    if (!outcome && outcome.error().code != ErrorCode::NotLoaded)
        base::log_error("Wallet {} cannot follow the mempool: {}", name, outcome.error().message);
    {
        const sys::MutexLock lock(m_mutex);
        // What cannot be written now is told again in some later page, or when the wallet is loaded.
        slot.place = outcome && outcome->lost ? interfaces::PoolPlace{} : page.next;
    }
    m_synced.notify_all();
    if (!outcome) return;
    if (outcome->changed && m_options.changed) m_options.changed(name);
    tell(chain, name, outcome->touched);
}

void PoolFollower::tell(interfaces::Chain& chain, const std::string& wallet,
                        const std::vector<TouchedTransaction>& touched) const {
    if (!m_tell_transactions) return;
    const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
    for (const TouchedTransaction& transaction : touched)
        chain.notify_wallet_transaction(wallet, transaction.txid, transaction.block);
}

std::vector<PoolFollower::SlotPointer> PoolFollower::due(int64_t now_s) {
    std::vector<SlotPointer> slots;
    const sys::MutexLock lock(m_mutex);
    for (const SlotPointer& slot : m_slots) {
        const bool knows = slot->place.sequence > 0 && slot->place.told == 0;
        if (knows && (!slot->offered || now_s >= slot->offer_at_s)) slots.push_back(slot);
    }
    return slots;
}

void PoolFollower::offer(const ChainPointer& chain, interfaces::Pool& pool) {
    if (!m_options.broadcast) return;
    const int64_t now_s = m_options.clock.system_time_s();
    for (const SlotPointer& slot : due(now_s)) {
        const bool again = slot->offered;
        slot->offered = true;
        slot->offer_at_s = now_s + kOffer_s + static_cast<int64_t>(m_options.random.below(kOfferSpread_s));
        int64_t until_s = std::numeric_limits<int64_t>::max();
        if (again) {
            const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
            const interfaces::ChainPosition position = chain->info().position;
            if (position.initial_block_download) continue;
            until_s = position.time_s - kFresh_s;
        }
        for (const auto& transaction : to_offer(*slot->wallet, until_s)) {
            const std::shared_ptr<void> bound = m_options.limit(m_options.call_time);
            const std::string refusal =
                pool.broadcast({transaction->raw().begin(), transaction->raw().end()}, 0, again);
            if (!refusal.empty()) {
                base::log_debug(base::Category::Walletdb, "{} of wallet {} was not taken: {}",
                                transaction->txid().to_text(), slot->wallet->name(), refusal);
            }
        }
    }
}

}  // namespace quanta::wallet
