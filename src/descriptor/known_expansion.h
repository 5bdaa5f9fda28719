// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <algorithm>
#include <optional>

#include "descriptor/descriptor.h"
#include "descriptor/infer.h"

namespace quanta::descriptor {

/// Knows what is behind one script of a descriptor: for tests.
class KnownExpansion final : public KnownScripts {
public:
    explicit KnownExpansion(const Expansion& expansion) : m_expansion(expansion) {}

    std::optional<base::Bytes> script(const crypto::Digest160& hash) const override {
        const auto& inner = m_expansion.inner;
        const auto found = std::find_if(inner.begin(), inner.end(),
                                        [&](const auto& bytes) { return crypto::hash160(bytes) == hash; });
        return found == inner.end() ? std::nullopt : std::optional(*found);
    }
    std::optional<crypto::PublicKey> public_key(const crypto::Digest160& hash) const override {
        for (const DerivedKey& key : m_expansion.keys) {
            if (key.key.hash() == hash || crypto::hash160(key.key.xonly()) == hash) return key.key;
        }
        return std::nullopt;
    }
    std::optional<KeySource> source(const crypto::PublicKey& of) const override {
        for (const DerivedKey& key : m_expansion.keys) {
            if (key.key.xonly() == of.xonly()) return key.source;
        }
        return std::nullopt;
    }
    std::optional<TaprootParts> taproot(const crypto::XOnlyKey&) const override {
        return m_expansion.taproot;
    }

private:
    const Expansion& m_expansion;
};

}  // namespace quanta::descriptor
