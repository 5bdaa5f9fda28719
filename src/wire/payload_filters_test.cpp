// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <string>

#include "wire/codec_test_support.h"

namespace quanta::wire {
namespace {

using codec::DecodeError;

template <typename T>
void expect_stretch(const std::string& type) {
    const base::Bytes payload = Fields().hex("05 01020304").fill(32, 6).get();
    const T message = decoded<T>(type, payload);
    EXPECT_EQ(message.filter_type, 5);
    EXPECT_EQ(message.start_height, 0x04030201U);
    EXPECT_EQ(message.stop.bytes()[0], 6);
    expect_layout<T>(type, payload);
}

TEST(CompactFilterMessages, Requests) {
    expect_stretch<GetFilters>("getcfilters");
    expect_stretch<GetFilterHeaders>("getcfheaders");
    const base::Bytes payload = Fields().hex("05").fill(32, 6).get();
    EXPECT_EQ(decoded<GetFilterCheckpoints>("getcfcheckpt", payload).stop.bytes()[31], 6);
    EXPECT_EQ(decoded<GetFilterCheckpoints>("getcfcheckpt", payload).filter_type, 5);
    expect_layout<GetFilterCheckpoints>("getcfcheckpt", payload);
}

TEST(CompactFilterMessages, Answers) {
    const base::Bytes filter = Fields().hex("00").fill(32, 6).size(3).hex("010203").get();
    EXPECT_EQ(decoded<Filter>("cfilter", filter).filter, (base::Bytes{1, 2, 3}));
    EXPECT_EQ(decoded<Filter>("cfilter", filter).block.bytes()[0], 6);
    expect_layout<Filter>("cfilter", filter);

    const base::Bytes headers =
        Fields().hex("00").fill(32, 6).fill(32, 7).size(2).fill(32, 8).fill(32, 9).get();
    const FilterHeaders message = decoded<FilterHeaders>("cfheaders", headers);
    EXPECT_EQ(message.stop.bytes()[0], 6);
    EXPECT_EQ(message.previous_header.bytes()[0], 7);
    ASSERT_EQ(message.hashes.size(), 2U);
    EXPECT_EQ(message.hashes[1].bytes()[0], 9);
    expect_layout<FilterHeaders>("cfheaders", headers);

    const base::Bytes checkpoints = Fields().hex("00").fill(32, 6).size(2).fill(32, 8).fill(32, 9).get();
    EXPECT_EQ(decoded<FilterCheckpoints>("cfcheckpt", checkpoints).headers.size(), 2U);
    expect_layout<FilterCheckpoints>("cfcheckpt", checkpoints);
}

TEST(CompactFilterMessages, APromiseOfHashesTakesNoMemory) {
    EXPECT_EQ(refused("cfheaders", Fields().fill(65, 0).size(codec::kMaxSize).get()), kTooShort);
    EXPECT_EQ(refused("cfcheckpt", Fields().fill(33, 0).size(codec::kMaxSize).fill(31, 1).get()), kTooShort);
}

TEST(BloomFilterMessages, Limits) {
    const auto load = [](size_t size, uint32_t functions) {
        return Fields().size(size).fill(size, 1).number(functions).hex("78563412 02").get();
    };
    const FilterLoad message = decoded<FilterLoad>("filterload", load(2, 11));
    EXPECT_EQ(message.filter, (base::Bytes{1, 1}));
    EXPECT_EQ(message.hash_functions, 11U);
    EXPECT_EQ(message.tweak, 0x12345678U);
    EXPECT_EQ(message.flags, 2);
    expect_layout<FilterLoad>("filterload", load(2, 11));
    EXPECT_EQ(decoded<FilterLoad>("filterload", load(36000, 50)).filter.size(), 36000U);
    EXPECT_EQ(refused("filterload", load(36001, 50)), kTooManyEntries);
    EXPECT_EQ(refused("filterload", load(36000, 51)), Refusal(MessageError::TooMany, DecodeError::BadValue));

    const auto add = [](size_t size) { return Fields().size(size).fill(size, 1).get(); };
    EXPECT_EQ(decoded<FilterAdd>("filteradd", add(520)).element.size(), 520U);
    EXPECT_EQ(refused("filteradd", add(521)), kTooManyEntries);
    expect_layout<FilterAdd>("filteradd", add(3));
}

TEST(BloomFilterMessagesDeathTest, MoreIsAnErrorOfTheSender) {
    EXPECT_DEATH(static_cast<void>(encode(FilterLoad{base::Bytes(36001), 1, 0, 0})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(FilterLoad{{}, 51, 0, 0})), "check failed");
    EXPECT_DEATH(static_cast<void>(encode(FilterAdd{base::Bytes(521)})), "check failed");
}

}  // namespace
}  // namespace quanta::wire
