// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/input_weights.h"

#include "primitives/transaction.h"
#include "sign/descriptor_keys.h"
#include "sign/keyring.h"
#include "sign/solver.h"

namespace quanta::spend {

namespace {

/// Outpoint and sequence, bytes.
constexpr int64_t kFixedSize = 40;

int64_t count_size(size_t count) {
    if (count < 0xfd) return 1;
    return count <= 0xffff ? 3 : 5;
}

int64_t counted(size_t size) {
    return count_size(size) + static_cast<int64_t>(size);
}

}  // namespace

InputWeight weigh_input(base::ByteSpan script_sig, const std::vector<base::Bytes>& witness) {
    InputWeight result;
    result.witness = !witness.empty();
    result.weight = (kFixedSize + counted(script_sig.size())) * primitives::kWitnessScale;
    result.weight += count_size(witness.size());
    for (const base::Bytes& item : witness)
        result.weight += counted(item.size());
    return result;
}

std::optional<InputWeight> weigh_spend(const sign::Provider& provider, base::ByteSpan script) {
    sign::InputSignatures known;
    if (!sign::solve_input(provider, sign::SizeMaker(), script, known)) return std::nullopt;
    return weigh_input(known.script_sig, known.witness);
}

std::optional<InputWeight> InputWeights::of(const wallet::OwnScript& own, base::ByteSpan script) {
    const descriptor::Descriptor& parsed = m_addresses.descriptor(own.descriptor).parsed;
    const std::pair key{own.descriptor, parsed.is_single() ? 0 : script.size()};
    const auto known = m_known.find(key);
    if (known != m_known.end()) return known->second;
    sign::Keyring keyring;
    std::optional<InputWeight> weight;
    const auto expansion = parsed.expand(own.index);
    if (expansion && parsed.is_solvable() && sign::add_descriptor(keyring, parsed, own.index))
        weight = weigh_spend(keyring, parsed.is_single() ? expansion->script : script);
    m_known.emplace(key, weight);
    return weight;
}

}  // namespace quanta::spend
