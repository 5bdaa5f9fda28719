// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/combine.h"

#include <algorithm>
#include <limits>
#include <set>

namespace quanta::psbt {

namespace {

/// Takes `from` where `into` is nothing.
template <typename T>
void fill(T& into, const T& from) {
    if (into == T()) into = from;
}

/// Takes entries whose key `into` lacks.
template <typename Container>
void add(Container& into, const Container& from) {
    into.insert(from.begin(), from.end());
}

/// The same, and inside entries that both have.
template <typename Map>
void add_inside(Map& into, const Map& from) {
    for (const auto& [key, entries] : from)
        add(into[key], entries);
}

void combine_input(Input& into, const Input& other) {
    fill(into.sequence, other.sequence);
    fill(into.time_lock, other.time_lock);
    fill(into.height_lock, other.height_lock);
    if (!into.previous) into.previous = other.previous;
    fill(into.witness_utxo, other.witness_utxo);
    fill(into.sighash_type, other.sighash_type);
    fill(into.redeem_script, other.redeem_script);
    fill(into.witness_script, other.witness_script);
    fill(into.final_script_sig, other.final_script_sig);
    fill(into.final_witness, other.final_witness);
    add(into.signatures, other.signatures);
    add(into.keys, other.keys);
    add(into.preimages.ripemd160, other.preimages.ripemd160);
    add(into.preimages.sha256, other.preimages.sha256);
    add(into.preimages.hash160, other.preimages.hash160);
    add(into.preimages.hash256, other.preimages.hash256);
    into.taproot.merge(other.taproot);
    fill(into.taproot_key_signature, other.taproot_key_signature);
    add(into.taproot_leaf_signatures, other.taproot_leaf_signatures);
    add(into.taproot_keys, other.taproot_keys);
    add(into.participants, other.participants);
    add_inside(into.public_nonces, other.public_nonces);
    add_inside(into.partial_signatures, other.partial_signatures);
    add(into.proprietary, other.proprietary);
    add(into.unknown, other.unknown);
}

void combine_output(Output& into, const Output& other) {
    fill(into.redeem_script, other.redeem_script);
    fill(into.witness_script, other.witness_script);
    add(into.keys, other.keys);
    fill(into.taproot_internal_key, other.taproot_internal_key);
    fill(into.taproot_tree, other.taproot_tree);
    add(into.taproot_keys, other.taproot_keys);
    add(into.participants, other.participants);
    add(into.proprietary, other.proprietary);
    add(into.unknown, other.unknown);
}

/// What both allow, and whether either has a signature that ties an input to its output.
std::optional<uint8_t> combine_modifiable(const std::optional<uint8_t>& a, const std::optional<uint8_t>& b) {
    if (!a || !b) return a ? a : b;
    return static_cast<uint8_t>((*a & *b) | ((*a | *b) & kHasSighashSingle));
}

/// Signatures of one transaction do not sign another.
void drop_signatures(Input& input) {
    input.signatures.clear();
    input.taproot_key_signature.clear();
    input.taproot_leaf_signatures.clear();
    input.partial_signatures.clear();
    input.final_script_sig.clear();
    input.final_witness.clear();
}

}  // namespace

bool combine(Psbt& into, const Psbt& other) {
    if (into.version != other.version || into.unique_id() != other.unique_id()) return false;
    add_inside(into.extended_keys, other.extended_keys);
    into.modifiable = combine_modifiable(into.modifiable, other.modifiable);
    add(into.proprietary, other.proprietary);
    add(into.unknown, other.unknown);
    for (size_t i = 0; i < into.inputs.size(); ++i)
        combine_input(into.inputs[i], other.inputs[i]);
    for (size_t i = 0; i < into.outputs.size(); ++i)
        combine_output(into.outputs[i], other.outputs[i]);
    return true;
}

base::Result<Psbt, SharedInput> join(std::span<const Psbt> parts) {
    Psbt joined;
    joined.version = kVersion0;
    joined.tx_version = 0;
    joined.fallback_lock_time = std::numeric_limits<uint32_t>::max();
    std::set<primitives::OutPoint> spent;
    for (const Psbt& part : parts) {
        joined.tx_version = std::max(joined.tx_version, part.tx_version);
        joined.fallback_lock_time = std::min(*joined.fallback_lock_time, part.fallback_lock_time.value_or(0));
        for (const Input& input : part.inputs) {
            if (!spent.insert(input.prevout).second) return base::Err(SharedInput{input.prevout});
            joined.inputs.push_back(input);
            drop_signatures(joined.inputs.back());
        }
        joined.outputs.insert(joined.outputs.end(), part.outputs.begin(), part.outputs.end());
        add_inside(joined.extended_keys, part.extended_keys);
        add(joined.proprietary, part.proprietary);
        add(joined.unknown, part.unknown);
    }
    return joined;
}

}  // namespace quanta::psbt
