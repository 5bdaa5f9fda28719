// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/pool_service.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "node/bump_fees.h"
#include "node/pool_log.h"
#include "policy/standard.h"

namespace quanta::node {

namespace {

using interfaces::PoolPage;
using interfaces::PoolPlace;
using mempool::EntryDetails;
using primitives::Amount;
using primitives::FeeRate;
using primitives::OutPoint;
using primitives::Txid;

/// Transactions of a package that is tested at most.
constexpr size_t kMaxTested = 25;
/// Entries that are looked up at a time.
constexpr size_t kBatch = 200;
/// What a transaction costs a page beside its bytes.
constexpr uint64_t kChangeBytes = 100;

void check_count(size_t count, size_t most) {
    if (count > most)
        throw std::runtime_error("A request names at most " + std::to_string(most) + " transactions");
}

/// Entries of many, in batches.
std::map<Txid, EntryDetails> details_of(const mempool::Reader& reader, std::span<const Txid> txids) {
    std::map<Txid, EntryDetails> found;
    for (; !txids.empty(); txids = txids.subspan(std::min(kBatch, txids.size()))) {
        for (EntryDetails& details : reader.details(txids.first(std::min(kBatch, txids.size())))) {
            const Txid txid = details.entry.transaction->txid();
            found.insert_or_assign(txid, std::move(details));
        }
    }
    return found;
}

/// A cluster as bumps are counted in it, and the outputs asked for that are its.
struct BumpCluster {
    std::vector<Txid> order;
    std::map<Txid, size_t> places;
    std::vector<std::pair<size_t, size_t>> asked;  ///< of an output among those asked for; its transaction
};

BumpCluster cluster_around(const mempool::Reader& reader, const Txid& txid) {
    BumpCluster cluster;
    const auto details = reader.cluster(txid);
    if (!details) return cluster;
    for (const auto& chunk : details->chunks) {
        for (const Txid& member : chunk.transactions) {
            cluster.places.emplace(member, cluster.order.size());
            cluster.order.push_back(member);
        }
    }
    return cluster;
}

std::vector<BumpMember> members_of(const mempool::Reader& reader, const BumpCluster& cluster,
                                   const std::set<Txid>& replaced) {
    const std::map<Txid, EntryDetails> details = details_of(reader, cluster.order);
    std::vector<BumpMember> members(cluster.order.size());
    for (size_t place = 0; place < members.size(); ++place) {
        BumpMember& member = members[place];
        const auto found = details.find(cluster.order[place]);
        member.gone = found == details.end() || replaced.contains(cluster.order[place]);
        if (member.gone) continue;
        member.fee = found->second.entry.modified_fee();
        member.vsize = found->second.entry.vsize();
        for (const Txid& parent : found->second.parents) {
            const auto at = cluster.places.find(parent);
            if (at != cluster.places.end()) member.parents.push_back(at->second);
        }
    }
    return members;
}

class PoolService final : public interfaces::Pool {
public:
    explicit PoolService(Node& node) : m_node(node), m_log(node.pool().log()) {}

    PoolPage changes_after(const PoolPlace& place, uint64_t max_bytes) override;
    uint64_t sequence() override {
        pool().wait_until_told();
        return m_log.newest();
    }
    std::unique_ptr<interfaces::Handler> follow(std::shared_ptr<interfaces::PoolSink> sink) override {
        return m_log.follow([sink = std::move(sink)](uint64_t sequence) { sink->pool_changed(sequence); });
    }
    std::string broadcast(const base::Bytes& raw, int64_t max_rate, bool relay) override;
    std::vector<interfaces::PoolVerdict> test_accept(const std::vector<base::Bytes>& raw) override;
    interfaces::PoolRules rules() override;
    interfaces::PoolEstimate estimate(int32_t target, bool conservative) override;
    std::vector<interfaces::PoolAncestry> ancestry(const std::vector<Txid>& txids) override;
    interfaces::PoolBump bump_fees(const std::vector<OutPoint>& outpoints, int64_t rate) override;

private:
    mempool::Mempool& pool() const { return m_node.pool().pool(); }
    const mempool::Reader& reader() const { return pool().reader(); }
    void read(const PoolPlace& place, uint64_t max_bytes, PoolPage& page) QUANTA_EXCLUDES(m_mutex);
    /// The next of the whole pool.
    void tell_all(uint64_t max_bytes, PoolPage& page) QUANTA_REQUIRES(m_mutex);

    Node& m_node;
    PoolLog& m_log;

