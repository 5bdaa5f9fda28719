// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "primitives/amount.h"
#include "primitives/hashes.h"
#include "primitives/transaction.h"

namespace quanta::relay {

/// What became of a transaction handed to the pool.
enum class Verdict : uint8_t {
    Accepted,
    AlreadyThere,
    MissingInputs,  ///< it spends what is not known: `missing` says whose
    Rejected,       ///< by what its txid commits to: whatever its witness
    BadWitness,     ///< with another witness it might be accepted
    Retryable,      ///< not now (the fee is too low, the pool is full): another time, or with a child
};

struct Outcome {
    Verdict verdict = Verdict::Rejected;
    std::string reason;
    std::vector<primitives::Txid> missing;  ///< parents, each once
};

/// A transaction of the pool.
struct PoolEntry {
    std::shared_ptr<const primitives::Transaction> transaction;
    primitives::Amount fee;
    uint64_t sequence = 0;  ///< grows with each that enters

    /// Virtual bytes, as policy counts them.
    int64_t virtual_size() const {
        return static_cast<int64_t>((transaction->weight() + primitives::kWitnessScale - 1) /
                                    primitives::kWitnessScale);
    }
    int64_t rate_sat_per_kvb() const { return fee.sat * 1000 / virtual_size(); }
};

/// Transactions that wait for a block, as relay sees them; the mempool is one. Net thread; no call waits for
/// validation, and answers come in the net thread later, never from within the call.
class TxPool {
public:
    using Done = std::function<void(const Outcome&)>;
    using Package = std::vector<std::shared_ptr<const primitives::Transaction>>;
    using PackageDone = std::function<void(const std::vector<Outcome>&)>;

    virtual ~TxPool() = default;
    /// Hands over a transaction. Not more than max_in_work() may be without an answer.
    virtual void submit(std::shared_ptr<const primitives::Transaction> transaction, Done done) = 0;
    virtual size_t max_in_work() const = 0;
    /// Whether submit_package() does anything.
    virtual bool takes_packages() const { return false; }
    /// Hands over a transaction and, before it, its parents that were Retryable: their fees are judged
    /// together. The answer holds an outcome for each, in that order. Counts as one in work.
    virtual void submit_package(Package, PackageDone) {}
    virtual std::optional<PoolEntry> find(const primitives::Wtxid& wtxid) const = 0;
    virtual std::optional<PoolEntry> find(const primitives::Txid& txid) const = 0;
    /// Whether it was in a block recently, so that nobody needs it any more.
    virtual bool recently_confirmed(const primitives::Txid& txid) const = 0;
    /// Calls `visit` for each, in no particular order, until it returns false.
    virtual void for_each(const std::function<bool(const PoolEntry&)>& visit) const = 0;
    /// The sequence the next to enter will have.
    virtual uint64_t next_sequence() const = 0;
    /// A peer has asked for it and is given it.
    virtual void given(const primitives::Txid&) {}
    /// What must be paid to get in, satoshis per 1,000 virtual bytes.
    virtual int64_t min_rate_sat_per_kvb() const = 0;
    /// The least it ever asks for (-minrelaytxfee).
    virtual int64_t relay_rate_sat_per_kvb() const = 0;
};

}  // namespace quanta::relay
