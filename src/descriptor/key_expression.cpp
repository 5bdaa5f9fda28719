// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/key_expression.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/private_key_text.h"

namespace quanta::descriptor {
namespace {

using base::Err;
using keys::HardenedMark;
using keys::KeyPath;
using keys::kHardened;

template <typename T>
using ParseResult = base::Result<T, std::string>;

/// The longest path of one key: what an extended key's depth can hold.
constexpr size_t kMaxPath = 255;

/// An origin, and how its hardened steps were marked.
struct Origin {
    KeySource source;
    HardenedMark mark = HardenedMark::Letter;

    std::string text(HardenedMark other) const { return source_text(source, other); }
    std::string text() const { return text(mark); }
};

enum class Wildcard : uint8_t { None, Normal, Hardened };

/// What follows an extended key.
struct Steps {
    KeyPath path;
    Wildcard wildcard = Wildcard::None;
    HardenedMark mark = HardenedMark::Letter;

    std::string text() const {
        std::string out = keys::format_key_path(path, mark);
        if (wildcard != Wildcard::None) out += "/*";
        if (wildcard == Wildcard::Hardened) out += static_cast<char>(mark);
        return out;
    }
};

/// A single key.
class SingleKey final : public KeyExpression {
public:
    SingleKey(crypto::PublicKey key, std::optional<Origin> origin)
        : m_key(key), m_origin(std::move(origin)) {}
    /// With its private half, written as `text`.
    SingleKey(const keys::PrivateKeyText& key, std::string text, std::optional<Origin> origin)
        : m_key(key.key.public_key(key.form)),
          m_origin(std::move(origin)),
          m_private(key.key),
          m_private_text(std::move(text)) {}

    void show_x_only() { m_x_only = true; }

    bool is_ranged() const override { return false; }
    bool has_private_key() const override { return m_private.has_value(); }
    std::optional<DerivedKey> derive(uint32_t) const override {
        if (m_origin) return DerivedKey{m_key, m_origin->source};
        return DerivedKey{m_key, {keys::fingerprint_of(m_key), {}}};
    }
    std::optional<crypto::PrivateKey> derive_private(uint32_t) const override { return m_private; }
    std::optional<std::string> text(TextForm form) const override {
        const HardenedMark mark =
            form == TextForm::Normalized || !m_origin ? HardenedMark::Letter : m_origin->mark;
        const std::string origin = m_origin ? m_origin->text(mark) : "";
        if (form == TextForm::Private && m_private) return origin + m_private_text;
        return origin + (m_x_only ? base::to_hex(m_key.xonly()) : base::to_hex(m_key.bytes()));
    }

private:
    const crypto::PublicKey m_key;
    const std::optional<Origin> m_origin;
    const std::optional<crypto::PrivateKey> m_private;
    const std::string m_private_text;
    bool m_x_only = false;
};

/// `key` after the steps of `path`.
template <typename Key>
std::optional<Key> descend(Key key, std::span<const uint32_t> path) {
    for (const uint32_t number : path) {
        const std::optional<Key> child = key.derive(number);
        if (!child) return std::nullopt;
        key = *child;
    }
    return key;
}

/// Keys below an extended key.
class TreeKey final : public KeyExpression {
public:
    TreeKey(std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey> root, Steps steps,
            std::optional<Origin> origin, const params::ChainParams& params)
        : m_root(std::move(root)), m_steps(std::move(steps)), m_origin(std::move(origin)), m_params(params) {
        if (const auto* secret = private_root()) {
            m_private_parent = descend(*secret, m_steps.path);
            if (m_private_parent) m_public_parent = m_private_parent->neuter();
        } else {
            m_public_parent = descend(public_root(), m_steps.path);
        }
        m_source = source_of_root();
        m_source.path.insert(m_source.path.end(), m_steps.path.begin(), m_steps.path.end());
    }

    bool is_ranged() const override { return m_steps.wildcard != Wildcard::None; }
    bool has_private_key() const override { return private_root() != nullptr; }

    std::optional<DerivedKey> derive(uint32_t index) const override {
        const std::optional<keys::ExtendedPublicKey> key = derive_public(index);
        if (!key) return std::nullopt;
        KeySource source = m_source;
        if (is_ranged()) source.path.push_back(child_number(index));
        return DerivedKey{key->key, std::move(source)};
    }

    std::optional<crypto::PrivateKey> derive_private(uint32_t index) const override {
        if (!m_private_parent) return std::nullopt;
        if (!is_ranged()) return m_private_parent->key;
        const auto child = m_private_parent->derive(child_number(index));
        if (!child) return std::nullopt;
        return child->key;
    }

