// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "descriptor/key_expression.h"

/// @file
/// The tree behind a descriptor: one class for each way of putting a script together. Internal to this
/// library.

namespace quanta::descriptor {

/// A script in the tree behind a taproot output.
struct TapLeaf {
    uint8_t depth = 0;  ///< below the root, at most 128
    base::Bytes script;

    friend bool operator==(const TapLeaf&, const TapLeaf&) = default;
};

/// What a taproot output is made of (BIP341).
struct TaprootParts {
    crypto::XOnlyKey internal_key{};
    /// From left to right; empty for an output without scripts. All of version 0xc0 (BIP342).
    std::vector<TapLeaf> leaves;

    /// Of the tree, which is_complete(); nothing for an output without scripts.
    std::optional<crypto::Digest256> root() const;
    /// Whether the leaves make a tree, or there are none: false for depths that leave a place empty or have
    /// none.
    bool is_complete() const;

    friend bool operator==(const TaprootParts&, const TaprootParts&) = default;
};

/// A key that several signers hold together (BIP327).
struct AggregateKey {
    crypto::PublicKey key;
    /// What it is made of, in the order of aggregation; the aggregate may have been derived from on to reach
    /// `key`.
    std::vector<DerivedKey> participants;
};

/// An output script and what is behind it.
struct Expansion {
    base::Bytes script;
    /// The scripts inside, from the outermost on: redeem script, witness script.
    std::vector<base::Bytes> inner;
    /// In the order of the text; participants of aggregates are not among them. Empty for addr() and raw().
    std::vector<DerivedKey> keys;
    /// For tr(); absent for other functions, rawtr() among them.
    std::optional<TaprootParts> taproot;
    std::vector<AggregateKey> aggregates;
};

/// The kinds of address a wallet tells apart.
enum class OutputType : uint8_t { Legacy, P2shSegwit, Bech32, Bech32m };

/// How a place in the tree shows its keys: 33 bytes, or the x coordinate alone.
enum class KeyShape : uint8_t { Full, XOnly };

/// Writes a key; nothing when it cannot be written as wished.
using KeyWriter = std::function<std::optional<std::string>(const KeyExpression& key, KeyShape shape)>;
using KeyVisitor = std::function<void(const KeyExpression& key)>;

/// A function of the descriptor language. Immutable, any thread.
class ScriptExpression {
public:
    virtual ~ScriptExpression() = default;
    /// Its script at `index`; inner scripts and keys are added to `into`. Nothing when a key cannot be
    /// derived.
    virtual std::optional<base::Bytes> script(uint32_t index, Expansion& into) const = 0;
    /// All its scripts at `index`, each with what is behind it: one, but for combo().
    virtual std::optional<std::vector<Expansion>> expand(uint32_t index) const;
    virtual std::optional<std::string> text(const KeyWriter& write) const = 0;
    virtual void visit_keys(const KeyVisitor& visit) const = 0;
    /// Nothing for scripts without an address, and for several scripts of different kinds.
    virtual std::optional<OutputType> output_type() const = 0;
    /// Whether it says how to spend: all but addr() and raw().
    virtual bool is_solvable() const { return true; }
    /// Whether it stands for one script at each index: all but combo().
    virtual bool is_single() const { return true; }
};

/// Where a function stands.
enum class Place : uint8_t { Top, InSh, InWsh, InTr };

using ScriptPointer = std::unique_ptr<ScriptExpression>;
using ParsedScript = WithPaths<ScriptExpression>;
using ScriptResult = base::Result<ParsedScript, std::string>;

/// Which keys may stand in a function at `place`.
KeyRule key_rule(Place place);

/// The key at `index`, noted in `into`; nothing when it cannot be derived.
std::optional<crypto::PublicKey> derive_into(const KeyExpression& key, uint32_t index, Expansion& into);

/// Reads one function and what is inside it.
ScriptResult parse_script_expression(std::string_view text, Place place, const ParseContext& context);

}  // namespace quanta::descriptor
