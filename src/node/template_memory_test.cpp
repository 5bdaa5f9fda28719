// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node/template_memory.h"

#include <gtest/gtest.h>

#include <vector>

#include "node/template_shelf.h"

namespace quanta::node {
namespace {

constexpr size_t kPageSize = mining::TransactionList::kPageSize;

mining::BlockTransaction make(uint32_t number) {
    primitives::MutableTransaction made;
    made.lock_time = number;
    made.inputs.emplace_back();
    made.outputs.emplace_back();
    return {made.freeze(), {number}, 0};
}

mining::ContentsRef contents(mining::TransactionEditor& editor) {
    auto made = std::make_shared<mining::BlockContents>();
    made->transactions = editor.share();
    return made;
}

size_t bytes_of(const mining::BlockContents& contents) {
    size_t bytes = 0;
    for (const auto& page : contents.transactions.pages())
        bytes += page->bytes();
    return bytes;
}

/// Two pages, then the same with another second page.
struct TemplateMemoryTest : testing::Test {
    TemplateMemoryTest() {
        for (uint32_t i = 0; i < 2 * kPageSize; ++i)
            editor.push_back(make(i));
        first = contents(editor);
        editor.set(kPageSize, make(1'000));
        second = contents(editor);
        page = bytes_of(*first) / 2;
    }

    mining::TransactionEditor editor;
    mining::ContentsRef first;
    mining::ContentsRef second;
    size_t page = 0;
    const std::shared_ptr<TemplateMemory> memory = std::make_shared<TemplateMemory>();
};

TEST_F(TemplateMemoryTest, CountsWhatIsSharedOnce) {
    EXPECT_EQ(memory->bytes(), 0u);
    auto one = memory->hold(first);
    EXPECT_EQ(memory->bytes(), 2 * page);
    const auto again = memory->hold(first);
    EXPECT_EQ(memory->bytes(), 2 * page);
    auto two = memory->hold(second);
    EXPECT_EQ(memory->bytes(), 3 * page);
    two = nullptr;
    EXPECT_EQ(memory->bytes(), 2 * page);
    one = nullptr;
    EXPECT_EQ(memory->bytes(), 2 * page);
}

TEST_F(TemplateMemoryTest, CountsNothingOfWhatHasGone) {
    auto one = memory->hold(first);
    auto two = memory->hold(second);
    one = nullptr;
    EXPECT_EQ(memory->bytes(), 2 * page);
    two = nullptr;
    EXPECT_EQ(memory->bytes(), 0u);
    const auto none = memory->hold(mining::no_contents());
    EXPECT_EQ(memory->bytes(), 0u);
}

TEST_F(TemplateMemoryTest, TheOldestIsGivenUpWhenTogetherTheyTakeTooMuch) {
    TemplateStore store(10, 3 * page);
    const auto put = [&store](const mining::ContentsRef& contents) {
        PlacedTemplate made;
        made.block.contents = contents;
        made.shares[0] = store.memory->hold(contents);
        auto place = store.shelf.put(std::move(made));
        store.keep_within_limit();
        return place;
    };
    const auto oldest = put(first);
    const auto newer = put(second);
    EXPECT_NO_THROW((void)oldest->get());
    // Four pages: one too many.
    editor.set(0, make(2'000));
    const auto newest = put(contents(editor));
    EXPECT_THROW((void)oldest->get(), std::runtime_error);
    EXPECT_NO_THROW((void)newer->get());
    EXPECT_EQ(store.memory->bytes(), 3 * page);
    EXPECT_EQ(store.shelf.count(), 2u);
}

TEST_F(TemplateMemoryTest, TheNewestStaysHoweverLargeItIs) {
    TemplateStore store(10, 1);
    for (const mining::ContentsRef& contents : {first, second}) {
        PlacedTemplate made;
        made.shares[0] = store.memory->hold(contents);
        const auto place = store.shelf.put(std::move(made));
        store.keep_within_limit();
        EXPECT_NO_THROW((void)place->get());
        EXPECT_EQ(store.shelf.count(), 1u);
    }
}

}  // namespace
}  // namespace quanta::node
