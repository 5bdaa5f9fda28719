// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index/filter_index.h"

#include <gtest/gtest.h>

#include "chain/header_tree.h"
#include "codec/writer.h"
#include "store/error_mapping.h"
#include "testing/temp_dir.h"

namespace quanta::index {
namespace {

using base::Bytes;
using chain::HeaderNode;
using primitives::Height;
using store::StoreErrorCode;

/// A tree of headers, and the index of some of their blocks.
class FilterIndexTest : public ::testing::Test {
protected:
    FilterIndexTest() { grow(nullptr, 1); }

    /// Adds `count` headers after `from`; the last one.
    const HeaderNode* grow(const HeaderNode* from, int count) {
        auto* node = const_cast<HeaderNode*>(from);
        for (int i = 0; i < count; ++i) {
            primitives::BlockHeader header;
            header.nonce = ++m_serial;
            if (node != nullptr) header.previous = node->hash;
            node = &m_tree.add(node, header, header.hash());
        }
        return node;
    }
    const HeaderNode* genesis() const { return m_tree.leaves().front()->at(0); }

    FilterIndexOptions options() const {
        FilterIndexOptions settings;
        settings.directory = m_directory / "filters";
        return settings;
    }
    std::unique_ptr<FilterIndex> open() const {
        auto opened = FilterIndex::open(options());
        EXPECT_TRUE(opened) << opened.error().message;
        return std::move(opened).value();
    }
    StoreErrorCode open_error() const {
        const auto opened = FilterIndex::open(options());
        EXPECT_FALSE(opened);
        return opened.error().code;
    }
    /// What stands for the filter of `node`: its size is that of `size_of`.
    static Bytes filter_of(const HeaderNode& node) {
        Bytes filter(size_of(node.height));
        base::write_le(filter.data(), node.nonce);
        return filter;
    }
    static size_t size_of(Height height) { return 100 + static_cast<size_t>(height); }
    static BlockIndex::Entry entry_of(const HeaderNode& node) {
        const Bytes filter = filter_of(node);
        const auto hash = filters::filter_hash(filter);
        Bytes digest;
        codec::Writer(digest).write_bytes(hash.bytes()).write_bytes(filter);
        return {&node, digest};
    }
    /// Writes the blocks above height `above` up to `last`.
    static void write(FilterIndex& index, const HeaderNode& last, Height above = -1) {
        std::vector<BlockIndex::Entry> entries;
        for (Height height = above + 1; height <= last.height; ++height)
            entries.push_back(entry_of(*last.at(height)));
        const auto written = index.write(entries);
        ASSERT_TRUE(written) << written.error().message;
    }

