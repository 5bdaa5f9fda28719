// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/filter_matcher.h"

#include <gtest/gtest.h>

#include "filters/basic_filter.h"
#include "filters/test_scripts.h"

namespace quanta::filters {
namespace {

using base::Bytes;
using base::ByteSpan;
using testing::Scripts;

bool matches(const FilterMatcher& matcher, uint64_t block, const Bytes& filter) {
    return matcher.matches(testing::block_hash(block), filter).value();
}

TEST(FilterMatcher, FindsOneAmongAny) {
    const Scripts known(1000, 1);
    int false_hits = 0;
    for (const size_t others : {0, 1, 15, 16, 500, 639, 641, 5000}) {
        const Scripts strange(others, 2);
        const FilterMatcher none(strange.views());
        for (uint64_t block = 0; block < 20; ++block) {
            const Bytes filter = make_filter(testing::block_hash(block), known.views());
            std::vector<ByteSpan> wanted = strange.views();
            wanted.insert(wanted.begin() + static_cast<ptrdiff_t>(others / 2), known.views()[block * 50]);
            EXPECT_TRUE(matches(FilterMatcher(wanted), block, filter)) << others;
            false_hits += matches(none, block, filter) ? 1 : 0;
        }
    }
    // One hit counts at each of the larger numbers.
    EXPECT_LE(false_hits, 8);
}

/// Every value of filters of many sizes is found by the sieve, those at the ends of the range too.
TEST(FilterMatcher, SieveLosesNothing) {
    const Scripts strange(2000, 3);
    for (const size_t count : {1, 2, 3, 5, 64, 65, 300}) {
        const Scripts known(count, 4);
        const Bytes filter = make_filter(testing::block_hash(count), known.views());
        for (const ByteSpan script : known.views()) {
            std::vector<ByteSpan> wanted = strange.views();
            wanted.push_back(script);
            EXPECT_TRUE(matches(FilterMatcher(wanted), count, filter)) << count;
        }
    }
}

/// A chance of 1 : 784,931 for each script: 400 blocks and 5,000 scripts make about 2.5 false hits.
TEST(FilterMatcher, FalseHitsAreRare) {
    const FilterMatcher matcher(Scripts(5000, 5).views());
    const Scripts known(50, 6);
    int hits = 0;
    for (uint64_t block = 0; block < 400; ++block)
        hits += matches(matcher, block, make_filter(testing::block_hash(block), known.views())) ? 1 : 0;
    EXPECT_LE(hits, 12);
}

TEST(FilterMatcher, NothingMatchesNothing) {
    const Scripts known(100, 7);
    const Bytes filter = make_filter(testing::block_hash(1), known.views());
    EXPECT_FALSE(matches(FilterMatcher({}), 1, filter));
    EXPECT_FALSE(matches(FilterMatcher(std::array{ByteSpan()}), 1, filter));
    EXPECT_FALSE(matches(FilterMatcher(known.views()), 1, Bytes{0}));
    EXPECT_EQ(FilterMatcher(std::array{ByteSpan()}).memory_bytes(), 0u);
}

TEST(FilterMatcher, TellsWhatIsNoFilter) {
    for (const size_t count : {1, 5000}) {
        const FilterMatcher matcher(Scripts(count, 8).views());
        EXPECT_EQ(matcher.matches({}, {}).error(), codec::DecodeError::EndOfData);
        EXPECT_EQ(matcher.matches({}, Bytes{0, 0}).error(), codec::DecodeError::TrailingData);
        EXPECT_EQ(matcher.matches({}, Bytes{1, 0, 0, 0x51}).error(), codec::DecodeError::BadValue);
    }
}

}  // namespace
}  // namespace quanta::filters
