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
#include "descriptor/key_expression.h"

/// @file
/// The tree behind a descriptor: one class for each way of putting a script together. Internal to this
/// library.

namespace quanta::descriptor {

/// An output script and what is behind it.
struct Expansion {
    base::Bytes script;
    /// The scripts inside, from the outermost on: redeem script, witness script.
    std::vector<base::Bytes> inner;
    std::vector<DerivedKey> keys;
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
    virtual std::optional<std::string> text(const KeyWriter& write) const = 0;
    virtual void visit_keys(const KeyVisitor& visit) const = 0;
    /// Nothing for scripts without an address.
    virtual std::optional<OutputType> output_type() const = 0;
};

/// Where a function stands.
enum class Place : uint8_t { Top, InSh, InWsh };

/// Reads one function and what is inside it. `params` outlive the result.
base::Result<std::unique_ptr<ScriptExpression>, std::string> parse_script_expression(
    std::string_view text, Place place, const params::ChainParams& params);

}  // namespace quanta::descriptor
