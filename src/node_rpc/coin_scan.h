// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/result.h"
#include "chain/tasks.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "store/coins_db.h"

namespace quanta::node_rpc {

/// What a scan has found.
struct ScanResult {
    uint64_t looked_at = 0;  ///< coins
    std::map<primitives::OutPoint, primitives::Coin> found;
    bool complete = false;  ///< false: it was stopped
};

/// One search of all coins at a time, which others may watch and stop. Any thread.
class CoinScan {
public:
    /// Takes the place of the one scan there may be; does nothing when it is taken.
    class Place {
    public:
        explicit Place(CoinScan& scan);
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        bool taken() const { return m_taken; }

    private:
        CoinScan& m_scan;
        const bool m_taken;
    };

    /// Whether coins with this script are wanted; called on several threads.
    using Wanted = std::function<bool(base::ByteSpan script)>;
    /// Looks at all coins of `snapshot` on several threads until stop(), or `interrupt` is set. By who has
    /// the place. The error is the database's.
    base::Result<ScanResult, std::string> run(const store::CoinsSnapshot& snapshot, const Wanted& wanted,
                                              const std::atomic<bool>& interrupt, chain::Tasks& tasks);

    bool running() const { return m_running; }
    /// Asks the scan to end.
    void stop() { m_stop = true; }
    /// 0 to 100.
    int progress_percent() const;

private:
    std::atomic<bool> m_running{false};
    std::atomic<bool> m_stop{false};
    std::atomic<int> m_ranges_done{0};
};

}  // namespace quanta::node_rpc
