// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Base58: what decodes encodes to the same text, and every input survives the way there and back.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "keys/base58.h"

namespace keys = quanta::keys;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text : {"1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", "11", "zzzzzzzz", " 2g "}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    constexpr size_t kLimit = 200;
    const quanta::base::ByteSpan input(data, size);
    const std::string_view text = quanta::base::as_text(input);
    if (const auto decoded = keys::decode_base58(text, kLimit)) {
        CHECK(decoded->size() <= kLimit);
        const std::string again = keys::encode_base58(*decoded);
        CHECK(text.find(again) != text.npos);
        CHECK(keys::decode_base58(again, decoded->size()) == decoded);
    }
    if (const auto decoded = keys::decode_base58_check(text, kLimit)) {
        CHECK(text.find(keys::encode_base58_check(*decoded)) != text.npos);
    }
    if (size > kLimit) return 0;
    const auto back = keys::decode_base58_check(keys::encode_base58_check(input), size);
    CHECK(back && std::equal(back->begin(), back->end(), input.begin(), input.end()));
    return 0;
}
