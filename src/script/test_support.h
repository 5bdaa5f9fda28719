// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/flags.h"
#include "script/script.h"
#include "script/taproot.h"
#include "script/verify.h"

/// @file
/// What the tests of this library share.

namespace quanta::script::testing {

/// The script written as `text`, in the notation of the vectors: decimal numbers, 0x and raw bytes, 'text' to
/// push, and operations with or without OP_. Aborts for anything else.
base::Bytes assemble(std::string_view text);

/// The bytes of `hex`; aborts when it is none.
base::Bytes unhex(std::string_view hex);

/// The set written as "P2SH,WITNESS"; "" and "NONE" are empty.
VerifyFlags parse_flags(std::string_view text);
/// Every flag there is.
inline constexpr VerifyFlags kAllFlags = (1u << 21) - 1;
/// Those that give programs their meaning.
inline constexpr VerifyFlags kPrograms = kVerifyP2sh | kVerifyWitness | kVerifyTaproot;

/// An input to verify: the only one of a transaction with one output.
struct Spend {
    base::Bytes script_sig;
    std::vector<base::Bytes> witness;
    base::Bytes coin_script;
    VerifyFlags flags = kVerifyNone;
    int64_t value_sat = 0;
    uint32_t version = 1;
    uint32_t sequence = 0xffffffff;
    uint32_t lock_time = 0;

    /// The spending transaction: its input spends a transaction that has just `coin_script` as output.
    std::shared_ptr<const primitives::Transaction> transaction() const;
    /// Nothing when the spend is allowed.
    std::optional<ScriptError> verify() const;
    /// The name of what verify() gives; "OK" for nothing.
    std::string verdict() const;
};

/// A taproot output with one script, and what spends it.
struct OneLeafTree {
    explicit OneLeafTree(base::Bytes leaf_script, uint8_t leaf_version = kTapscriptLeaf);

    base::Bytes script;
    base::Bytes control;
    crypto::XOnlyKey output_key;
    crypto::Digest256 leaf_hash;

    base::Bytes coin_script() const;
    /// Spends the leaf with `items` on the stack.
    Spend spend(std::vector<base::Bytes> items, VerifyFlags flags) const;
};

/// The verdict on a legacy output of `script`, spent with nothing.
std::string legacy_verdict(const base::Bytes& script, VerifyFlags flags = kPrograms);
/// The verdict on `script` as a witness v0 or tapscript one, with `items` on the stack.
std::string v0_verdict(const base::Bytes& script, std::vector<base::Bytes> items = {},
                       VerifyFlags flags = kPrograms);
std::string tapscript_verdict(const base::Bytes& script, std::vector<base::Bytes> items = {},
                              VerifyFlags flags = kPrograms);

}  // namespace quanta::script::testing
