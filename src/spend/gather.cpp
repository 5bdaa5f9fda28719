// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/gather.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/core.h>

#include "keys/destination.h"
#include "policy/limits.h"

namespace quanta::spend {

namespace {

using base::Err;
using coin_selection::Candidate;
using coin_selection::OutputKind;
using descriptor::OutputType;
using primitives::Coin;
using primitives::OutPoint;
using wallet::OpenCoin;
using wallet::WalletView;

OutputKind kind_of(const std::optional<OutputType>& type) {
    if (!type) return OutputKind::Unknown;
    switch (*type) {
        case OutputType::Legacy:
            return OutputKind::Legacy;
        case OutputType::P2shSegwit:
            return OutputKind::P2shSegwit;
        case OutputType::Bech32:
            return OutputKind::Bech32;
        default:
            return OutputKind::Bech32m;
    }
}

/// "COutPoint(1d7428c191, 0)": how errors name an output.
std::string outpoint_text(const OutPoint& outpoint) {
    constexpr size_t kShown = 10;
    return fmt::format("COutPoint({}, {})", outpoint.txid.to_text().substr(0, kShown), outpoint.index);
}

/// Numbers for scripts: the same for the same, and no other.
class ScriptNumbers {
public:
    uint32_t of(const wallet::OwnScript& own) {
        return m_numbers.try_emplace(own, static_cast<uint32_t>(m_numbers.size())).first->second;
    }
    /// A number of its own.
    uint32_t next() { return m_last--; }

private:
    struct Hash {
        size_t operator()(const wallet::OwnScript& own) const {
            return (static_cast<uint64_t>(own.descriptor) << 32 | own.index) * 0x9e3779b97f4a7c15u;
        }
    };
    std::unordered_map<wallet::OwnScript, uint32_t, Hash> m_numbers;
    uint32_t m_last = UINT32_MAX;
};

/// Walks over the wallet's coins for one transaction.
class Gatherer {
public:
    Gatherer(const WalletView& view, const CoinControl& control)
        : m_view(view), m_control(control), m_weights(view.addresses) {
        for (const PresetInput& input : control.inputs)
            m_preset.insert(input.outpoint);
    }

    /// Whether `coin` may be chosen, as far as this wallet knows.
    bool is_available(const OpenCoin& coin) const {
        const wallet::Ledger& ledger = m_view.ledger;
        const OutPoint& outpoint = coin.row.outpoint;
        if (m_preset.contains(outpoint) || ledger.is_locked(outpoint)) return false;
        if (ledger.waiting().is_claimed(outpoint)) return false;
        if (wallet::is_immature(coin, m_view.tip.height)) return false;
        const int depth = wallet::confirmations(coin, m_view.tip.height);
        if (depth < m_control.min_depth || depth > m_control.max_depth) return false;
        return coin.confirmed || is_usable_unconfirmed(coin);
    }

    base::Result<void, std::string> add(const OpenCoin& coin, const NodeState& node, Gathered& into) {
        if (m_control.avoid_reuse) {
            const auto reused = m_view.ledger.is_reused(coin.row.script);
            if (!reused) return Err(reused.error().message);
            if (*reused) return {};
        }
        const std::optional<InputWeight> weight = weight_of(coin);
        if (!weight) return {};
        Candidate candidate;
        candidate.outpoint = coin.row.outpoint;
        candidate.value = coin.row.value;
        candidate.weight = weight->weight;
        candidate.kind =
            kind_of(m_view.addresses.descriptor(coin.row.script.descriptor).parsed.output_type());
        candidate.script_id = m_numbers.of(coin.row.script);
        candidate.depth = wallet::confirmations(coin, m_view.tip.height);
        note_origin(coin, node, candidate);
        into.available.push_back(candidate);
        into.available_witness.push_back(weight->witness);
        return {};
    }

    base::Result<void, std::string> add_preset(const PresetInput& input, const NodeState& node,
                                               Gathered& into) {
        const std::optional<Coin> coin = find_coin(m_view, m_control, input.outpoint);
        if (!coin) return Err("Not found pre-selected input " + outpoint_text(input.outpoint));
        TRY(check_version(input));
        const wallet::OwnScript* own = m_view.addresses.find(coin->script);
        std::optional<InputWeight> weight;
        if (own != nullptr) weight = m_weights.of(*own, coin->script);
        if (!weight) weight = weigh_spend(m_control.solving, coin->script);
        if (input.weight) weight = InputWeight{*input.weight, weight ? weight->witness : true};
        if (!weight) return Err("Not solvable pre-selected input " + outpoint_text(input.outpoint));
        Candidate candidate;
        candidate.outpoint = input.outpoint;
        candidate.value = coin->value;
        candidate.weight = weight->weight;
        candidate.script_id = own != nullptr ? m_numbers.of(*own) : m_numbers.next();
        if (const auto pool = node.pool.find(input.outpoint); pool != node.pool.end())
            candidate.bump_fee = pool->second.bump_fee;
        into.preset.push_back(candidate);
        into.preset_witness.push_back(weight->witness);
        return {};
    }

private:
    const wallet::Entry* waiting(const OutPoint& outpoint) const {
        return m_view.ledger.waiting().find(outpoint.txid);
    }

