// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "keys/mnemonic.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "keys/mnemonic_words.h"

namespace quanta::keys {

namespace {

using base::Err;
using Kind = MnemonicError::Kind;

constexpr size_t kBitsPerWord = 11;
constexpr size_t kMaxWords = 24;
/// Longer words of a text than this are unknown anyway; those of the list have at most 8 letters.
constexpr size_t kMaxShownWord = 32;
constexpr uint32_t kSeedRounds = 2048;

bool is_entropy_size(size_t size) {
    return size >= 16 && size <= kMaxMnemonicEntropy && size % 4 == 0;
}

/// Entropy and checksum one after the other: at most 264 bits.
class Bits {
public:
    Bits() = default;
    Bits(const Bits&) = delete;
    Bits& operator=(const Bits&) = delete;
    ~Bits() { crypto::cleanse(m_bytes.data(), m_bytes.size()); }

    /// Eleven bits, those of word `place`.
    uint16_t word(size_t place) const {
        uint16_t value = 0;
        for (size_t i = place * kBitsPerWord; i < (place + 1) * kBitsPerWord; ++i)
            value = static_cast<uint16_t>(value << 1 | (m_bytes[i / 8] >> (7 - i % 8) & 1));
        return value;
    }
    void set_word(size_t place, uint16_t value) {
        for (size_t i = 0; i < kBitsPerWord; ++i) {
            const size_t at = place * kBitsPerWord + i;
            const int bit = value >> (kBitsPerWord - 1 - i) & 1;
            m_bytes[at / 8] = static_cast<uint8_t>(m_bytes[at / 8] | bit << (7 - at % 8));
        }
    }

