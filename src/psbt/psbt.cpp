// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/psbt.h"

#include <algorithm>
#include <span>

#include "crypto/hash.h"

namespace quanta::psbt {

namespace {

using primitives::MutableTransaction;

constexpr uint32_t kFinalSequence = 0xffffffff;
/// Where the key begins in a serialised extended key, and where its chain code does.
constexpr size_t kKeyStart = 45;
constexpr size_t kChainCodeStart = 13;

/// The largest of the locks that `field` names; nothing when there is none, or an input that has a lock lacks
/// it.
struct LockSum {
    bool usable = true;
    std::optional<uint32_t> largest;

    void add(const std::optional<uint32_t>& own, const std::optional<uint32_t>& other) {
        if (own)
            largest = std::max(largest.value_or(0), *own);
        else if (other)
            usable = false;
    }
};

}  // namespace

bool ExtendedKeyOrder::operator()(const ExtendedKeyBytes& a, const ExtendedKeyBytes& b) const {
    const auto compare = [&](size_t from, size_t to) {
        return std::lexicographical_compare_three_way(a.begin() + from, a.begin() + to, b.begin() + from,
                                                      b.begin() + to);
    };
    if (const auto key = compare(kKeyStart, a.size()); key != 0) return key < 0;
    if (const auto chain_code = compare(kChainCodeStart, kKeyStart); chain_code != 0) return chain_code < 0;
    return compare(0, kChainCodeStart) < 0;
}

std::optional<WitnessUtxo> Input::spent_output() const {
    if (!previous) return witness_utxo;
    if (previous->txid() != prevout.txid || prevout.index >= previous->outputs().size()) return std::nullopt;
    const primitives::TxOut& output = previous->outputs()[prevout.index];
    return WitnessUtxo{output.value, base::Bytes(output.script.begin(), output.script.end())};
}

Psbt Psbt::from_transaction(const MutableTransaction& transaction, uint32_t version) {
    Psbt psbt;
    psbt.version = version;
    psbt.tx_version = transaction.version;
    psbt.fallback_lock_time = transaction.lock_time;
    for (const MutableTransaction::Input& from : transaction.inputs) {
        Input& input = psbt.inputs.emplace_back();
        input.prevout = from.prevout;
        input.sequence = from.sequence;
    }
    for (const MutableTransaction::Output& from : transaction.outputs) {
        Output& output = psbt.outputs.emplace_back();
        output.value = from.value;
        output.script = from.script;
    }
    return psbt;
}

std::optional<uint32_t> Psbt::lock_time() const {
    LockSum heights;
    LockSum times;
    for (const Input& input : inputs) {
        heights.add(input.height_lock, input.time_lock);
        times.add(input.time_lock, input.height_lock);
    }
    if (!heights.largest && !times.largest) return fallback_lock_time.value_or(0);
    if (heights.usable && heights.largest) return heights.largest;
    if (times.usable && times.largest) return times.largest;
    return std::nullopt;
}

std::optional<MutableTransaction> Psbt::unsigned_transaction() const {
    const std::optional<uint32_t> locked = lock_time();
    if (!locked) return std::nullopt;
    MutableTransaction transaction;
    transaction.version = tx_version;
    transaction.lock_time = *locked;
    for (const Input& input : inputs)
        transaction.inputs.push_back({input.prevout, {}, input.sequence.value_or(kFinalSequence), {}});
    for (const Output& output : outputs)
        transaction.outputs.push_back({output.value, output.script});
    return transaction;
}

std::optional<Txid> Psbt::unique_id() const {
    std::optional<MutableTransaction> transaction = unsigned_transaction();
    if (!transaction) return std::nullopt;
    // Who updates an input may change its sequence number in version 2.
    if (version != kVersion0) {
        for (MutableTransaction::Input& input : transaction->inputs)
            input.sequence = 0;
    }
    return Txid(crypto::sha256d(transaction->serialize()));
}

}  // namespace quanta::psbt
