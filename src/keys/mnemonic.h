// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

/// @file
/// Seed phrases (BIP39): 12, 15, 18, 21 or 24 words of the English list that stand for 16 to 32 random bytes
/// and a checksum. Everything secret is read from and written to memory of the caller, who sees to it that it
/// is locked and overwritten; what these functions need meanwhile they overwrite themselves.

namespace quanta::keys {

/// Bytes of the most entropy a phrase can stand for, characters of the longest phrase, bytes of a seed.
inline constexpr size_t kMaxMnemonicEntropy = 32;
inline constexpr size_t kMaxMnemonicSize = 24 * 8 + 23;
inline constexpr size_t kMnemonicSeedSize = 64;

/// Why a text is no phrase.
struct MnemonicError {
    enum class Kind : uint8_t {
        WordCount,    ///< not 12, 15, 18, 21 or 24 words
        UnknownWord,  ///< a word is not in the list
        Checksum,     ///< every word is, but not together
        Passphrase,   ///< the passphrase has bytes that are no UTF-8
    };
    Kind kind;
    size_t word = 0;  ///< of an unknown word: its place, from 1
    /// A sentence for the user. It holds the unknown word: show it, but do not log it.
    std::string message;
};

/// Writes the phrase of `entropy` (16, 20, 24, 28 or 32 bytes) to the front of `phrase`. Returns its length.
size_t write_mnemonic(base::ByteSpan entropy, std::span<char, kMaxMnemonicSize> phrase);

/// Writes the entropy that `phrase` stands for to the front of `entropy`. Returns its length. Case, and how
/// much space is between words, does not matter. Errors: all kinds but Passphrase; then `entropy` is zero.
base::Result<size_t, MnemonicError> read_mnemonic(std::string_view phrase,
                                                  std::span<uint8_t, kMaxMnemonicEntropy> entropy);

/// Writes the seed of a phrase, which read_mnemonic takes, for BIP32; 2,048 rounds of PBKDF2-HMAC-SHA512,
/// about a millisecond.
///
/// `passphrase` may be empty. BIP39 asks for its normal form NFKD, which ASCII text always has. Other text
/// must be in that form already, for there are no Unicode tables here: whoever takes it from a user
/// normalises it (a window has its toolkit for that) or the seed is another one than that of other wallets.
/// Errors: all kinds.
base::Result<void, MnemonicError> mnemonic_seed(std::string_view phrase, std::string_view passphrase,
                                                std::span<uint8_t, kMnemonicSeedSize> seed);

/// Whether `text` has to be brought into its normal form first: it is not ASCII alone.
bool needs_normal_form(std::string_view text);

}  // namespace quanta::keys
