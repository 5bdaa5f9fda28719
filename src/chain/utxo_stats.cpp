// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/utxo_stats.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "chain/tasks.h"
#include "codec/writer.h"
#include "crypto/muhash.h"
#include "sys/mutex.h"
#include "sys/thread.h"

namespace quanta::chain {

namespace {

using base::Bytes;
using primitives::Coin;
using primitives::OutPoint;
using store::CoinsSnapshot;

/// Values of the first byte of a txid: each is one range of the walk.
constexpr int kRanges = 256;
/// Serialised coins are handed to the hasher in pieces of about this many bytes.
constexpr size_t kPieceBytes = 256 * 1024;
/// Bytes that may wait for their turn to be hashed, over all ranges.
constexpr size_t kMaxWaitingBytes = 64 * 1024 * 1024;
/// Coins between two looks at the interrupt.
constexpr uint64_t kInterruptEvery = 4096;
/// What a coin weighs in bogo_size beside its script.
constexpr uint64_t kBogoCoinBytes = 50;

/// Appends what both commitments hash for one coin: outpoint, height and coinbase flag, value, script.
void append_coin(Bytes& out, const OutPoint& outpoint, const Coin& coin) {
    const base::ByteSpan script = coin.script.span();
    const size_t at = out.size();
    constexpr size_t kFixed = 32 + 4 + 4 + 8;
    out.resize(at + kFixed);
    uint8_t* to = out.data() + at;
    std::memcpy(to, outpoint.txid.data(), 32);
    base::write_le(to + 32, outpoint.index);
    base::write_le(to + 36, static_cast<uint32_t>(coin.height) * 2 + (coin.is_coinbase ? 1 : 0));
    base::write_le(to + 40, static_cast<uint64_t>(coin.value.sat));
    codec::Writer(out).write_sized_bytes(script);
}

/// Hashes the bytes of ranges 0, 1, 2 … in this order, whichever thread brings them: those of the current
/// range at once, those of later ones when it is their turn. Ranges are begun in order, one per thread, so
/// that the current one always has a thread, which never waits. Any thread.
class OrderedHasher {
public:
    explicit OrderedHasher(bool enabled) : m_enabled(enabled) {}

    /// Takes the next bytes of `range`; `piece` is empty afterwards. `waiting` is the thread's own list of
    /// pieces of that range.
    void write(int range, Bytes& piece, std::vector<Bytes>& waiting) QUANTA_EXCLUDES(m_mutex) {
        if (!m_enabled || piece.empty()) return;
        if (!is_turn_or_room(range, piece.size())) {
            waiting.push_back(std::exchange(piece, {}));
            return;
        }
        drain(waiting);
        m_sha.write(piece);
        piece.clear();
    }

    /// No more bytes of `range` follow: waits for its turn and hashes what waits.
    void finish(int range, std::vector<Bytes>& waiting) QUANTA_EXCLUDES(m_mutex) {
        if (m_enabled) {
            {
                sys::MutexLock lock(m_mutex);
                while (m_current != range && !m_failed)
                    m_turn.wait(m_mutex);
                if (m_failed) return;
            }
            drain(waiting);
        }
        sys::MutexLock lock(m_mutex);
        ++m_current;
        m_turn.notify_all();
    }

    /// Nobody waits any more: the result is not wanted.
    void fail() QUANTA_EXCLUDES(m_mutex) {
        sys::MutexLock lock(m_mutex);
        m_failed = true;
        m_turn.notify_all();
    }

    /// After all ranges were finished.
    crypto::Digest256 finalize() { return m_sha.finalize(); }

private:
    /// True: it is the turn of `range`. False: `bytes` may wait, and are counted.
    bool is_turn_or_room(int range, size_t bytes) QUANTA_EXCLUDES(m_mutex) {
        sys::MutexLock lock(m_mutex);
        while (m_current != range && m_waiting_bytes + bytes > kMaxWaitingBytes && !m_failed)
            m_turn.wait(m_mutex);
        if (m_current == range) return true;
        m_waiting_bytes += bytes;
        return false;
    }

    void drain(std::vector<Bytes>& waiting) QUANTA_EXCLUDES(m_mutex) {
        if (waiting.empty()) return;
        size_t bytes = 0;
        for (const Bytes& piece : waiting) {
            m_sha.write(piece);
            bytes += piece.size();
        }
        waiting.clear();
        sys::MutexLock lock(m_mutex);
        m_waiting_bytes -= bytes;
        m_turn.notify_all();
    }

    // Constant after construction.
    const bool m_enabled;

