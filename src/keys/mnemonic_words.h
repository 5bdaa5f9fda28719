// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace quanta::keys {

/// Words of the list: each stands for eleven bits.
inline constexpr size_t kMnemonicWordCount = 2048;

/// The English words of seed phrases (BIP39), in alphabetical order; no two begin with the same four letters.
std::span<const std::string_view, kMnemonicWordCount> mnemonic_words();
/// The place of `word` in the list; nothing when it is not there.
std::optional<uint16_t> mnemonic_word_index(std::string_view word);
/// The words that begin with `prefix`, in order: what a window offers while somebody types.
std::span<const std::string_view> mnemonic_words_with(std::string_view prefix);
/// The word of the list that `word` was most likely meant to be: it begins with the same four letters, or one
/// letter is wrong, missing or too many. Nothing when there is none or more than one.
std::optional<std::string_view> closest_mnemonic_word(std::string_view word);

}  // namespace quanta::keys
