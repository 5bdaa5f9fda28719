// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "filters/filter_matcher.h"
#include "filters/golomb_set.h"

namespace filters = quanta::filters;
using quanta::base::ByteSpan;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<uint64_t> far(60, 0);
    far.back() = filters::range_of(60) - 1;
    std::vector<uint64_t> even;
    for (uint64_t i = 0; i < 300; ++i)
        even.push_back(i * 700'000);
    return {filters::encode_golomb_set({}), filters::encode_golomb_set(std::vector<uint64_t>{5, 600'000}),
            filters::encode_golomb_set(far), filters::encode_golomb_set(even)};
}

/// What decodes ascends, is in range and encodes to the same bytes; matchers agree on whether it does.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static const std::vector<uint8_t> bytes(2000, 0x51);
    static const std::vector<ByteSpan> scripts = [] {
        std::vector<ByteSpan> views;
        for (size_t i = 0; i < 1000; ++i)
            views.push_back(ByteSpan(bytes).first(1 + i));
        return views;
    }();
    static const filters::FilterMatcher few({scripts.data(), 3});
    static const filters::FilterMatcher many(scripts);

    const ByteSpan input(data, size);
    const auto values = filters::decode_golomb_set(input);
    const auto by_few = few.matches({}, input);
    const auto by_many = many.matches({}, input);
    CHECK(by_few.has_value() == values.has_value() && by_many.has_value() == values.has_value());
    if (!values) return 0;
    CHECK(!*by_few || *by_many);
    CHECK(std::ranges::is_sorted(*values));
    CHECK(values->empty() || values->back() < filters::range_of(values->size()));
    CHECK(std::ranges::equal(filters::encode_golomb_set(*values), input));
    return 0;
}