    std::optional<std::string> text(TextForm form) const override {
        if (form == TextForm::Normalized) return normalized_text();
        const std::string origin = m_origin ? m_origin->text() : "";
        const auto* secret = private_root();
        const std::string key = form == TextForm::Private && secret
                                    ? keys::encode_extended_key(*secret, m_params)
                                    : keys::encode_extended_key(public_root(), m_params);
        return origin + key + m_steps.text();
    }

private:
    const keys::ExtendedPrivateKey* private_root() const {
        return std::get_if<keys::ExtendedPrivateKey>(&m_root);
    }
    keys::ExtendedPublicKey public_root() const {
        if (const auto* secret = private_root()) return secret->neuter();
        return std::get<keys::ExtendedPublicKey>(m_root);
    }
    KeySource source_of_root() const {
        if (m_origin) return m_origin->source;
        return {keys::fingerprint_of(public_root().key), {}};
    }
    uint32_t child_number(uint32_t index) const {
        return m_steps.wildcard == Wildcard::Hardened ? index | kHardened : index;
    }

    std::optional<keys::ExtendedPublicKey> derive_public(uint32_t index) const {
        if (!is_ranged()) return m_public_parent;
        if (m_steps.wildcard == Wildcard::Normal) {
            return m_public_parent ? m_public_parent->derive(index) : std::nullopt;
        }
        const auto child = m_private_parent ? m_private_parent->derive(child_number(index)) : std::nullopt;
        if (!child) return std::nullopt;
        return child->neuter();
    }

    /// A wildcard that is hardened leaves nothing to put into the origin but the steps before it.
    std::optional<std::string> normalized_text() const {
        const auto is_hardened = [](uint32_t number) { return number >= kHardened; };
        const auto last = std::find_if(m_steps.path.rbegin(), m_steps.path.rend(), is_hardened);
        const KeyPath moved(m_steps.path.begin(), last.base());
        Steps rest{KeyPath(last.base(), m_steps.path.end()), m_steps.wildcard, HardenedMark::Letter};
        if (moved.empty()) {
            const std::string origin = m_origin ? m_origin->text(HardenedMark::Letter) : "";
            return origin + keys::encode_extended_key(public_root(), m_params) + rest.text();
        }
        const auto* secret = private_root();
        const auto key = secret ? descend(*secret, moved) : std::nullopt;
        if (!key) return std::nullopt;
        KeySource source = source_of_root();
        source.path.insert(source.path.end(), moved.begin(), moved.end());
        return source_text(source) + keys::encode_extended_key(key->neuter(), m_params) + rest.text();
    }

