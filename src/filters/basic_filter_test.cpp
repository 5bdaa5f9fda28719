// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "filters/basic_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/hex.h"
#include "filters/filter_matcher.h"
#include "filters/golomb_set.h"
#include "filters/test_scripts.h"
#include "json/parser.h"
#include "json/value.h"
#include "testing/test_data.h"

namespace quanta::filters {
namespace {

using base::Bytes;
using base::ByteSpan;
using primitives::Amount;
using primitives::Block;
using primitives::MutableTransaction;

std::shared_ptr<const Block> block_with(const std::vector<Bytes>& scripts) {
    MutableTransaction transaction;
    transaction.inputs.emplace_back();
    for (const Bytes& script : scripts)
        transaction.outputs.push_back({Amount{1}, script});
    return Block::parse(Block::assemble({}, std::vector<Bytes>{transaction.serialize()})).value();
}

primitives::BlockUndo undo_of(const std::vector<Bytes>& scripts) {
    primitives::BlockUndo undo;
    for (const Bytes& script : scripts)
        undo.coins.push_back({Amount{1}, primitives::ScriptBytes(script), 1, false});
    return undo;
}

size_t values_of(ByteSpan filter) {
    return decode_golomb_set(filter).value().size();
}

TEST(BasicFilter, Vectors) {
    const auto path = quanta::testing::test_data(QUANTA_TEST_DATA, "vectors/blockfilters.json");
    if (!path) GTEST_SKIP() << "QUANTA_TEST_DATA is not set: blockfilters.json not run";
    const json::Value vectors = json::parse(quanta::testing::read_text(*path)).value();
    size_t cases = 0;
    for (const json::Value& vector : vectors.array()) {
        const auto& fields = vector.array();
        if (fields.size() < 7) continue;
        const auto text = [&](size_t index) { return fields[index].string(); };
        const auto block = Block::parse(base::from_hex(text(2)).value()).value();
        EXPECT_EQ(block->hash().to_text(), text(1));
        std::vector<Bytes> spent;
        for (const json::Value& script : fields[3].array())
            spent.push_back(base::from_hex(script.string()).value());
        const primitives::BlockUndo undo = undo_of(spent);
        const Bytes filter = make_basic_filter(*block, undo);
        EXPECT_EQ(base::to_hex(filter), text(5)) << text(7);
        const FilterHash previous = FilterHash::from_text(text(4)).value();
        EXPECT_EQ(filter_header(filter_hash(filter), previous).to_text(), text(6)) << text(7);
        for (const ByteSpan script : basic_filter_scripts(*block, undo.coins))
            EXPECT_TRUE(FilterMatcher(std::array{script}).matches(block->hash(), filter).value());
        ++cases;
    }
    std::printf("blockfilters.json: %zu cases\n", cases);
    EXPECT_EQ(cases, 10u);
}

TEST(BasicFilter, NothingToTellOf) {
    const auto block = block_with({{}, {0x6a}, {0x6a, 1, 2}});
    EXPECT_EQ(make_basic_filter(*block, undo_of({{}})), Bytes{0});
}

TEST(BasicFilter, WhichScriptsItIsAbout) {
    const auto block = block_with({{0x51}, {}, {0x6a, 0x51}, {0x52, 0x6a}});
    // What was spent with OP_RETURN in front can only be from a test, and counts.
    const auto undo = undo_of({{0x53}, {}, {0x6a}});
    const auto scripts = basic_filter_scripts(*block, undo.coins);
    std::vector<std::string> texts;
    for (const ByteSpan script : scripts)
        texts.push_back(base::to_hex(script));
    EXPECT_EQ(texts, (std::vector<std::string>{"51", "526a", "53", "6a"}));
}

TEST(BasicFilter, EachScriptCountsOnce) {
    const auto block = block_with({{0x51}, {0x52}, {0x51}});
    EXPECT_EQ(values_of(make_basic_filter(*block, undo_of({{0x52}, {0x51}}))), 2u);
    EXPECT_EQ(make_basic_filter(*block, undo_of({{0x52}, {0x51}})), make_basic_filter(*block, {}));
}

TEST(BasicFilter, OrderDoesNotMatter) {
    const testing::Scripts scripts(5000, 1);
    std::vector<ByteSpan> turned(scripts.views().rbegin(), scripts.views().rend());
    const auto hash = testing::block_hash(1);
    const Bytes filter = make_filter(hash, scripts.views());
    EXPECT_EQ(filter, make_filter(hash, turned));
    EXPECT_EQ(values_of(filter), 5000u);
    turned.insert(turned.end(), scripts.views().begin(), scripts.views().end());
    EXPECT_EQ(filter, make_filter(hash, turned));
    EXPECT_NE(filter, make_filter(testing::block_hash(2), turned));
}

TEST(BasicFilter, HeadersHoldThoseBefore) {
    const FilterHash first = filter_hash(Bytes{0});
    const FilterHash second = filter_hash(Bytes{1});
    EXPECT_NE(filter_header(first, second), filter_header(second, first));
    EXPECT_NE(filter_header(first, {}), first);
}

}  // namespace
}  // namespace quanta::filters
