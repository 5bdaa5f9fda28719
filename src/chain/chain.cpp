// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/chain.h"

#include <algorithm>
#include <cmath>
#include <future>

#include "base/log.h"
#include "chain/engine.h"
#include "chain/figures.h"
#include "chain/importer_access.h"
#include "chain/open_chain.h"
#include "chain/tasks.h"

namespace quanta::chain {

using base::Err;
using consensus::BlockError;

namespace {

params::ChainParams with_overrides(params::ChainParams params, const ChainOptions& options) {
    if (options.assume_valid) params.consensus.assume_valid = *options.assume_valid;
    if (options.minimum_chain_work) params.consensus.minimum_chain_work = *options.minimum_chain_work;
    return params;
}

/// Why the last blocks were not verified.
std::string sentence(const store::StoreError& error) {
    if (error.code != store::StoreErrorCode::Corruption)
        return "Error reading block database: " + error.message;
    return "Corrupted block database detected. Restart with -reindex or -reindex-chainstate to rebuild it.";
}

ChainTip::Status status_beside_active(const HeaderNode& node) {
    if (node.failed()) return ChainTip::Status::Invalid;
    if (node.chain_transaction_count() == 0) return ChainTip::Status::HeadersOnly;
    const bool was_active = node.validity() == store::Validity::Scripts;
    return was_active ? ChainTip::Status::ValidFork : ChainTip::Status::ValidHeaders;
}

HeaderNode& writable(const HeaderNode& node) { return const_cast<HeaderNode&>(node); }

}  // namespace

struct Chain::Impl {
    explicit Impl(const sys::Clock& clock) : tasks(clock) {}