    // The thread of the current range only; handed on under m_mutex.
    crypto::Sha256d m_sha;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    sys::CondVar m_turn;
    int m_current QUANTA_GUARDED_BY(m_mutex) = 0;
    size_t m_waiting_bytes QUANTA_GUARDED_BY(m_mutex) = 0;
    bool m_failed QUANTA_GUARDED_BY(m_mutex) = false;
};

/// One walk over all coins by several threads.
class Walk {
public:
    Walk(const CoinsSnapshot& snapshot, UtxoHash hash, const std::atomic<bool>& interrupt, Tasks* tasks)
        : m_snapshot(snapshot),
          m_hash(hash),
          m_interrupt(interrupt),
          m_hasher(hash == UtxoHash::HashSerialized3) {
        // Their number is not known, but ids are evenly spread.
        if (tasks != nullptr) m_task.emplace(*tasks, "counting coins", "ranges", kRanges);
    }

    base::Result<UtxoStats, std::string> run(int threads) {
        {
            std::vector<sys::Thread> pool;
            for (int i = 1; i < threads; ++i)
                pool.emplace_back("utxostats", [this] { work(); });
            work();
        }
        sys::MutexLock lock(m_mutex);
        if (!m_error.empty()) return base::Err(m_error);
        if (m_hash == UtxoHash::HashSerialized3) m_total.hash = m_hasher.finalize();
        if (m_hash == UtxoHash::MuHash) m_total.hash = m_muhash.finalize();
        return m_total;
    }

private:
    /// What one thread has found.
    struct Part {
        UtxoStats stats;
        crypto::MuHash3072 muhash;
        Bytes piece;
        std::vector<Bytes> waiting;
        primitives::Txid last_txid;
        bool any = false;
    };

    void work() {
        Part part;
        part.piece.reserve(kPieceBytes + 1024);
        for (int range = m_next_range++; range < kRanges && !m_stop; range = m_next_range++) {
            if (!walk_range(range, part)) return;
        }
        sys::MutexLock lock(m_mutex);
        m_total.coins += part.stats.coins;
        m_total.transactions += part.stats.transactions;
        m_total.bogo_size += part.stats.bogo_size;
        m_total.total += part.stats.total;
        if (m_hash == UtxoHash::MuHash) m_muhash *= part.muhash;
    }

    bool walk_range(int range, Part& part) {
        part.any = false;
        bool stopped = false;
        const auto first = static_cast<uint8_t>(range);
        const auto walked = m_snapshot.walk(first, first, [&](const OutPoint& outpoint, const Coin& coin) {
            count(range, part, outpoint, coin);
            if (part.stats.coins % kInterruptEvery == 0) stopped = m_stop || m_interrupt.load();
            return !stopped;
        });
        if (!walked) return fail(walked.error().message);
        if (stopped || m_interrupt.load()) return fail("Interrupted");
        m_hasher.write(range, part.piece, part.waiting);
        m_hasher.finish(range, part.waiting);
        if (m_task) m_task->add(1);
        return true;
    }

    void count(int range, Part& part, const OutPoint& outpoint, const Coin& coin) {
        UtxoStats& stats = part.stats;
        if (!part.any || part.last_txid != outpoint.txid) ++stats.transactions;
        part.any = true;
        part.last_txid = outpoint.txid;
        ++stats.coins;
        stats.bogo_size += kBogoCoinBytes + coin.script.size();
        stats.total += coin.value;
        if (m_hash == UtxoHash::None) return;
        append_coin(part.piece, outpoint, coin);
        if (m_hash == UtxoHash::MuHash) {
            part.muhash.insert(part.piece);
            part.piece.clear();
        } else if (part.piece.size() >= kPieceBytes) {
            m_hasher.write(range, part.piece, part.waiting);
        }
    }

    bool fail(const std::string& error) {
        {
            sys::MutexLock lock(m_mutex);
            if (m_error.empty()) m_error = error;
        }
        m_stop = true;
        m_hasher.fail();
        return false;
    }

    // Constant after construction.
    const CoinsSnapshot& m_snapshot;
    const UtxoHash m_hash;
    const std::atomic<bool>& m_interrupt;

    // Any thread.
    std::atomic<int> m_next_range{0};
    std::atomic<bool> m_stop{false};
    OrderedHasher m_hasher;
    std::optional<Task> m_task;

    // Guarded by m_mutex.
    sys::Mutex m_mutex;
    UtxoStats m_total QUANTA_GUARDED_BY(m_mutex);
    crypto::MuHash3072 m_muhash QUANTA_GUARDED_BY(m_mutex);
    std::string m_error QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace

base::Result<UtxoStats, std::string> utxo_stats(const CoinsSnapshot& snapshot, UtxoHash hash, int threads,
                                                const std::atomic<bool>& interrupt, Tasks* tasks) {
    return Walk(snapshot, hash, interrupt, tasks).run(std::clamp(threads, 1, 16));
}

}  // namespace quanta::chain
