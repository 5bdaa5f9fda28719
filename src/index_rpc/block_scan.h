// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "chain/chain.h"
#include "index/filter_index.h"
#include "primitives/hashes.h"

namespace quanta::index_rpc {

/// Scripts to look for, their bytes as text.
using Needles = std::set<std::string, std::less<>>;

/// What a scan has found.
struct BlockScanResult {
    primitives::Height last = 0;  ///< of the blocks looked at
    std::vector<primitives::BlockHash> relevant;
    bool complete = false;                       ///< false: it was stopped
    const chain::HeaderNode* missing = nullptr;  ///< the index lacks this block, which ended it
};

/// One search of blocks by their filters at a time, which others may watch and stop. Any thread.
class BlockScan {
public:
    /// Takes the place of the one scan there may be; does nothing when it is taken.
    class Place {
    public:
        explicit Place(BlockScan& scan);
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        bool taken() const { return m_taken; }

    private:
        BlockScan& m_scan;
        const bool m_taken;
    };

    /// What to search; all outlive it.
    struct Range {
        const index::FilterIndex& index;
        primitives::Height first = 0;
        const chain::HeaderNode& last;
        /// To tell false hits of filters; null: they count.
        const chain::BlockArchive* blocks = nullptr;
    };
    /// Searches until it is through, stop(), or `interrupt` is set. By who has the place. The error is the
    /// disk's.
    base::Result<BlockScanResult, std::string> run(const Range& range, const Needles& needles,
                                                   const std::atomic<bool>& interrupt);

    bool running() const { return m_running; }
    /// Asks the scan to end.
    void stop() { m_stop = true; }
    primitives::Height height() const { return m_height; }
    /// 0 to 100.
    int progress_percent() const { return m_percent; }

private:
    std::atomic<bool> m_running{false};
    std::atomic<bool> m_stop{false};
    std::atomic<primitives::Height> m_height{0};
    std::atomic<int> m_percent{0};
};

}  // namespace quanta::index_rpc
