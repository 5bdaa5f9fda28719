// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interfaces/call_limit.h"
#include "interfaces/chain.h"
#include "sys/mutex.h"
#include "sys/thread.h"
#include "wallet/wallet.h"

namespace quanta::wallet {

/// How blocks are looked through once more. Times are those of calls to the node.
struct RescanOptions {
    interfaces::CallLimit limit = interfaces::no_call_limit();
    std::chrono::milliseconds page_time{60'000};
    uint64_t page_bytes = 16'000'000;
    int threads = 0;          ///< 0: one for each core
    bool use_filters = true;  ///< where the node has them
    /// Transactions of a wallet have changed. On the thread that runs the rescan.
    std::function<void(const std::string& wallet, const std::vector<TouchedTransaction>&)> changed = nullptr;
};

/// How far a rescan has come. Any thread.
struct RescanState {
    std::atomic<bool> aborted{false};
    std::atomic<bool> stopping{false};  ///< aborted, and to be taken up another time
    std::atomic<double> progress{0};
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
};

/// Blocks to look through, both included.
struct RescanRange {
    primitives::Height first = 0;
    primitives::Height last = 0;
};

/// What became of a rescan.
struct RescanOutcome {
    enum class End : uint8_t {
        Done,
        Aborted,
        Pruned,  ///< The node has not kept the block after `last`.
    };
    End end = End::Done;
    primitives::Height last = -1;  ///< the last block looked through
};

/// Looks through blocks that `wallet` has passed already, for what it did not know of at the time: new keys.
/// With filters of the node's those blocks alone that may matter are fetched; matching and scanning is done
/// on all cores. What it finds is in the file before it goes on, with how far it has come: a rescan that was
/// cut off is taken up where it was. Throws what calls to `chain` throw.
WalletResult<RescanOutcome> rescan(Wallet& wallet, interfaces::Chain& chain, const RescanRange& range,
                                   const RescanOptions& options, RescanState& state);

/// The rescans of a process, one for a wallet at a time. Any thread.
class Rescans {
public:
    using ChainSource = std::function<std::shared_ptr<interfaces::Chain>()>;

    /// `chain` gives the node, null while there is none.
    Rescans(RescanOptions options, ChainSource chain)
        : m_options(std::move(options)), m_chain(std::move(chain)) {}
    /// Aborts all and waits for those in the background.
    ~Rescans();

    /// Looks through `range` as far as the wallet knows the chain, and returns at the end. Failed: one is
    /// running for the wallet, or the node does not answer.
    WalletResult<RescanOutcome> run(const std::shared_ptr<Wallet>& wallet, const RescanRange& range)
        QUANTA_EXCLUDES(m_mutex);
    /// From the last block before those of `time_s` (less two hours) on.
    WalletResult<RescanOutcome> run_from(const std::shared_ptr<Wallet>& wallet, int64_t time_s);
    /// Goes on with what was cut off, in the background.
    void resume(const std::shared_ptr<Wallet>& wallet) QUANTA_EXCLUDES(m_mutex);
    /// Whether there was one to abort.
    bool abort(const std::string& wallet) QUANTA_EXCLUDES(m_mutex);
    /// The one of a wallet; null when none is running.
    std::shared_ptr<const RescanState> find(const std::string& wallet) const QUANTA_EXCLUDES(m_mutex);

private:
    class Reservation;

    const RescanOptions m_options;
    const ChainSource m_chain;

    // Guarded by m_mutex.
    mutable sys::Mutex m_mutex;
    std::map<std::string, std::shared_ptr<RescanState>> m_running QUANTA_GUARDED_BY(m_mutex);
    std::vector<sys::Thread> m_threads QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::wallet
