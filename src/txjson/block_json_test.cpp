// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/block_json.h"

#include <gtest/gtest.h>

#include "testing/block_builder.h"
#include "testing/chain_builder.h"
#include "testing/spending.h"

namespace quanta::txjson {
namespace {

/// A block of a coinbase and `count` transactions with one input each, and the coins these spend.
struct Sample {
    explicit Sample(size_t count) {
        testing::ChainBuilder builder;
        testing::BlockDraft draft = testing::draft_block(builder.tip(), builder.params().consensus);
        for (size_t i = 0; i < count; ++i) {
            primitives::MutableTransaction transaction;
            transaction.inputs.resize(1 + i % 3);
            for (size_t j = 0; j < transaction.inputs.size(); ++j) {
                transaction.inputs[j].prevout.index = static_cast<uint32_t>(i);
                primitives::Coin coin;
                coin.value.sat = static_cast<int64_t>(1000 * i + j);
                coin.height = static_cast<int32_t>(i);
                undo.coins.push_back(coin);
            }
            transaction.outputs.push_back({{static_cast<int64_t>(i)}, testing::anyone_script()});
            undo.input_counts.push_back(static_cast<uint32_t>(transaction.inputs.size()));
            draft.transactions.push_back(std::move(transaction));
        }
        block = testing::finish_block(std::move(draft));
    }

    std::string text(const BlockView& view) const {
        std::string text;
        json::Writer writer(text);
        writer.begin_array();
        write_transactions(writer, testing::ChainBuilder::regtest(), *block, view);
        writer.end_array();
        return text;
    }

    std::shared_ptr<const primitives::Block> block;
    primitives::BlockUndo undo;
};

/// What TransactionJson writes, one transaction after the other.
std::string one_by_one(const Sample& sample, Prevouts prevouts, bool with_coins) {
    const params::ChainParams params = testing::ChainBuilder::regtest();
    std::string text;
    json::Writer writer(text);
    TransactionJson json(writer, params);
    writer.begin_array();
    size_t next = 0;
    for (const primitives::Transaction& transaction : sample.block->transactions()) {
        TransactionView view{.spent = {}, .prevouts = prevouts};
        if (with_coins && !transaction.is_coinbase()) {
            view.spent = std::span(sample.undo.coins).subspan(next, transaction.inputs().size());
            next += transaction.inputs().size();
        }
        json.transaction(transaction, view);
    }
    writer.end_array();
    return text;
}

TEST(BlockJson, IsTheSameOnAnyNumberOfThreads) {
    for (const size_t count :
         {size_t{0}, size_t{1}, kManyTransactions - 2, kManyTransactions - 1, size_t{1000}}) {
        const Sample sample(count);
        for (const int threads : {-1, 0, 1, 2, 3, 4, 100}) {
            EXPECT_EQ(sample.text({.threads = threads}), one_by_one(sample, Prevouts::Omit, false));
            EXPECT_EQ(sample.text({&sample.undo, Prevouts::Omit, threads}),
                      one_by_one(sample, Prevouts::Omit, true));
            EXPECT_EQ(sample.text({&sample.undo, Prevouts::Show, threads}),
                      one_by_one(sample, Prevouts::Show, true));
        }
    }
}

}  // namespace
}  // namespace quanta::txjson
