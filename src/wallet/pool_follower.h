// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/chain.h"
#include "interfaces/pool.h"
#include "sys/clock.h"
#include "sys/mutex.h"
#include "sys/random.h"
#include "sys/thread.h"
#include "wallet/wallet.h"

namespace quanta::wallet {

/// How a mempool is followed. Times are those of calls to the node.
struct PoolFollowerOptions {
    const sys::Clock& clock;
    sys::Random& random;
    interfaces::CallLimit limit = interfaces::no_call_limit();
    std::chrono::milliseconds call_time{10'000};
    std::chrono::milliseconds page_time{60'000};
    uint64_t page_bytes = 4'000'000;
    /// After a failure; doubles up to the longest.
    std::chrono::milliseconds first_wait{250};
    std::chrono::milliseconds longest_wait{5'000};
    /// How long nothing may be heard before the node is asked.
    std::chrono::milliseconds silence{10'000};
    /// Offers the node what waits and is not in its pool: at the start, and told to peers, too, 12 to 36
    /// hours later, again and again (-walletbroadcast).
    bool broadcast = true;
    /// Has a wallet get to where the chain is, in a moment at most; whether it is there. Transactions spend
    /// what blocks paid, so blocks go first. On the follower's thread.
    std::function<bool(const std::shared_ptr<Wallet>& wallet)> sync;
    /// Something of a wallet's is different. On the follower's thread.
    std::function<void(const std::string& wallet)> changed;
};

/// Has wallets know which of their transactions are in the node's mempool, what else is there that pays to
/// them or spends what they do, and offers the node what it should have; on a thread of its own
/// ("wallet.pool"). What was missed while the node was away is healed by looking at the whole pool. Every
/// method: any other thread.
class PoolFollower {
public:
    explicit PoolFollower(PoolFollowerOptions options);
    /// Stops after the call in progress.
    ~PoolFollower();
    PoolFollower(const PoolFollower&) = delete;
    PoolFollower& operator=(const PoolFollower&) = delete;

    /// Follows the pool of `chain` from now on; null: none.
    void set_chain(std::shared_ptr<interfaces::Chain> chain) QUANTA_EXCLUDES(m_mutex);
    /// The pool that is followed; null when there is none (yet).
    std::shared_ptr<interfaces::Pool> pool() const QUANTA_EXCLUDES(m_mutex);
    void add(std::shared_ptr<Wallet> wallet) QUANTA_EXCLUDES(m_mutex);
    void remove(const std::shared_ptr<Wallet>& wallet) QUANTA_EXCLUDES(m_mutex);
    /// Waits, for `time` at most, until `wallet` knows what is in the pool now; whether it does.
    bool wait_synced(const std::shared_ptr<Wallet>& wallet, std::chrono::milliseconds time)
        QUANTA_EXCLUDES(m_mutex);

private:
    using Time = std::chrono::steady_clock::time_point;
    using ChainPointer = std::shared_ptr<interfaces::Chain>;
    using PoolPointer = std::shared_ptr<interfaces::Pool>;

    /// A wallet and how it is getting on.
    struct Slot {
        std::shared_ptr<Wallet> wallet;
        interfaces::PoolPlace place{};
        bool offered = false;  ///< what waits has been, to this node
        int64_t offer_at_s = 0;
        Time not_before{};  ///< while blocks are missing
    };
    using SlotPointer = std::shared_ptr<Slot>;
    struct Mailbox;
    class Sink;

    void run();
    /// Until another chain is given or the end; throws when the node fails.
    void follow(const ChainPointer& chain) QUANTA_EXCLUDES(m_mutex);
    void follow_pool(const ChainPointer& chain, const PoolPointer& pool) QUANTA_EXCLUDES(m_mutex);
    void begin(PoolPointer pool) QUANTA_EXCLUDES(m_mutex);
    bool is_current(const ChainPointer& chain) const QUANTA_EXCLUDES(m_mutex);
    ChainPointer wait_for_chain() QUANTA_EXCLUDES(m_mutex);
    void wait_after_failure(const ChainPointer& chain, std::chrono::milliseconds time)
        QUANTA_EXCLUDES(m_mutex);
    void heard(const interfaces::Pool* pool, uint64_t sequence) QUANTA_EXCLUDES(m_mutex);
    /// Wallets at one place that are behind, as soon as there are any; empty when nothing was heard for long.
    std::vector<SlotPointer> wait_for_work(const ChainPointer& chain) QUANTA_EXCLUDES(m_mutex);
    std::vector<SlotPointer> next_group() const QUANTA_REQUIRES(m_mutex);
    bool is_behind(const Slot& slot) const QUANTA_REQUIRES(m_mutex);
    void pull(const ChainPointer& chain, interfaces::Pool& pool, const std::vector<SlotPointer>& group)
        QUANTA_EXCLUDES(m_mutex);
    void apply(interfaces::Chain& chain, Slot& slot, const interfaces::PoolPage& page)
        QUANTA_EXCLUDES(m_mutex);
    void tell(interfaces::Chain& chain, const std::string& wallet,
              const std::vector<TouchedTransaction>& touched) const;
    /// Offers what waits where it is time to.
    void offer(const ChainPointer& chain, interfaces::Pool& pool) QUANTA_EXCLUDES(m_mutex);
    std::vector<SlotPointer> due(int64_t now_s) QUANTA_EXCLUDES(m_mutex);

    // Constant after construction.
    const PoolFollowerOptions m_options;

    // The follower's thread alone.
    bool m_tell_transactions = true;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_work;
    sys::CondVar m_synced;
    ChainPointer m_chain QUANTA_GUARDED_BY(m_mutex);
    PoolPointer m_pool QUANTA_GUARDED_BY(m_mutex);
    std::vector<SlotPointer> m_slots QUANTA_GUARDED_BY(m_mutex);
    uint64_t m_newest QUANTA_GUARDED_BY(m_mutex) = 0;  ///< change of the pool that was heard of
    bool m_stop QUANTA_GUARDED_BY(m_mutex) = false;

    const std::shared_ptr<Mailbox> m_mailbox;
    sys::Thread m_thread;
};

}  // namespace quanta::wallet