    // Guarded by m_mutex: what is told of the whole pool.
    sys::Mutex m_mutex;
    std::vector<Txid> m_all QUANTA_GUARDED_BY(m_mutex);
    PoolPlace m_place QUANTA_GUARDED_BY(m_mutex);  ///< `told` of `m_all` have been told
};

PoolPage PoolService::changes_after(const PoolPlace& place, uint64_t max_bytes) {
    PoolPage page;
    read(place, std::min(max_bytes, kMaxPoolPageBytes), page);
    const chain::HeaderNode& tip = *reader().info().tip;
    page.tip = {tip.hash, tip.height};
    return page;
}

void PoolService::read(const PoolPlace& place, uint64_t max_bytes, PoolPage& page) {
    if (place.sequence > 0 && place.told == 0 && m_log.read(place.sequence, max_bytes, page)) return;
    const sys::MutexLock lock(m_mutex);
    const bool goes_on = place.told > 0 && place.told == m_place.told && place.sequence == m_place.sequence;
    if (!goes_on) {
        page.reset = true;
        // What happens from here on is told once more.
        m_place = {m_log.newest(), 0};
        m_all = reader().txids();
    }
    tell_all(max_bytes, page);
}

void PoolService::tell_all(uint64_t max_bytes, PoolPage& page) {
    uint64_t bytes = 0;
    while (bytes < max_bytes && m_place.told < m_all.size()) {
        const size_t count = std::min<size_t>(kBatch, m_all.size() - m_place.told);
        for (const mempool::Entry& entry : reader().entries(std::span(m_all).subspan(m_place.told, count))) {
            const base::ByteSpan raw = entry.transaction->raw();
            bytes += raw.size() + kChangeBytes;
            page.changes.push_back(
                {interfaces::PoolEvent::Entered, entry.transaction->txid(), {raw.begin(), raw.end()}, {}});
        }
        m_place.told += count;
    }
    if (m_place.told == m_all.size()) {
        m_place.told = 0;
        m_all = {};
    }
    page.next = m_place;
    page.more = m_place.told > 0 || m_log.newest() > m_place.sequence;
}

std::string PoolService::broadcast(const base::Bytes& raw, int64_t max_rate, bool relay) {
    const auto transaction = primitives::parse_transaction(raw);
    if (!transaction) return "TX decode failed. Make sure the tx has at least one input.";
    const Txid txid = (*transaction)->txid();
    pool().sync();
    if (!reader().contains(txid)) {
        mempool::Terms terms;
        if (max_rate > 0) terms.max_rate = FeeRate::per_kvb(max_rate);
        const mempool::TransactionResult result = pool().accept(*transaction, terms);
        if (result.rejection) return broadcast_refusal(*result.rejection);
        if (!result.accepted()) return "transaction failed";
    }
    if (relay) pool().set_unbroadcast(txid, true);
    return "";
}

std::vector<interfaces::PoolVerdict> PoolService::test_accept(const std::vector<base::Bytes>& raw) {
    check_count(raw.size(), kMaxTested);
    std::vector<mempool::TransactionRef> package;
    for (const base::Bytes& bytes : raw) {
        auto transaction = primitives::parse_transaction(bytes);
        if (!transaction) throw std::runtime_error("TX decode failed");
        package.push_back(std::move(*transaction));
    }
    pool().sync();
    const mempool::PackageResult result = pool().test(package);
    std::vector<interfaces::PoolVerdict> verdicts;
    for (const mempool::TransactionResult& one : result.transactions) {
        interfaces::PoolVerdict verdict{one.accepted(), "", "", one.vsize, one.fee};
        if (one.rejection) {
            verdict.reason = one.rejection->reason;
            verdict.detail = one.rejection->text();
        } else if (!one.accepted() && result.rejection) {
            verdict.reason = verdict.detail = result.rejection->text();
        }
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

interfaces::PoolRules PoolService::rules() {
    const mempool::Options& options = pool().options();
    interfaces::PoolRules rules;
    rules.min_rate = reader().info().min_rate.sat_per_kvb();
    rules.relay_rate = options.policy.min_relay.sat_per_kvb();
    rules.incremental_rate = options.policy.incremental.sat_per_kvb();
    rules.dust_rate = options.policy.dust.sat_per_kvb();
    rules.cluster_count = options.cluster.count;
    rules.cluster_vsize = static_cast<uint64_t>(policy::virtual_size(options.cluster.size_wu));
    rules.loaded = m_node.pool().loaded();
    const FeeKeeper* const fees = m_node.pool().fees();
    rules.estimates = fees != nullptr;
    if (fees != nullptr) rules.max_target = fees->estimator().max_target();
    return rules;
}

interfaces::PoolEstimate PoolService::estimate(int32_t target, bool conservative) {
    FeeKeeper* const fees = m_node.pool().fees();
    if (fees == nullptr) return {.error = "Fee estimation disabled"};
    target = std::clamp(target, 1, fees->estimator().max_target());
    const auto mode = conservative ? fees::EstimateMode::Conservative : fees::EstimateMode::Economical;
    const fees::FeeEstimate estimate = fees->estimate(target, mode, fees::Source::Both);
    interfaces::PoolEstimate told;
    told.blocks = estimate.blocks;
    told.rate = estimate.sat_per_kvb.value_or(0);
    if (estimate.sat_per_kvb)
        told.source = fees::source_name(estimate.source);
    else
        told.error = fees::estimate_fault_text(estimate.fault);
    return told;
}

std::vector<interfaces::PoolAncestry> PoolService::ancestry(const std::vector<Txid>& txids) {
    check_count(txids.size(), kMaxPoolTxids);
    const std::map<Txid, EntryDetails> details = details_of(reader(), txids);
    std::vector<interfaces::PoolAncestry> told(txids.size());
    for (size_t i = 0; i < txids.size(); ++i) {
        const auto found = details.find(txids[i]);
        const auto cluster = reader().cluster(txids[i]);
        if (found == details.end() || !cluster) continue;
        const EntryDetails& member = found->second;
        told[i] = {.in_pool = true,
                   .ancestors = member.ancestors.count,
                   .ancestor_vsize = member.ancestors.vsize,
                   .ancestor_fees = member.ancestors.fees,
                   .descendants = member.descendants.count,
                   .descendant_vsize = member.descendants.vsize,
                   .descendant_fees = member.descendants.fees,
                   .cluster_count = cluster->count,
                   .cluster_vsize = policy::virtual_size(cluster->weight),
                   .version = member.entry.transaction->version(),
                   .vsize = member.entry.vsize(),
                   .fee = member.entry.fee,
                   .descendant_txids = reader().descendants(txids[i]).value_or(std::vector<Txid>())};
    }
    return told;
}

interfaces::PoolBump PoolService::bump_fees(const std::vector<OutPoint>& outpoints, int64_t rate) {
    check_count(outpoints.size(), kMaxBumpOutpoints);
    pool().sync();
    std::vector<BumpCluster> clusters;
    std::map<Txid, size_t> cluster_of;
    std::set<Txid> replaced;
    for (size_t i = 0; i < outpoints.size(); ++i) {
        const auto [known, is_new] = cluster_of.try_emplace(outpoints[i].txid, clusters.size());
        if (is_new) {
            BumpCluster cluster = cluster_around(reader(), outpoints[i].txid);
            // Coins of the chain need nothing.
            for (const Txid& member : cluster.order)
                cluster_of.insert_or_assign(member, clusters.size());
            clusters.push_back(std::move(cluster));
        }
        BumpCluster& cluster = clusters[known->second];
        const auto place = cluster.places.find(outpoints[i].txid);
        if (place == cluster.places.end()) continue;
        cluster.asked.emplace_back(i, place->second);
        const auto spender = reader().spender(outpoints[i]);
        if (!spender) continue;
        const Txid by = spender->transaction->txid();
        replaced.insert(by);
        const auto after = reader().descendants(by).value_or(std::vector<Txid>());
        replaced.insert(after.begin(), after.end());
    }
    interfaces::PoolBump bump;
    bump.single.resize(outpoints.size());
    for (const BumpCluster& cluster : clusters) {
        if (cluster.asked.empty()) continue;
        const std::vector<BumpMember> members = members_of(reader(), cluster, replaced);
        const Bumps bumps(members, FeeRate::per_kvb(rate));
        std::vector<size_t> all;
        for (const auto& [output, place] : cluster.asked) {
            bump.single[output] = bumps.lacking({&place, 1});
            all.push_back(place);
        }
        bump.together += bumps.lacking(all);
    }
    return bump;
}

}  // namespace

std::unique_ptr<interfaces::Pool> make_pool_service(Node& node) {
    return std::make_unique<PoolService>(node);
}

std::string broadcast_refusal(const policy::Rejection& rejection) {
    if (rejection.reason == "max feerate exceeded")
        return "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)";
    if (rejection.reason == "txn-already-known") return "Transaction outputs already in utxo set";
    if (rejection.kind == policy::Rejection::Kind::MissingInputs) return rejection.reason;
    return rejection.text();
}

}  // namespace quanta::node
