// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/secp256k1.h"
#include "descriptor/script_expression.h"
#include "params/params.h"

namespace quanta::descriptor {

/// Whether '#' and a checksum must follow.
enum class ChecksumRule : uint8_t { Optional, Required };

/// Indexes of a range are below this.
inline constexpr uint32_t kMaxRange = 0x80000000;

/// The longest text that is read, characters.
inline constexpr size_t kMaxText = 1'000'000;

/// A description of output scripts and the keys behind them (BIP379 to 390). An immutable value, cheap to
/// copy; any thread.
class Descriptor {
public:
    /// Reads `text`, which names one path: no tuple such as <0;1>. `params` outlive the result and its
    /// copies. Errors are sentences of the deployed interface.
    static base::Result<Descriptor, std::string> parse(std::string_view text,
                                                       const params::ChainParams& params,
                                                       ChecksumRule rule = ChecksumRule::Optional);
    /// As parse, but a text that names several paths gives a descriptor for each (BIP389); never none.
    static base::Result<std::vector<Descriptor>, std::string> parse_all(
        std::string_view text, const params::ChainParams& params, ChecksumRule rule = ChecksumRule::Optional);

    /// Whether there is a script for each index, or one alone.
    bool is_ranged() const;
    /// Whether any key is known in private.
    bool has_private_keys() const;
    /// Nothing for scripts without an address, and for combo().
    std::optional<OutputType> output_type() const { return m_script->output_type(); }
    /// Whether it says how to spend: all but addr() and raw().
    bool is_solvable() const { return m_script->is_solvable(); }
    /// Whether it stands for one script at each index: all but combo().
    bool is_single() const { return m_script->is_single(); }

    /// The script at `index`, below kMaxRange; any for one that has no range. Nothing when it cannot be had
    /// without a private key that is not known. The first one of combo(). About 40 microseconds.
    std::optional<Expansion> expand(uint32_t index) const;
    /// As expand, with all scripts of combo().
    std::optional<std::vector<Expansion>> expand_all(uint32_t index) const { return m_script->expand(index); }
    /// The private keys of the script at `index` that are known.
    std::vector<crypto::PrivateKey> private_keys(uint32_t index) const;

    // Texts with checksum.
    /// Nothing when Normalized needs a private key that is not known.
    std::optional<std::string> to_text(TextForm form) const;
    /// The script at `index` by its keys and where they come from: "wpkh([d34db33f/84h/0h/0h/0/5]02…)#…".
    std::optional<std::string> text_at(uint32_t index) const;

private:
    explicit Descriptor(std::shared_ptr<const ScriptExpression> script) : m_script(std::move(script)) {}

    std::shared_ptr<const ScriptExpression> m_script;
};

}  // namespace quanta::descriptor
