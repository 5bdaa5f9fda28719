// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "chain/chain.h"
#include "chain/verified_cache.h"
#include "mempool/events.h"
#include "mempool/options.h"
#include "mempool/reader.h"
#include "mempool/result.h"
#include "sys/clock.h"
#include "sys/random.h"

namespace quanta::mempool {

/// Transactions that wait for a block: what is offered, what is in, and what the chain does to it.
///
/// All methods from any thread, unless said otherwise. Threads of its own: "mempool.N" verify scripts and run
/// submitted transactions, "mempool.chain" follows the chain, "mempool.events" calls the sinks.
class Mempool {
public:
    /// All outlive the pool. `verified` is where scripts that hold are noted, for blocks.
    struct Parts {
        chain::Chain& chain;
        chain::VerifiedCache& verified;
        const sys::Clock& clock;
        sys::Random& random;
    };
    Mempool(const Options& options, const Parts& parts);
    /// Stops as stop() does.
    ~Mempool();

    /// Ends all work: what waits is answered as refused, and nothing enters any more. Before the chain stops.
    void stop();
    /// Waits until the pool has seen all that the chain published before this call. Not on the chain's
    /// threads, nor from a sink.
    void sync();

    // ---- offering -------------------------------------------------------------------------------------

    /// Checks a transaction on this thread, which may take as long as its scripts, and takes it in.
    TransactionResult accept(const TransactionRef& transaction, const Terms& terms = {});
    /// As accept, later and on a thread of the pool, which calls `done` (may be empty). Transactions are
    /// worked off at the same time, but none before those submitted earlier that it spends outputs of. Waits
    /// only while max_submitted() are without an answer.
    void submit(TransactionRef transaction, const Terms& terms, Done done);
    static size_t max_submitted();
    /// Whether all of `package` would be accepted, each by its own fee, parents before children. Without
    /// effect.
    PackageResult test(std::span<const TransactionRef> package, const Terms& terms = {});
    /// Takes in one transaction, or a child, the last, with parents of it: each by itself where it can be,
    /// the rest by the fee of them together.
    PackageResult accept_package(std::span<const TransactionRef> package, const Terms& terms = {});

    // ---- changing -------------------------------------------------------------------------------------

    /// Adds `delta` to what the fee of `txid` counts as, be it in the pool or not.
    void prioritise(const primitives::Txid& txid, primitives::Amount delta);
    /// Marks one of the pool as not yet broadcast, or as broadcast.
    void set_unbroadcast(const primitives::Txid& txid, bool unbroadcast);

    // ---- looking --------------------------------------------------------------------------------------

    const Reader& reader() const;
    const Options& options() const;
    void add_sink(PoolSink& sink);
    /// Returns when no call to `sink` is under way any more. Not from a handler.
    void remove_sink(PoolSink& sink);
    /// Waits until the sinks have heard of all that happened before. Not from a sink.
    void wait_until_told();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::mempool
