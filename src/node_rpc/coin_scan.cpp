// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/coin_scan.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::node_rpc {

namespace {

using primitives::Coin;
using primitives::OutPoint;

/// Values of the first byte of a txid: each is one range of the walk.
constexpr int kRanges = 256;
/// More threads than this wait for the disk, not for each other.
constexpr int kMaxThreads = 16;
/// Coins between two looks at whether to stop.
constexpr uint64_t kStopEvery = 4096;
constexpr int kPercent = 100;

}  // namespace

CoinScan::Place::Place(CoinScan& scan) : m_scan(scan), m_taken(!scan.m_running.exchange(true)) {
    if (!m_taken) return;
    scan.m_stop = false;
    scan.m_ranges_done = 0;
}

CoinScan::Place::~Place() {
    if (m_taken) m_scan.m_running = false;
}

int CoinScan::progress_percent() const {
    return m_ranges_done.load() * kPercent / kRanges;
}

base::Result<ScanResult, std::string> CoinScan::run(const store::CoinsSnapshot& snapshot,
                                                    const Wanted& wanted, const std::atomic<bool>& interrupt,
                                                    chain::Tasks& tasks) {
    chain::Task task(tasks, "scanning coins", "ranges", kRanges);
    sys::Mutex mutex;
    ScanResult total;   // under mutex
    std::string error;  // under mutex
    std::atomic<int> next_range{0};
    const auto ended = [&] { return m_stop.load() || interrupt.load(); };
    const auto work = [&] {
        ScanResult part;
        std::string failure;
        const auto visit = [&](const OutPoint& outpoint, const Coin& coin) {
            if (wanted(coin.script.span())) part.found.emplace(outpoint, coin);
            return ++part.looked_at % kStopEvery != 0 || !ended();
        };
        for (int range = next_range++; range < kRanges && !ended(); range = next_range++) {
            const auto byte = static_cast<uint8_t>(range);
            if (const auto walked = snapshot.walk(byte, byte, visit); !walked) {
                failure = walked.error().message;
                m_stop = true;
                break;
            }
            ++m_ranges_done;
            task.add(1);
        }
        const sys::MutexLock lock(mutex);
        total.looked_at += part.looked_at;
        total.found.merge(part.found);
        if (!failure.empty()) error = failure;
    };
    {
        std::vector<sys::Thread> pool;
        for (int i = 1; i < std::min(sys::cpu_count(), kMaxThreads); ++i)
            pool.emplace_back("coinscan", work);
        work();
    }
    if (!error.empty()) return base::Err(error);
    total.complete = !ended();
    return total;
}

}  // namespace quanta::node_rpc