    Tasks tasks;  ///< when the options name none
    ChainFigures figures;  ///< as tasks
    params::ChainParams params;
    std::unique_ptr<Engine> engine;
    bool stopped = false;
    bool stop_result = true;
};

Chain::Chain(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Chain::~Chain() { stop(); }

base::Result<std::unique_ptr<Chain>, std::string> Chain::open(const ChainOptions& options,
                                                              const params::ChainParams& params,
                                                              sys::FileSystem& files,
                                                              const sys::Clock& clock) {
    auto impl = std::make_unique<Impl>(clock);
    impl->params = with_overrides(params, options);
    EngineParts parts = TRY(open_parts(options, impl->params, files, clock));
    if (parts.options.tasks == nullptr) parts.options.tasks = &impl->tasks;
    if (parts.options.figures == nullptr) parts.options.figures = &impl->figures;
    impl->engine = std::make_unique<Engine>(std::move(parts));
    if (impl->engine->failure()) return Err(*impl->engine->failure());
    return std::unique_ptr<Chain>(new Chain(std::move(impl)));
}

base::Result<void, std::string> Chain::start(const std::function<void(const std::string&)>& progress) {
    Engine& engine = *m_impl->engine;
    const ChainOptions& options = engine.options();
    progress("Verifying blocks…");
    if (options.check_blocks >= 0 && engine.state().tip()->height > 0) {
        const auto verified = engine.verify(options.check_level, options.check_blocks);
        if (!verified && !engine.interrupted()) return Err(sentence(verified.error()));
    }
    engine.start();
    if (!engine.reindexing()) {
        progress("Connecting stored blocks…");
        engine.wait_until_settled();
    }
    return {};
}

void Chain::interrupt() { m_impl->engine->interrupt(); }

bool Chain::stop() {
    if (!m_impl->stopped) m_impl->stop_result = m_impl->engine->stop();
    m_impl->stopped = true;
    return m_impl->stop_result;
}

void Chain::submit(std::shared_ptr<const primitives::Block> block, SubmitCallback done) {
    Submission submission{{}, std::move(block), {}, done, {}};
    if (!m_impl->engine->push(std::move(submission)) && done) done(Err(shutting_down()));
}

void Chain::submit_raw(base::Bytes raw, SubmitCallback done, store::FilePosition stored) {
    Submission submission{std::move(raw), nullptr, stored, done, {}};
    if (!m_impl->engine->push(std::move(submission)) && done) done(Err(shutting_down()));
}

SubmitResult Chain::submit_and_wait(std::shared_ptr<const primitives::Block> block) {
    auto answer = std::make_shared<std::promise<SubmitResult>>();
    std::future<SubmitResult> result = answer->get_future();
    submit(std::move(block), [answer](const SubmitResult& outcome) { answer->set_value(outcome); });
    return result.get();
}

base::Result<const HeaderNode*, BlockError> Chain::submit_header(const primitives::BlockHeader& header) {
    HeadersResult result = submit_headers({&header, 1});
    if (result.error) return Err(std::move(*result.error));
    return result.last;
}

HeadersResult Chain::submit_headers(std::span<const primitives::BlockHeader> headers) {
    HeadersResult result;
    Engine& engine = *m_impl->engine;
    if (!engine.run([&] { result = engine.accept_headers(headers); })) result.error = shutting_down();
    return result;
}

std::shared_ptr<const Snapshot> Chain::snapshot() const { return m_impl->engine->snapshot(); }
const params::ChainParams& Chain::params() const { return m_impl->params; }
const HeaderTree& Chain::headers() const { return m_impl->engine->tree(); }
const BlockArchive& Chain::archive() const { return m_impl->engine->archive(); }
EventBus& Chain::events() { return m_impl->engine->events(); }

std::vector<ChainTip> Chain::tips() const {
    std::vector<ChainTip> tips;
    const HeaderNode& active = *snapshot()->tip;
    tips.push_back({&active, 0, ChainTip::Status::Active});
    for (const HeaderNode* node : headers().leaves()) {
        if (node == &active) continue;
        const primitives::Height fork = consensus::fork_point(&active, node)->height;
        tips.push_back({node, node->height - fork, status_beside_active(*node)});
    }
    std::stable_sort(tips.begin(), tips.end(),
                     [](const ChainTip& a, const ChainTip& b) { return a.node->height > b.node->height; });
    return tips;
}

std::shared_ptr<const Snapshot> Chain::wait_for_tip_change(const HeaderNode* known,
                                                           std::chrono::milliseconds time) const {
    return m_impl->engine->wait_for_tip_change(known, time);
}

base::Result<CoinLookup, store::StoreError> Chain::coin(const primitives::OutPoint& outpoint) const {
    return m_impl->engine->state().look_up(outpoint);
}

base::Result<std::unique_ptr<store::CoinsSnapshot>, std::string> Chain::coins() {
    base::Result<std::unique_ptr<store::CoinsSnapshot>, std::string> result =
        Err(std::string("the node is shutting down"));
    Engine& engine = *m_impl->engine;
    engine.run([&] {
        if (auto flushed = engine.flush(); !flushed) {
            result = Err(flushed.error());
        } else {
            result = engine.state().database().snapshot();
        }
    });
    return result;
}

base::Result<void, BlockError> Chain::invalidate(const HeaderNode& node) {
    base::Result<void, BlockError> result = Err(shutting_down());
    Engine& engine = *m_impl->engine;
    engine.run([&] { result = engine.invalidate(writable(node)); });
    engine.wait_until_settled();
    return result;
}

base::Result<void, BlockError> Chain::reconsider(const HeaderNode& node) {
    Engine& engine = *m_impl->engine;
    if (!engine.run([&] { engine.reconsider(writable(node)); })) return Err(shutting_down());
    engine.wait_until_settled();
    return {};
}

base::Result<void, BlockError> Chain::prefer(const HeaderNode& node) {
    Engine& engine = *m_impl->engine;
    if (!engine.run([&] { engine.prefer(writable(node)); })) return Err(shutting_down());
    engine.wait_until_settled();
    return {};
}

base::Result<void, store::StoreError> Chain::verify(int level, int count) {
    base::Result<void, store::StoreError> result =
        Err(store::StoreError{store::StoreErrorCode::Io, "the node is shutting down"});
    Engine& engine = *m_impl->engine;
    engine.run([&] { result = engine.verify(level, count); });
    return result;
}

base::Result<void, std::string> Chain::prune_to(primitives::Height height) {
    base::Result<void, std::string> result = Err(std::string("the node is shutting down"));
    Engine& engine = *m_impl->engine;
    engine.run([&] { result = engine.prune_to(height); });
    return result;
}

base::Result<void, std::string> Chain::flush() {
    base::Result<void, std::string> result = Err(std::string("the node is shutting down"));
    Engine& engine = *m_impl->engine;
    engine.run([&] { result = engine.flush(); });
    return result;
}

Engine& engine_of(Chain& chain) { return *chain.m_impl->engine; }

base::Result<CoinLookup, store::StoreError> coin_of(Chain& chain, const primitives::Txid& txid) {
    return engine_of(chain).state().look_up_any(txid);
}

uint64_t coins_disk_size_bytes(Chain& chain) { return engine_of(chain).state().database().disk_size_bytes(); }

double verification_progress(const HeaderNode& node, const params::ChainTxData& data, int64_t now) {
    const double done = static_cast<double>(node.chain_transaction_count());
    if (done == 0) return 0;
    double total = 0;
    if (done <= static_cast<double>(data.tx_count)) {
        total = static_cast<double>(data.tx_count) + static_cast<double>(now - data.time) * data.tx_per_s;
    } else {
        total = done + static_cast<double>(now - static_cast<int64_t>(node.time)) * data.tx_per_s;
    }
    return std::min(done / std::max(total, done), 1.0);
}

}  // namespace quanta::chain
