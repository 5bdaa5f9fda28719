// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/chain.h"
#include "sys/mutex.h"
#include "sys/thread.h"
#include "wallet/page_fetcher.h"
#include "wallet/wallet.h"

namespace quanta::wallet {

/// How a chain is followed. Times are those of calls to the node.
struct FollowerOptions {
    interfaces::CallLimit limit = interfaces::no_call_limit();
    std::chrono::milliseconds page_time{60'000};
    std::chrono::milliseconds call_time{10'000};
    uint64_t page_bytes = 4'000'000;
    /// Between pulls while the node catches up: many blocks a page cost less than one.
    std::chrono::milliseconds pause_while_catching_up{250};
    /// After a failure; doubles up to the longest.
    std::chrono::milliseconds first_wait{250};
    std::chrono::milliseconds longest_wait{5'000};
    /// How long nothing may be heard before the node is asked.
    std::chrono::milliseconds silence{10'000};
    std::string chain_name;  ///< whose blocks are wanted
    /// A wallet is somewhere else now. On the follower's thread; nothing of the follower's is called from it.
    std::function<void(const std::string& wallet)> changed;
};

/// Brings wallets to where the chain is and keeps them there, on a thread of its own ("wallet.follow") and
/// one that fetches ahead. The chain tells when it has changed; what has changed is pulled in pages, which
/// wallets at the same place share. A node that has gone is tried again until another chain is given. Every
/// method: any other thread.
class Follower {
public:
    explicit Follower(FollowerOptions options);
    /// Stops after the call in progress.
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    /// Follows `chain` from now on; null: none.
    void set_chain(std::shared_ptr<interfaces::Chain> chain) QUANTA_EXCLUDES(m_mutex);
    std::shared_ptr<interfaces::Chain> chain() const QUANTA_EXCLUDES(m_mutex);
    void add(std::shared_ptr<Wallet> wallet) QUANTA_EXCLUDES(m_mutex);
    /// It may be told of one page more.
    void remove(const std::shared_ptr<Wallet>& wallet) QUANTA_EXCLUDES(m_mutex);
    /// Asks the node where the chain is and waits, for `time` at most, until `wallet` is there; whether it
    /// is.
    bool wait_synced(const std::shared_ptr<Wallet>& wallet, std::chrono::milliseconds time)
        QUANTA_EXCLUDES(m_mutex);
    /// Has the node run its command for transactions of a wallet. Any thread; what fails is logged.
    void tell(const std::string& wallet, const std::vector<TouchedTransaction>& touched) const
        QUANTA_EXCLUDES(m_mutex);

private:
    using Time = std::chrono::steady_clock::time_point;

    /// A wallet and how it is getting on.
    struct Slot {
        std::shared_ptr<Wallet> wallet;
        Position position;
        uint64_t synced_sequence = 0;  ///< of the chain, when the wallet was last at its tip
        Time not_before{};             ///< after a failure of its own
    };
    using SlotPointer = std::shared_ptr<Slot>;
    using ChainPointer = std::shared_ptr<interfaces::Chain>;
    /// Where the sink, which may outlive the follower, finds it.
    struct Mailbox;
    class Sink;

    void run();
    /// Until another chain is given or the end; throws when the node fails.
    void follow(const ChainPointer& chain) QUANTA_EXCLUDES(m_mutex);
    bool is_current(const ChainPointer& chain) const QUANTA_EXCLUDES(m_mutex);
    ChainPointer wait_for_chain() QUANTA_EXCLUDES(m_mutex);
    void wait_after_failure(const ChainPointer& chain, std::chrono::milliseconds time)
        QUANTA_EXCLUDES(m_mutex);
    /// `position` is where `chain` is, unless something newer was heard.
    void heard(const interfaces::Chain* chain, const interfaces::ChainPosition& position)
        QUANTA_EXCLUDES(m_mutex);
    /// The wallets that are furthest behind, all at one place, as soon as there are any; empty when it is
    /// time to look after the chain.
    std::vector<SlotPointer> wait_for_work(const ChainPointer& chain) QUANTA_EXCLUDES(m_mutex);
    std::vector<SlotPointer> next_group() const QUANTA_REQUIRES(m_mutex);
    bool is_behind(const Slot& slot) const QUANTA_REQUIRES(m_mutex);
    void ask(const ChainPointer& chain) QUANTA_EXCLUDES(m_mutex);
    PageFetcher::Locator locator_of(const ChainPointer& chain, const Slot& slot) const
        QUANTA_EXCLUDES(m_mutex);
    void pull(const ChainPointer& chain, std::vector<SlotPointer> group) QUANTA_EXCLUDES(m_mutex);
    /// Whether the wallet can go on with the next page.
    bool apply(const ChainPointer& chain, Slot& slot, const interfaces::BlocksPage& page)
        QUANTA_EXCLUDES(m_mutex);
    void tell(const ChainPointer& chain, const Wallet& wallet,
              const std::vector<TouchedTransaction>& touched) const;

    // Constant after construction.
    const FollowerOptions m_options;

    // The follower's thread alone.
    bool m_tell_transactions = true;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    sys::CondVar m_work;
    sys::CondVar m_synced;
    std::shared_ptr<interfaces::Chain> m_chain QUANTA_GUARDED_BY(m_mutex);
    std::vector<SlotPointer> m_slots QUANTA_GUARDED_BY(m_mutex);
    std::optional<interfaces::ChainPosition> m_position QUANTA_GUARDED_BY(m_mutex);
    Time m_last_pull QUANTA_GUARDED_BY(m_mutex){};
    bool m_urgent QUANTA_GUARDED_BY(m_mutex) = false;
    bool m_stop QUANTA_GUARDED_BY(m_mutex) = false;

    const std::shared_ptr<Mailbox> m_mailbox;
    PageFetcher m_fetcher;
    sys::Thread m_thread;
};

}  // namespace quanta::wallet