    /// Unconfirmed ones must be in the mempool, and of the same kind of transaction (BIP431): one of version
    /// 3 has one child at most.
    bool is_usable_unconfirmed(const OpenCoin& coin) const {
        const wallet::Entry* entry = waiting(coin.row.outpoint);
        if (entry == nullptr || !m_view.ledger.pool().contains(coin.row.outpoint.txid)) return false;
        const bool truc = entry->transaction->version() == policy::kTrucVersion;
        if (truc != (m_control.version == policy::kTrucVersion)) return false;
        if (!truc) return true;
        for (uint32_t i = 0; i < entry->transaction->outputs().size(); ++i) {
            if (m_view.ledger.waiting().is_claimed({coin.row.outpoint.txid, i})) return false;
        }
        return true;
    }

    std::optional<InputWeight> weight_of(const OpenCoin& coin) {
        const wallet::OwnScript& own = coin.row.script;
        if (m_view.addresses.descriptor(own.descriptor).parsed.is_single()) return m_weights.of(own);
        const auto found = find_coin(m_view, m_control, coin.row.outpoint);
        if (!found) return std::nullopt;
        return m_weights.of(own, found->script);
    }

    void note_origin(const OpenCoin& coin, const NodeState& node, Candidate& candidate) const {
        if (coin.confirmed) {
            candidate.from_me = is_young_and_own(coin, candidate.depth);
            return;
        }
        const wallet::Entry& entry = *waiting(coin.row.outpoint);
        candidate.from_me = entry.row.debit.sat > 0;
        const bool replaced =
            entry.row.note.replaces != primitives::Txid() || entry.row.note.replaced_by != primitives::Txid();
        candidate.safe = m_view.ledger.is_trusted(entry) && !replaced;
        candidate.ancestors = 1;
        candidate.cluster_size = 1;
        const auto pool = node.pool.find(coin.row.outpoint);
        if (pool == node.pool.end()) return;
        candidate.ancestors = pool->second.ancestors;
        candidate.cluster_size = pool->second.cluster_size;
        candidate.bump_fee = pool->second.bump_fee;
    }

    /// Whose coins are makes a difference for young ones alone.
    bool is_young_and_own(const OpenCoin& coin, int depth) const {
        constexpr int kOldDepth = 6;
        if (depth >= kOldDepth) return false;
        const auto entry = m_view.ledger.table().at(coin.row.order);
        return entry && entry->row.debit.sat > 0;
    }

    base::Result<void, std::string> check_version(const PresetInput& input) const {
        const wallet::Entry* entry = waiting(input.outpoint);
        if (entry == nullptr) return {};
        const uint32_t version = entry->transaction->version();
        if ((version == policy::kTrucVersion) == (m_control.version == policy::kTrucVersion)) return {};
        return Err(fmt::format("Can't spend unconfirmed version {} pre-selected input with a version {} tx",
                               version, m_control.version));
    }

    const WalletView& m_view;
    const CoinControl& m_control;
    InputWeights m_weights;
    ScriptNumbers m_numbers;
    std::set<OutPoint> m_preset;
};

}  // namespace

std::vector<OutPoint> unconfirmed_coins(const WalletView& view, const CoinControl& control) {
    const Gatherer gatherer(view, control);
    std::vector<OutPoint> found;
    for (const PresetInput& input : control.inputs) {
        if (view.ledger.waiting().find(input.outpoint.txid) != nullptr) found.push_back(input.outpoint);
    }
    if (!control.other_inputs) return found;
    for (const OpenCoin& coin : view.ledger.coins().all()) {
        if (!coin.confirmed && gatherer.is_available(coin)) found.push_back(coin.row.outpoint);
    }
    return found;
}

base::Result<Gathered, std::string> gather(const WalletView& view, const CoinControl& control,
                                           const NodeState& node) {
    Gathered gathered;
    Gatherer gatherer(view, control);
    for (const PresetInput& input : control.inputs)
        TRY(gatherer.add_preset(input, node, gathered));
    if (!control.other_inputs) return gathered;
    gathered.available.reserve(view.ledger.coins().all().size());
    for (const OpenCoin& coin : view.ledger.coins().all()) {
        if (gatherer.is_available(coin)) TRY(gatherer.add(coin, node, gathered));
    }
    return gathered;
}

std::optional<Coin> find_coin(const WalletView& view, const CoinControl& control, const OutPoint& outpoint) {
    const auto external = control.external.find(outpoint);
    const auto entry = view.ledger.find(outpoint.txid);
    if (entry && *entry && outpoint.index < (*entry)->transaction->outputs().size()) {
        const primitives::TxOut& output = (*entry)->transaction->outputs()[outpoint.index];
        return Coin{output.value, primitives::ScriptBytes(output.script), (*entry)->row.place.block.height,
                    (*entry)->transaction->is_coinbase()};
    }
    if (external != control.external.end()) return external->second;
    return std::nullopt;
}

}  // namespace quanta::spend
