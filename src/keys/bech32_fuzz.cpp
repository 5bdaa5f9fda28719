// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Bech32: a text either decodes, and encodes to itself, or has a fault; one and two changed characters are found.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "keys/bech32.h"

namespace base = quanta::base;
namespace keys = quanta::keys;

namespace {

/// Changes one character of a valid text and expects it to be pointed out.
void check_single_error(std::string text, size_t at, uint8_t choice) {
    constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const char changed = kAlphabet[choice % kAlphabet.size()];
    if (changed == text[at]) return;
    text[at] = changed;
    const keys::Bech32Fault fault = keys::find_bech32_fault(text);
    if (fault.message.empty()) return;  // became the other variant
    CHECK(fault.positions == std::vector<int>{static_cast<int>(at)});
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text :
         {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "A1LQFN3A", "?1ezyfcl", "bc1pfeessrawgf"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan input(data, size);
    const std::string_view text = base::as_text(input);
    const auto decoded = keys::decode_bech32(text);
    const keys::Bech32Fault fault = keys::find_bech32_fault(text);
    CHECK(decoded.has_value() == fault.message.empty());
    for (const int position : fault.positions) CHECK(position >= 0 && static_cast<size_t>(position) < size);
    if (decoded) CHECK(keys::encode_bech32(decoded->variant, decoded->prefix, decoded->values).size() == size);

    base::Bytes values(input.begin(), input.begin() + std::min<size_t>(size, 60));
    CHECK(keys::from_five_bits(keys::to_five_bits(values)) == values);
    for (uint8_t& value : values) value &= 31;
    const auto variant = size % 2 == 0 ? keys::Bech32Variant::Bech32 : keys::Bech32Variant::Bech32m;
    const std::string made = keys::encode_bech32(variant, "qtest", values);
    const auto back = keys::decode_bech32(made);
    CHECK(back && back->values == values && back->variant == variant && back->prefix == "qtest");
    if (size >= 2) check_single_error(made, 6 + data[0] % (made.size() - 6), data[1]);
    return 0;
}
