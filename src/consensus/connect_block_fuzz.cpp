// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/check.h"
#include "codec/reader.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "testing/chain_builder.h"

namespace base = quanta::base;
namespace codec = quanta::codec;
namespace consensus = quanta::consensus;
namespace primitives = quanta::primitives;
namespace testing = quanta::testing;
using primitives::MutableTransaction;
using primitives::OutPoint;

namespace {

constexpr int kBlocks = 105;
constexpr size_t kMaxTransactions = 20;

testing::ChainBuilder& chain() {
    static testing::ChainBuilder chain;
    if (chain.tip().height == 0) chain.mine_empty(kBlocks);
    return chain;
}

/// Coins the input may choose from: coinbases of the chain, then outputs of the block itself.
std::vector<OutPoint> outpoints_of_chain() {
    std::vector<OutPoint> outpoints;
    for (int height = 1; height <= kBlocks; ++height)
        outpoints.push_back(chain().coinbase_coin(height).outpoint);
    return outpoints;
}

template <typename T>
T take(codec::Reader& reader) {
    return reader.read<T>().value_or(T{});
}

MutableTransaction make_transaction(codec::Reader& reader, std::vector<OutPoint>& known) {
    MutableTransaction transaction;
    const uint8_t shape = take<uint8_t>(reader);
    transaction.version = shape >> 6;
    for (int i = 0; i <= (shape & 3); ++i) {
        OutPoint spent = known[take<uint8_t>(reader) % known.size()];
        spent.index += (shape >> 5) & 1;
        transaction.inputs.push_back({spent, {}, take<uint32_t>(reader), {}});
    }
    for (int i = 0; i <= (shape >> 2 & 3); ++i) {
        transaction.outputs.push_back({{take<int64_t>(reader)}, base::Bytes(1, take<uint8_t>(reader))});
    }
    known.push_back({transaction.freeze()->txid(), 0});
    return transaction;
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {{0x40, 0, 0xff, 0xff, 0xff, 0xff, 0, 0xf2, 5, 0x2a, 1, 0, 0, 0, 0x51, 0x40, 105, 0, 0, 0, 0},
            {0x44, 3, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x51, 1, 0, 0, 0, 0, 0, 0, 0, 0x6a}};
}

/// A block of transactions that spend coins of the chain and of each other: connecting it either works and
/// can be taken back, or fails and leaves what is needed to take it back.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    codec::Reader reader(base::ByteSpan(data, size));
    const auto& params = chain().params().consensus;
    testing::BlockDraft draft = testing::draft_block(chain().tip(), params);
    std::vector<OutPoint> known = outpoints_of_chain();
    while (!reader.at_end() && draft.transactions.size() < kMaxTransactions) {
        draft.transactions.push_back(make_transaction(reader, known));
    }
    const auto block = testing::finish_block(std::move(draft));
    if (!consensus::check_block(*block, params)) return 0;
    consensus::HeaderLink link;
    link.link_to(&chain().tip(), block->header(), block->hash());

    testing::MemoryCoins coins = chain().coins();
    const primitives::Amount before = coins.total();
    const auto result = consensus::connect_block(*block, link, params, coins);
    if (result) {
        CHECK(result->fees.in_money_range());
        // Fees nobody took and unspendable outputs are gone for good.
        CHECK(coins.total() <= before + consensus::block_subsidy(link.height, params));
        coins.disconnect(*block, result->undo, block->transactions().size());
    } else {
        coins.disconnect(*block, result.error().undo, result.error().transactions_applied);
    }
    CHECK(coins == chain().coins());
    return 0;
}
