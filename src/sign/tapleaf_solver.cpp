// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/tapleaf_solver.h"

#include <algorithm>
#include <utility>

#include "codec/writer.h"
#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/taproot.h"

namespace quanta::sign {

namespace {

using base::Bytes;
using base::ByteSpan;
using crypto::XOnlyKey;

/// A leaf that asks for signatures of some of its keys: one key (OP_CHECKSIG), or `required` of several
/// (OP_CHECKSIGADD and OP_NUMEQUAL).
struct KeyLeaf {
    std::vector<XOnlyKey> keys;
    size_t required = 1;
};

std::optional<XOnlyKey> read_key(script::ScriptReader& reader) {
    XOnlyKey key;
    if (!reader.next() || reader.data().size() != key.size()) return std::nullopt;
    std::copy(reader.data().begin(), reader.data().end(), key.begin());
    return key;
}

/// The number the operation just read pushes; nothing for others.
std::optional<int64_t> pushed_number(const script::ScriptReader& reader) {
    if (script::is_small_number(reader.opcode())) return script::small_number(reader.opcode());
    if (reader.opcode() > script::OP_PUSHDATA4) return std::nullopt;
    return script::ScriptNum::decode(reader.data(), script::kMaxNumberSize, script::NumberForm::Minimal);
}

/// `script` as such a leaf; nothing when it is another.
std::optional<KeyLeaf> match_keys(ByteSpan script) {
    script::ScriptReader reader(script);
    KeyLeaf leaf;
    const auto first = read_key(reader);
    if (!first || !reader.next() || reader.opcode() != script::OP_CHECKSIG) return std::nullopt;
    leaf.keys.push_back(*first);
    if (reader.at_end()) return leaf;
    while (reader.next() && reader.data().size() == first->size()) {
        leaf.keys.emplace_back();
        std::copy(reader.data().begin(), reader.data().end(), leaf.keys.back().begin());
        if (!reader.next() || reader.opcode() != script::OP_CHECKSIGADD) return std::nullopt;
    }
    const auto number = pushed_number(reader);
    if (!number || *number < 1 || static_cast<uint64_t>(*number) > leaf.keys.size()) return std::nullopt;
    leaf.required = static_cast<size_t>(*number);
    if (!reader.next() || reader.opcode() != script::OP_NUMEQUAL || !reader.at_end()) return std::nullopt;
    return leaf;
}

class LeafSigner {
public:
    LeafSigner(const Provider& provider, const SignatureMaker& maker, InputSignatures& known)
        : m_provider(provider), m_maker(maker), m_known(known) {}

    /// The items that satisfy `leaf`, as far as they can be had.
    std::optional<std::vector<Bytes>> satisfy(const TapLeaf& leaf) {
        if (leaf.version != script::kTapscriptLeaf) return std::nullopt;
        const auto wanted = match_keys(leaf.script);
        if (!wanted) return std::nullopt;
        m_hash = script::tapleaf_hash(leaf.version, leaf.script);
        std::vector<Bytes> items;
        size_t signatures = 0;
        for (const XOnlyKey& key : wanted->keys) {
            std::optional<Bytes> made = signature(key);
            const bool used = made && signatures < wanted->required;
            signatures += used ? 1 : 0;
            items.push_back(used ? std::move(*made) : Bytes());
        }
        if (signatures < wanted->required) return std::nullopt;
        // The first key finds its signature on top.
        std::reverse(items.begin(), items.end());
        return items;
    }

private:
    std::optional<Bytes> signature(const XOnlyKey& key) {
        if (auto source = source_of(m_provider, key)) {
            auto [entry, added] = m_known.taproot_keys.emplace(key, TapKeySource{{}, std::move(*source)});
            entry->second.leaves.insert(m_hash);
        }
        const auto place = std::make_pair(key, m_hash);
        const auto found = m_known.taproot_leaf_signatures.find(place);
        if (found != m_known.taproot_leaf_signatures.end()) return found->second;
        std::optional<Bytes> made = m_maker.schnorr(m_provider, key, {m_hash});
        if (made) m_known.taproot_leaf_signatures.emplace(place, *made);
        return made;
    }

    const Provider& m_provider;
    const SignatureMaker& m_maker;
    InputSignatures& m_known;
    crypto::Digest256 m_hash{};  ///< of the leaf at hand
};

size_t serialized_size(const std::vector<Bytes>& items) {
    size_t size = codec::compact_size_length(items.size());
    for (const Bytes& item : items)
        size += codec::compact_size_length(item.size()) + item.size();
    return size;
}

}  // namespace

std::optional<std::vector<Bytes>> solve_tapleaves(const Provider& provider, const SignatureMaker& maker,
                                                  InputSignatures& known) {
    std::optional<std::vector<Bytes>> best;
    LeafSigner signer(provider, maker, known);
    for (const auto& [leaf, controls] : known.taproot.leaves) {
        std::optional<std::vector<Bytes>> items = signer.satisfy(leaf);
        if (!items || controls.empty()) continue;
        items->push_back(leaf.script);
        items->push_back(*controls.begin());
        if (!best || serialized_size(*items) < serialized_size(*best)) best = std::move(items);
    }
    return best;
}

}  // namespace quanta::sign