    testing::TempDir m_directory{"filter_index"};
    chain::HeaderTree m_tree;
    uint32_t m_serial = 0;
};

TEST_F(FilterIndexTest, HoldsWhatWasWritten) {
    const HeaderNode* tip = grow(genesis(), 10);
    {
        const auto index = open();
        EXPECT_FALSE(index->has(*genesis()).value());
        write(*index, *tip->at(4));
        write(*index, *tip, 4);
    }
    const auto index = open();
    filters::FilterHash header;
    for (Height height = 0; height <= 10; ++height) {
        const HeaderNode& node = *tip->at(height);
        EXPECT_TRUE(index->has(node).value());
        EXPECT_EQ(index->filter(node).value(), filter_of(node));
        header = filters::filter_header(filters::filter_hash(filter_of(node)), header);
        EXPECT_EQ(index->link(node).value()->header, header);
    }
    const HeaderNode& next = *grow(tip, 1);
    EXPECT_FALSE(index->has(next).value());
    EXPECT_EQ(index->filter(next).value(), std::nullopt);
    EXPECT_FALSE(index->link(next).value().has_value());
}

TEST_F(FilterIndexTest, BranchesStandBesideEachOther) {
    const HeaderNode* first = grow(genesis(), 20);
    const auto index = open();
    write(*index, *first);
    std::vector<const HeaderNode*> tips{first};
    for (int i = 0; i < 5; ++i) {
        tips.push_back(grow(first->at(5 + i), 12));
        write(*index, *tips.back(), 5 + i);
    }
    for (const HeaderNode* tip : tips) {
        const auto all = index->filters({0, tip}, 1 << 20).value();
        const auto links = index->links({0, tip}).value();
        ASSERT_EQ(all.size(), static_cast<size_t>(tip->height) + 1);
        ASSERT_EQ(links.size(), all.size());
        for (Height height = 0; height <= tip->height; ++height) {
            const HeaderNode& node = *tip->at(height);
            EXPECT_EQ(all[static_cast<size_t>(height)], filter_of(node));
            EXPECT_EQ(links[static_cast<size_t>(height)].header, index->link(node).value()->header);
        }
    }
}

TEST_F(FilterIndexTest, StretchesHaveBounds) {
    const HeaderNode* tip = grow(genesis(), 10);
    const auto index = open();
    write(*index, *tip->at(8));
    const auto count = [&](Height first, const HeaderNode& last, uint64_t max_bytes) {
        return index->filters({first, &last}, max_bytes).value().size();
    };
    // What is missing ends it.
    EXPECT_EQ(count(3, *tip, 1 << 20), 6u);
    EXPECT_EQ(index->links({3, tip}).value().size(), 6u);
    EXPECT_EQ(count(9, *tip, 1 << 20), 0u);
    EXPECT_EQ(count(8, *tip->at(8), 1 << 20), 1u);
    EXPECT_EQ(count(5, *tip->at(4), 1 << 20), 0u);
    // One at least, then as many as fit.
    EXPECT_EQ(count(3, *tip, 0), 1u);
    EXPECT_EQ(count(3, *tip, size_of(3) + size_of(4) - 1), 1u);
    EXPECT_EQ(count(3, *tip, size_of(3) + size_of(4)), 2u);
    EXPECT_EQ(count(3, *tip, size_of(3) + size_of(4) + 1), 2u);
}

TEST_F(FilterIndexTest, ParentMustBeThere) {
    const HeaderNode* tip = grow(genesis(), 3);
    const auto index = open();
    const std::vector<BlockIndex::Entry> entries{entry_of(*tip)};
    EXPECT_EQ(index->write(entries).error().code, StoreErrorCode::Corruption);
    EXPECT_FALSE(index->has(*tip).value());
    EXPECT_TRUE(index->write({}));
}

TEST_F(FilterIndexTest, DigestIsHashAndFilter) {
    primitives::MutableTransaction transaction;
    transaction.inputs.emplace_back();
    transaction.outputs.push_back({primitives::Amount{1}, Bytes{0x51}});
    const std::vector<Bytes> transactions{transaction.serialize()};
    const auto block = primitives::Block::parse(primitives::Block::assemble({}, transactions)).value();
    const Bytes digest = open()->digest(*block, {});
    const Bytes filter = filters::make_basic_filter(*block, {});
    const auto hash = filters::filter_hash(filter);
    ASSERT_EQ(digest.size(), 32 + filter.size());
    EXPECT_TRUE(std::equal(hash.bytes().begin(), hash.bytes().end(), digest.begin()));
    EXPECT_TRUE(std::equal(filter.begin(), filter.end(), digest.begin() + 32));
}

TEST_F(FilterIndexTest, StartsOver) {
    write(*open(), *genesis());
    EXPECT_TRUE(open()->has(*genesis()).value());
    FilterIndexOptions settings = options();
    settings.start_over = true;
    EXPECT_FALSE(FilterIndex::open(settings).value()->has(*genesis()).value());
    EXPECT_FALSE(open()->has(*genesis()).value());
}

/// Puts `key` into the closed database.
void put(const FilterIndexOptions& options, const Bytes& key, const Bytes& value) {
    auto store = kv::Store::open({.path = options.directory.string()}).value();
    kv::Batch batch;
    batch.put(key, value);
    ASSERT_TRUE(store->write(batch, kv::Durability::Synced));
}

TEST_F(FilterIndexTest, OtherFormatsAreRefused) {
    {
        auto store = kv::Store::open({.path = options().directory.string()}).value();
        ASSERT_TRUE(store::check_format(*store, "there", "block filters", 2));
    }
    EXPECT_EQ(open_error(), StoreErrorCode::Version);
    ASSERT_TRUE(kv::Store::destroy(options().directory.string()));
    put(options(), {'x'}, {'y'});
    EXPECT_EQ(open_error(), StoreErrorCode::Corruption);
    ASSERT_TRUE(kv::Store::destroy(options().directory.string()));
    const auto first = open();
    EXPECT_EQ(open_error(), StoreErrorCode::Locked);
}

TEST_F(FilterIndexTest, DamagedHeadersAreTold) {
    write(*open(), *genesis());
    Bytes key;
    codec::Writer(key).write<uint8_t>('H').write<uint32_t>(0).write_bytes(genesis()->hash.bytes());
    put(options(), key, Bytes(63));
    const auto index = open();
    EXPECT_EQ(index->link(*genesis()).error().code, StoreErrorCode::Corruption);
    EXPECT_EQ(index->links({0, genesis()}).error().code, StoreErrorCode::Corruption);
}

}  // namespace
}  // namespace quanta::index
