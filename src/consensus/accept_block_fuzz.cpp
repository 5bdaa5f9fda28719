// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "base/check.h"
#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/signet.h"
#include "primitives/merkle.h"
#include "testing/chain_builder.h"

namespace base = quanta::base;
namespace consensus = quanta::consensus;
namespace primitives = quanta::primitives;
namespace testing = quanta::testing;

namespace {

/// Offset of the merkle root in a header, bytes.
constexpr size_t kMerkleRootAt = 36;

const testing::ChainBuilder& chain() {
    static const testing::ChainBuilder kChain;
    return kChain;
}

/// `block` with the merkle root its transactions have, so that more than the root is looked at.
std::shared_ptr<const primitives::Block> with_right_root(const primitives::Block& block) {
    base::Bytes raw(block.raw().begin(), block.raw().end());
    const primitives::MerkleRoot root = primitives::transaction_merkle_root(block).root;
    std::ranges::copy(root.bytes(), raw.begin() + kMerkleRootAt);
    return primitives::Block::parse(std::move(raw)).value();
}

base::Bytes bytes_of(const primitives::Block& block) {
    return {block.raw().begin(), block.raw().end()};
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    testing::BlockDraft draft = testing::draft_block(chain().genesis(), chain().params().consensus);
    const auto empty = testing::finish_block(draft);
    primitives::MutableTransaction transaction;
    transaction.inputs.push_back({{primitives::Txid(), 7}, {0x51}, 5, {{1, 2, 3}, {}}});
    transaction.outputs.push_back({primitives::Amount{1000}, {0x51}});
    draft.transactions = {transaction};
    testing::commit_witnesses(draft);
    base::Bytes& commitment = draft.coinbase.outputs.back().script;
    const uint8_t solution[] = {6, 0xec, 0xc7, 0xda, 0xa2, 0, 0};
    commitment.insert(commitment.end(), std::begin(solution), std::end(solution));
    return {bytes_of(*empty), bytes_of(*testing::finish_block(draft, testing::Commit::No))};
}

/// Blocks of any bytes that parse, through the stages that need no coins.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto parsed = primitives::Block::parse(base::Bytes(data, data + size));
    if (!parsed) return 0;
    const auto changed = with_right_root(**parsed);
    const primitives::Block& block = *changed;
    const auto& params = chain().params().consensus;
    const uint8_t challenge[] = {0x51};
    consensus::signet_transactions(block, challenge);
    const auto checked = consensus::check_block(block, params, consensus::CheckWork::No);
    if (consensus::check_block(block, params)) CHECK(checked.has_value());
    if (!checked) return 0;
    CHECK(block.transactions()[0].is_coinbase());
    if (consensus::accept_block(block, chain().genesis(), params)) {
        CHECK(block.weight() <= consensus::kMaxBlockWeight);
    }
    return 0;
}
