// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "chain/chain.h"
#include "primitives/hashes.h"
#include "sys/mutex.h"

namespace quanta::chainstate {

/// Hands blocks to a chain, parents first whatever order they come in, and tells what became of each.
/// add() and finish() from one thread.
class Import {
public:
    /// Receives one line per block, in the order the blocks were handed to the chain, each when its outcome
    /// and those before it are settled. One call at a time, on some thread.
    using Print = std::function<void(const std::string&)>;

    /// `chain` is started and outlives the import.
    Import(chain::Chain& chain, Print print) : m_chain(chain), m_print(std::move(print)) {}
    /// Waits for the outcomes of what was handed over.
    ~Import() { wait(); }
    Import(const Import&) = delete;
    Import& operator=(const Import&) = delete;

    /// A block's serialisation. One whose parent is not known yet waits for it, in memory.
    void add(base::Bytes raw);
    /// Bytes that are no block: `what` says where they come from.
    void add_unreadable(const std::string& what);
    /// Waits for all outcomes; blocks whose parents never came are refused now. True: no block was refused.
    bool finish() QUANTA_EXCLUDES(m_mutex);

private:
    enum class Verdict : uint8_t { Fine, Refused };
    struct Waiting {
        primitives::BlockHash hash;
        base::Bytes raw;
    };

    void submit(const primitives::BlockHash& hash, base::Bytes raw) QUANTA_EXCLUDES(m_mutex);
    std::string describe(const primitives::BlockHash& hash, const chain::SubmitResult& result) const;
    /// A place in the order of lines.
    uint64_t next_place() QUANTA_EXCLUDES(m_mutex);
    /// Fills the place; prints what is complete from the first place on.
    void settle(uint64_t place, std::string line, Verdict verdict) QUANTA_EXCLUDES(m_mutex);
    void wait() QUANTA_EXCLUDES(m_mutex);

    chain::Chain& m_chain;
    const Print m_print;

    // The thread that adds.
    std::unordered_set<primitives::BlockHash, primitives::HashBytes> m_submitted;
    std::unordered_multimap<primitives::BlockHash, Waiting, primitives::HashBytes> m_waiting;  ///< by parent

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    std::deque<std::optional<std::string>> m_lines QUANTA_GUARDED_BY(m_mutex);  ///< not printed yet
    uint64_t m_printed QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_all_fine QUANTA_GUARDED_BY(m_mutex) = true;
};

}  // namespace quanta::chainstate