    std::array<uint8_t, kMaxMnemonicEntropy + 1>& bytes() { return m_bytes; }

private:
    std::array<uint8_t, kMaxMnemonicEntropy + 1> m_bytes{};
};

/// The first byte of the hash of `entropy`, of which a phrase has a bit for each four bytes.
uint8_t checksum_byte(base::ByteSpan entropy) {
    crypto::Digest256 hash = crypto::sha256(entropy);
    const uint8_t first = hash[0];
    crypto::cleanse(hash.data(), hash.size());
    return first;
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes the first word off the front of `text`; empty when there is none.
std::string_view take_word(std::string_view& text) {
    const auto begin = std::ranges::find_if_not(text, is_space);
    const auto end = std::find_if(begin, text.end(), is_space);
    const std::string_view word(begin, end);
    text = std::string_view(end, text.end());
    return word;
}

/// `word` in small letters, in memory that is overwritten.
class SmallWord {
public:
    explicit SmallWord(std::string_view word) : m_size(std::min(word.size(), kMaxShownWord)) {
        std::transform(word.begin(), word.begin() + static_cast<ptrdiff_t>(m_size), m_letters.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }
    SmallWord(const SmallWord&) = delete;
    SmallWord& operator=(const SmallWord&) = delete;
    ~SmallWord() { crypto::cleanse(m_letters.data(), m_letters.size()); }

    std::string_view text() const { return {m_letters.data(), m_size}; }

private:
    std::array<char, kMaxShownWord> m_letters{};
    size_t m_size;
};

MnemonicError word_count_error(size_t count) {
    return {Kind::WordCount, 0,
            "A seed phrase has 12, 15, 18, 21 or 24 words, and this one has " + std::to_string(count)};
}

MnemonicError unknown_word_error(size_t place, std::string_view word) {
    std::string message = "Word " + std::to_string(place) + " of the seed phrase, \"" + std::string(word) +
                          "\", is not in the list";
    const std::optional<std::string_view> closest = closest_mnemonic_word(word);
    if (closest) message += "; did you mean \"" + std::string(*closest) + "\"?";
    return {Kind::UnknownWord, place, std::move(message)};
}

size_t count_words(std::string_view phrase) {
    size_t count = 0;
    while (!take_word(phrase).empty())
        ++count;
    return count;
}

/// Reads the words of `phrase`, of which there are `count`.
base::Result<void, MnemonicError> read_words(std::string_view phrase, size_t count, Bits& bits) {
    for (size_t place = 0; place < count; ++place) {
        const SmallWord word(take_word(phrase));
        const std::optional<uint16_t> index = mnemonic_word_index(word.text());
        if (!index) return Err(unknown_word_error(place + 1, word.text()));
        bits.set_word(place, *index);
    }
    return {};
}

/// Whether `text` is well-formed UTF-8 as far as lead and continuation bytes go.
bool is_utf8(std::string_view text) {
    size_t expected = 0;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if (expected > 0) {
            if ((byte & 0xc0) != 0x80) return false;
            --expected;
        } else if (byte >= 0x80) {
            if (byte < 0xc2 || byte > 0xf4) return false;
            expected = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
        }
    }
    return expected == 0;
}

}  // namespace

size_t write_mnemonic(base::ByteSpan entropy, std::span<char, kMaxMnemonicSize> phrase) {
    CHECK(is_entropy_size(entropy.size()));
    Bits bits;
    std::ranges::copy(entropy, bits.bytes().begin());
    bits.bytes()[entropy.size()] = checksum_byte(entropy);
    const size_t count = entropy.size() / 4 * 3;
    size_t size = 0;
    for (size_t place = 0; place < count; ++place) {
        if (place > 0) phrase[size++] = ' ';
        const std::string_view word = mnemonic_words()[bits.word(place)];
        std::ranges::copy(word, phrase.begin() + static_cast<ptrdiff_t>(size));
        size += word.size();
    }
    return size;
}

base::Result<size_t, MnemonicError> read_mnemonic(std::string_view phrase,
                                                  std::span<uint8_t, kMaxMnemonicEntropy> entropy) {
    std::ranges::fill(entropy, uint8_t{0});
    const size_t count = count_words(phrase);
    if (count < 12 || count > kMaxWords || count % 3 != 0) return Err(word_count_error(count));
    Bits bits;
    TRY(read_words(phrase, count, bits));
    const size_t size = count / 3 * 4;
    const base::ByteSpan found(bits.bytes().data(), size);
    const uint8_t mask = static_cast<uint8_t>(0xff << (8 - size / 4));
    if (((checksum_byte(found) ^ bits.bytes()[size]) & mask) != 0) {
        return Err(
            MnemonicError{Kind::Checksum, 0,
                          "The checksum of the seed phrase is wrong: a word is another one of the list, "
                          "or words are in another order"});
    }
    std::ranges::copy(found, entropy.begin());
    return size;
}

base::Result<void, MnemonicError> mnemonic_seed(std::string_view phrase, std::string_view passphrase,
                                                std::span<uint8_t, kMnemonicSeedSize> seed) {
    std::array<uint8_t, kMaxMnemonicEntropy> entropy;
    std::array<char, kMaxMnemonicSize> text;
    const size_t entropy_size = TRY(read_mnemonic(phrase, entropy));
    const size_t size = write_mnemonic({entropy.data(), entropy_size}, text);
    crypto::cleanse(entropy.data(), entropy.size());
    const bool known_form = is_utf8(passphrase);
    if (known_form) {
        std::string salt = "mnemonic";
        salt.reserve(salt.size() + passphrase.size());
        salt += passphrase;
        crypto::Digest512 made = crypto::pbkdf2_hmac_sha512(base::as_bytes({text.data(), size}),
                                                            base::as_bytes(salt), kSeedRounds);
        std::ranges::copy(made, seed.begin());
        crypto::cleanse(made.data(), made.size());
        crypto::cleanse(salt.data(), salt.size());
    }
    crypto::cleanse(text.data(), text.size());
    if (!known_form) return Err(MnemonicError{Kind::Passphrase, 0, "The passphrase is not UTF-8 text"});
    return {};
}

bool needs_normal_form(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<uint8_t>(c) >= 0x80; });
}

}  // namespace quanta::keys
