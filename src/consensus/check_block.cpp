// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include "consensus/limits.h"
#include "consensus/rules.h"
#include "consensus/signet.h"
#include "primitives/merkle.h"
#include "script/script.h"

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::Block;
using primitives::kWitnessScale;
using primitives::Transaction;

namespace {

base::Result<void, BlockError> check_merkle_root(const Block& block) {
    const primitives::MerkleResult merkle = primitives::transaction_merkle_root(block);
    if (merkle.root != block.header().merkle_root) return base::Err(make_error(ErrorCode::BadMerkleRoot));
    if (merkle.mutated) return base::Err(make_error(ErrorCode::DuplicateTransactions));
    return {};
}

base::Result<void, BlockError> check_form(const Block& block) {
    const std::span<const Transaction> transactions = block.transactions();
    if (transactions.empty() || transactions.size() * kWitnessScale > kMaxBlockWeight ||
        block.stripped_size() * kWitnessScale > kMaxBlockWeight) {
        return base::Err(make_error(ErrorCode::BadLength));
    }
    if (!transactions[0].is_coinbase()) return base::Err(make_error(ErrorCode::CoinbaseMissing));
    for (const Transaction& transaction : transactions.subspan(1)) {
        if (transaction.is_coinbase()) return base::Err(make_error(ErrorCode::CoinbaseMultiple));
    }
    return {};
}

base::Result<void, BlockError> check_transactions(const Block& block) {
    for (const Transaction& transaction : block.transactions()) {
        base::Result<void, BlockError> result = check_transaction(transaction);
        if (result) continue;
        BlockError error = std::move(result).error();
        error.detail = fmt::format("Transaction check failed (tx hash {}) {}", transaction.txid().to_text(),
                                   error.detail);
        return base::Err(std::move(error));
    }
    return {};
}

base::Result<void, BlockError> check_legacy_sigops(const Block& block) {
    int64_t sigops = 0;
    for (const Transaction& transaction : block.transactions())
        sigops += script::legacy_sigops(transaction);
    if (sigops * kWitnessScale > kMaxBlockSigopsCost) return base::Err(make_error(ErrorCode::TooManySigops));
    return {};
}

}  // namespace

base::Result<void, BlockError> check_block(const Block& block, const ConsensusParams& params,
                                           CheckWork work, CheckMerkleRoot merkle_root) {
    if (work == CheckWork::Yes) {
        TRY(check_header_work(block.hash(), block.header().bits, params));
        if (params.signet && !has_signet_solution(block, params)) {
            return base::Err(make_error(ErrorCode::BadSignetSolution));
        }
    }
    if (merkle_root == CheckMerkleRoot::Yes) TRY(check_merkle_root(block));
    TRY(check_form(block));
    TRY(check_transactions(block));
    return check_legacy_sigops(block);
}

}  // namespace quanta::consensus
