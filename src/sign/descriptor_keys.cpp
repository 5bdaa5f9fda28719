// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/descriptor_keys.h"

#include <utility>
#include <vector>

#include "script/taproot.h"
#include "sign/taproot_tree.h"

namespace quanta::sign {

namespace {

void add_taproot(Keyring& keyring, const descriptor::TaprootParts& parts) {
    std::vector<TapTreeLeaf> leaves;
    for (const descriptor::TapLeaf& leaf : parts.leaves)
        leaves.push_back({leaf.depth, script::kTapscriptLeaf, leaf.script});
    const auto built = build_taproot(parts.internal_key, leaves);
    if (!built) return;
    keyring.add_taproot(built->output_key, built->output);
    if (!leaves.empty()) keyring.add_taproot_tree(built->output_key, std::move(leaves));
}

void add_expansion(Keyring& keyring, const descriptor::Expansion& expansion) {
    for (const descriptor::DerivedKey& derived : expansion.keys)
        keyring.add_source(derived.key, derived.source);
    for (const descriptor::AggregateKey& aggregate : expansion.aggregates) {
        for (const descriptor::DerivedKey& participant : aggregate.participants)
            keyring.add_source(participant.key, participant.source);
    }
    for (const base::Bytes& inner : expansion.inner)
        keyring.add_script(inner);
    if (expansion.taproot) add_taproot(keyring, *expansion.taproot);
}

}  // namespace

bool add_descriptor(Keyring& keyring, const descriptor::Descriptor& descriptor, uint32_t index) {
    const auto expansions = descriptor.expand_all(index);
    if (!expansions) return false;
    for (const descriptor::Expansion& expansion : *expansions)
        add_expansion(keyring, expansion);
    for (const crypto::PrivateKey& key : descriptor.private_keys(index)) {
        // A script may ask for the key in either form.
        keyring.add_key(key, crypto::KeyForm::Compressed);
        keyring.add_key(key, crypto::KeyForm::Uncompressed);
    }
    return true;
}

}  // namespace quanta::sign