    const std::variant<keys::ExtendedPublicKey, keys::ExtendedPrivateKey> m_root;
    const Steps m_steps;
    const std::optional<Origin> m_origin;
    const params::ChainParams& m_params;
    // What the steps before the wildcard lead to, as far as it can be had.
    std::optional<keys::ExtendedPublicKey> m_public_parent;
    std::optional<keys::ExtendedPrivateKey> m_private_parent;
    KeySource m_source;
};

/// A child number with its mark, which is noted in `mark`.
ParseResult<uint32_t> parse_step(std::string_view text, HardenedMark& mark) {
    const bool hardened = text.ends_with('h') || text.ends_with('\'');
    const std::string_view digits = hardened ? text.substr(0, text.size() - 1) : text;
    if (text.ends_with('\'')) mark = HardenedMark::Apostrophe;
    if (digits.starts_with('<')) {
        return Err(fmt::format("Key path value '{}' names several paths, which is not supported", digits));
    }
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return Err(fmt::format("Key path value '{}' is not a valid uint32", digits));
    }
    if (number >= kHardened) return Err(fmt::format("Key path value {} is out of range", number));
    return hardened ? number | kHardened : number;
}

/// `text` is empty or begins with a slash.
ParseResult<Steps> parse_steps(std::string_view text) {
    Steps steps;
    while (!text.empty()) {
        text.remove_prefix(1);
        const size_t slash = std::min(text.find('/'), text.size());
        const std::string_view step = text.substr(0, slash);
        text.remove_prefix(slash);
        if (text.empty() && step.starts_with('*') && step.size() <= 2) {
            if (step == "*") steps.wildcard = Wildcard::Normal;
            if (step == "*h" || step == "*'") steps.wildcard = Wildcard::Hardened;
            if (step == "*'") steps.mark = HardenedMark::Apostrophe;
            if (steps.wildcard != Wildcard::None) return steps;
        }
        steps.path.push_back(TRY(parse_step(step, steps.mark)));
        if (steps.path.size() > kMaxPath) return Err(std::string("Key path is too long"));
    }
    return steps;
}

/// `text` is what stands between the brackets.
ParseResult<Origin> parse_origin(std::string_view text) {
    Origin origin;
    const size_t slash = std::min(text.find('/'), text.size());
    const std::string_view fingerprint = text.substr(0, slash);
    if (fingerprint.size() != 8) {
        return Err(fmt::format("Fingerprint is not 4 bytes ({} characters instead of 8 characters)",
                               fingerprint.size()));
    }
    const std::optional<base::Bytes> bytes = base::from_hex(fingerprint);
    if (!bytes) return Err(fmt::format("Fingerprint '{}' is not hex", fingerprint));
    std::copy(bytes->begin(), bytes->end(), origin.source.fingerprint.begin());
    Steps steps = TRY(parse_steps(text.substr(slash)));
    if (steps.wildcard != Wildcard::None) return Err(std::string("Key path value '*' is not a valid uint32"));
    origin.source.path = std::move(steps.path);
    origin.mark = steps.mark;
    return origin;
}

using KeyPointer = std::unique_ptr<KeyExpression>;

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

ParseResult<KeyPointer> parse_public_key(std::string_view text, const base::Bytes& bytes, KeyRule rule,
                                         std::optional<Origin> origin) {
    if (rule == KeyRule::XOnly && bytes.size() == 32) {
        crypto::XOnlyKey xonly;
        std::copy(bytes.begin(), bytes.end(), xonly.begin());
        const auto key = crypto::PublicKey::from_xonly(xonly);
        if (!key.is_valid()) return Err(fmt::format("Pubkey '{}' is invalid", text));
        auto single = std::make_unique<SingleKey>(key, std::move(origin));
        single->show_x_only();
        return KeyPointer(std::move(single));
    }
    const auto key = crypto::PublicKey::from_bytes(bytes);
    if (key && (key->bytes()[0] == 6 || key->bytes()[0] == 7)) {
        return Err(std::string("Hybrid public keys are not allowed"));
    }
    if (!key || !key->is_valid()) return Err(fmt::format("Pubkey '{}' is invalid", text));
    if (rule != KeyRule::Any && key->form() != crypto::KeyForm::Compressed) {
        return Err(std::string("Uncompressed keys are not allowed"));
    }
    return KeyPointer(std::make_unique<SingleKey>(*key, std::move(origin)));
}

/// A key without its origin.
ParseResult<KeyPointer> parse_bare_key(std::string_view text, KeyRule rule, std::optional<Origin> origin,
                                       const params::ChainParams& params) {
    const size_t slash = std::min(text.find('/'), text.size());
    const std::string_view word = text.substr(0, slash);
    if (word.empty()) return Err(std::string("No key provided"));
    if (is_space(word.front()) || is_space(word.back())) {
        return Err(fmt::format("Key '{}' is invalid due to whitespace", word));
    }
    if (slash == text.size()) {
        if (const auto bytes = base::from_hex(word))
            return parse_public_key(word, *bytes, rule, std::move(origin));
        if (const auto secret = keys::decode_private_key(word, params)) {
            if (rule != KeyRule::Any && secret->form != crypto::KeyForm::Compressed) {
                return Err(std::string("Uncompressed keys are not allowed"));
            }
            return KeyPointer(std::make_unique<SingleKey>(*secret, std::string(word), std::move(origin)));
        }
    }
    const auto secret = keys::decode_extended_private_key(word, params);
    const auto open = secret ? std::nullopt : keys::decode_extended_public_key(word, params);
    if (!secret && !open) return Err(fmt::format("key '{}' is not valid", word));
    Steps steps = TRY(parse_steps(text.substr(slash)));
    if (secret)
        return KeyPointer(std::make_unique<TreeKey>(*secret, std::move(steps), std::move(origin), params));
    return KeyPointer(std::make_unique<TreeKey>(*open, std::move(steps), std::move(origin), params));
}

}  // namespace

ParseResult<std::unique_ptr<KeyExpression>> parse_key(std::string_view text, KeyRule rule,
                                                      const params::ChainParams& params) {
    const size_t close = text.find(']');
    if (close == text.npos) return parse_bare_key(text, rule, std::nullopt, params);
    if (text.find(']', close + 1) != text.npos) {
        return Err(std::string("Multiple ']' characters found for a single pubkey"));
    }
    if (!text.starts_with('[')) {
        return Err(
            fmt::format("Key origin start '[ character expected but not found, got '{}' instead", text[0]));
    }
    Origin origin = TRY(parse_origin(text.substr(1, close - 1)));
    return parse_bare_key(text.substr(close + 1), rule, std::move(origin), params);
}

std::string source_text(const KeySource& source, keys::HardenedMark mark) {
    return fmt::format("[{}{}]", base::to_hex(source.fingerprint), keys::format_key_path(source.path, mark));
}

}  // namespace quanta::descriptor
