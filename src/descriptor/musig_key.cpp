// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/musig_key.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "crypto/key_aggregation.h"
#include "descriptor/text_split.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using KeyPointer = std::unique_ptr<KeyExpression>;

base::Err<std::string> fault(std::string_view what) {
    return Err(fmt::format("musig(): {}", what));
}

/// The chain code of extended keys made of aggregates: SHA-256 of "MuSig2MuSig2MuSig2" (BIP328).
const crypto::Digest256& chain_code() {
    static const crypto::Digest256 code = crypto::sha256(base::as_bytes("MuSig2MuSig2MuSig2"));
    return code;
}

/// What stands between the brackets.
struct Members {
    std::vector<KeyPointer> keys;
    std::vector<size_t> paths;
};

/// Reads keys up to the closing bracket, which is taken from `rest`.
base::Result<Members, std::string> parse_members(std::string_view& rest, const ParseContext& context) {
    Members members;
    if (rest.starts_with(')')) return fault("Must contain key expressions");
    while (true) {
        auto key = parse_key(take_argument(rest), KeyRule::Compressed, context);
        if (!key) return fault(key.error());
        members.keys.push_back(std::move(key->value));
        members.paths.push_back(key->paths);
        if (take_token(rest, ")")) return members;
        if (!take_token(rest, ",")) return Err(std::string("Invalid musig() expression"));
    }
}

bool any_ranged(const std::vector<KeyPointer>& keys) {
    return std::any_of(keys.begin(), keys.end(), [](const KeyPointer& key) { return key->is_ranged(); });
}

/// Whether keys below the aggregate can be had by `steps`.
base::Result<void, std::string> check_steps(const std::vector<KeyPointer>& members, const Steps& steps) {
    if (!std::all_of(members.begin(), members.end(), [](const auto& key) { return key->is_extended(); })) {
        return fault("derivation requires all participants to be xpubs or xprvs");
    }
    if (any_ranged(members)) {
        return fault("Cannot have ranged participant keys if musig() also has derivation");
    }
    if (steps.has_hardened_step()) return fault("cannot have hardened derivation steps");
    if (steps.wildcard == Wildcard::Hardened) return fault("Cannot have hardened child derivation");
    return {};
}

}  // namespace

base::Result<ParsedKey, std::string> MusigKey::parse(std::string_view text, const ParseContext& context) {
    std::string_view rest = text;
    take_token(rest, "musig(");
    Members members = TRY(parse_members(rest, context));
    const std::optional<size_t> common = common_paths(members.paths);
    if (!common) return fault("Multipath derivation paths have mismatched lengths");
    size_t paths = *common;
    std::optional<Steps> steps;
    if (!rest.empty()) {
        if (!rest.starts_with('/')) return Err(std::string("Invalid musig() expression"));
        auto parsed = parse_steps(rest, context.path_index);
        if (!parsed) return fault(parsed.error());
        TRY(check_steps(members.keys, *parsed));
        if (paths > 1 && parsed->paths > 1) {
            return fault("Cannot have multipath participant keys if musig() is also multipath");
        }
        paths = std::max(paths, parsed->paths);
        steps = std::move(*parsed);
    }
    return ParsedKey{std::make_unique<MusigKey>(std::move(members.keys), std::move(steps)), paths};
}

MusigKey::MusigKey(std::vector<KeyPointer> members, std::optional<Steps> steps)
    : m_members(std::move(members)), m_steps(std::move(steps)), m_members_ranged(any_ranged(m_members)) {
    if (!m_members_ranged) m_aggregate = aggregate(0);
}

bool MusigKey::is_ranged() const {
    return m_members_ranged || (m_steps && m_steps->wildcard != Wildcard::None);
}

bool MusigKey::has_private_key() const {
    return std::any_of(m_members.begin(), m_members.end(),
                       [](const KeyPointer& key) { return key->has_private_key(); });
}

std::vector<DerivedKey> MusigKey::participants(uint32_t index) const {
    std::vector<DerivedKey> keys;
    for (const KeyPointer& member : m_members) {
        std::optional<DerivedKey> key = member->derive(index);
        if (!key) return {};
        keys.push_back(std::move(*key));
    }
    std::stable_sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return keys;
}

std::optional<crypto::PublicKey> MusigKey::aggregate(uint32_t index) const {
    std::vector<crypto::PublicKey> keys;
    for (const DerivedKey& participant : participants(index))
        keys.push_back(participant.key);
    return crypto::aggregate_keys(keys);
}

std::optional<DerivedKey> MusigKey::derive(uint32_t index) const {
    const auto sum = m_members_ranged ? aggregate(index) : m_aggregate;
    if (!sum) return std::nullopt;
    DerivedKey derived{*sum, {keys::fingerprint_of(*sum), {}}};
    if (!m_steps) return derived;
    derived.source.path = m_steps->path;
    if (m_steps->wildcard != Wildcard::None) derived.source.path.push_back(index);
    keys::ExtendedPublicKey key{{}, chain_code(), *sum};
    for (const uint32_t number : derived.source.path) {
        const auto child = key.derive(number);
        if (!child) return std::nullopt;
        key = *child;
    }
    derived.key = key.key;
    return derived;
}

std::vector<crypto::PrivateKey> MusigKey::private_keys(uint32_t index) const {
    std::vector<crypto::PrivateKey> keys;
    for (const KeyPointer& member : m_members) {
        if (const auto key = member->derive_private(index)) keys.push_back(*key);
    }
    return keys;
}

std::optional<std::string> MusigKey::text(TextForm form) const {
    std::string out = "musig(";
    for (const KeyPointer& member : m_members) {
        const std::optional<std::string> key = member->text(form);
        if (!key) return std::nullopt;
        if (member != m_members.front()) out += ',';
        out += *key;
    }
    out += ')';
    return m_steps ? out + m_steps->text() : out;
}

}  // namespace quanta::descriptor
