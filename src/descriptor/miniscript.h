// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"

/// @file
/// Miniscript (BIP379): expressions as data, and their text and script. Internal to this library.

namespace quanta::descriptor {

/// The kinds of expression. What other names stand for is written with these: pk(K) is Check of PkK, t:X is
/// AndV of X and True, l:X is OrI of False and X, and_n(X,Y) is AndOr of X, Y and False.
enum class Fragment : uint8_t {
    False,
    True,
    PkK,
    PkH,
    Older,
    After,
    Sha256,
    Hash256,
    Ripemd160,
    Hash160,
    Multi,
    MultiA,
    AndOr,
    AndV,
    AndB,
    OrB,
    OrC,
    OrD,
    OrI,
    Thresh,
    // Wrappers, by the letter: a s c d v j n.
    Alt,
    Swap,
    Check,
    DupIf,
    Verify,
    NonZero,
    ZeroNotEqual,
};

/// Which rules the script will run under.
enum class ScriptRules : uint8_t { WitnessV0, Tapscript };

/// The most expressions that thresh() counts. Deployed nodes set no limit, but none of that many could be
/// spent with a stack of 1000 items and a signature for each.
inline constexpr size_t kMaxThreshArguments = 1000;

/// The most expressions in one, all inside counted: far more than fit into a script that is relayed, and few
/// enough to look at in a blink.
inline constexpr size_t kMaxMiniNodes = 100'000;

/// One expression.
struct MiniNode {
    Fragment fragment = Fragment::False;
    /// How many of multi, multi_a and thresh; the lock time of older and after.
    uint32_t number = 0;
    /// Places in the list, all before this node's own.
    std::vector<uint32_t> children;
    /// The keys it names itself: places in the list of keys.
    uint32_t first_key = 0;
    uint32_t key_count = 0;
    /// What sha256 and its like compare with.
    base::Bytes hash;
};

/// An expression and all inside it: children before parents and from left to right, so that the last node is
/// the whole and every pass over it is a loop.
struct Miniscript {
    ScriptRules rules = ScriptRules::WitnessV0;
    std::vector<MiniNode> nodes;
    /// Places of keys run from 0 to here, in the order of the text.
    uint32_t key_count = 0;

    uint32_t root() const { return static_cast<uint32_t>(nodes.size() - 1); }
};

/// Reads `text`. `add_key` is given the text of each key in turn; false ends the reading. Nothing for what is
/// no expression; types are not checked.
std::optional<Miniscript> parse_miniscript(std::string_view text, ScriptRules rules,
                                           const std::function<bool(std::string_view)>& add_key);

/// The text of `node`; `write_key` gives that of a key by its place. Nothing when a key has none.
std::optional<std::string> miniscript_text(
    const Miniscript& script, uint32_t node,
    const std::function<std::optional<std::string>(uint32_t)>& write_key);

/// The script for `keys`, by their places.
base::Bytes miniscript_script(const Miniscript& script, std::span<const crypto::PublicKey> keys);

/// Finds a key by its hash (BIP379 pk_h).
using KeyFinder = std::function<std::optional<crypto::PublicKey>(const crypto::Digest160& hash)>;

/// The expression whose script is `script`; its keys go to `keys`, which is empty, by their places. Nothing
/// when there is none, one of its keys is no point, or a hash stands for a key that is not known. Types are
/// not checked.
std::optional<Miniscript> decode_miniscript(base::ByteSpan script, ScriptRules rules,
                                            const KeyFinder& find_key, std::vector<crypto::PublicKey>& keys);

/// The function called so and how many expressions it takes; thresh takes any number, others with none take
/// other arguments.
struct FragmentName {
    std::string_view name;
    Fragment fragment;
    size_t children;
};
/// All functions but pk, pkh and and_n, which stand for others.
std::span<const FragmentName> fragment_names();
/// Bytes of the hash that `fragment` compares with; 0 for fragments without one.
size_t hash_size(Fragment fragment);
/// Whether the operation that the script of `fragment` ends with has a form which also verifies. Of and_v and
/// s: the last expression inside decides.
bool has_verify_form(Fragment fragment);
/// The letter of a wrapper; 0 for other fragments.
char wrapper_letter(Fragment fragment);

}  // namespace quanta::descriptor
