// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "keys/mnemonic.h"
#include "keys/mnemonic_words.h"

namespace base = quanta::base;
namespace keys = quanta::keys;

namespace {

base::Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

/// Any entropy makes a phrase that is read back.
void try_entropy(base::ByteSpan data) {
    const size_t size = 16 + data.size() % 5 * 4;
    if (data.size() < size) return;
    std::array<char, keys::kMaxMnemonicSize> phrase;
    const size_t length = keys::write_mnemonic(data.first(size), phrase);
    std::array<uint8_t, keys::kMaxMnemonicEntropy> entropy;
    const auto read = keys::read_mnemonic({phrase.data(), length}, entropy);
    CHECK(read && *read == size &&
          std::ranges::equal(data.first(size), base::ByteSpan(entropy.data(), size)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan bytes(data, size);
    const std::string_view text = base::as_text(bytes);
    std::array<uint8_t, keys::kMaxMnemonicEntropy> entropy;
    const auto read = keys::read_mnemonic(text, entropy);
    if (read) {
        std::array<char, keys::kMaxMnemonicSize> phrase;
        const size_t length = keys::write_mnemonic({entropy.data(), *read}, phrase);
        std::array<uint8_t, keys::kMaxMnemonicEntropy> again;
        CHECK(keys::read_mnemonic({phrase.data(), length}, again) && again == entropy);
    } else {
        CHECK(!read.error().message.empty());
    }
    keys::closest_mnemonic_word(text.substr(0, 64));
    keys::mnemonic_words_with(text.substr(0, 64));
    try_entropy(bytes);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::string letter;
    for (int i = 0; i < 3; ++i)
        letter += "letter advice cage absurd amount doctor acoustic avoid ";
    std::string zoo = "wrong";
    for (int i = 0; i < 11; ++i)
        zoo.insert(0, "zoo ");
    return {bytes_of(zoo), bytes_of(letter), bytes_of("abandom"), base::Bytes(21, 0x7f)};
}
