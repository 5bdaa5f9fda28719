// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining/coinbase.h"

#include <array>
#include <cstring>
#include <utility>

#include "codec/writer.h"
#include "consensus/witness_commitment.h"
#include "primitives/transaction.h"

namespace quanta::mining {

namespace {

using base::Bytes;
using crypto::Digest256;

std::shared_ptr<const primitives::Transaction> parse_own(const Bytes& raw) {
    return std::move(primitives::parse_transaction(raw)).value();
}

Digest256 combine(const Digest256& left, const Digest256& right) {
    std::array<uint8_t, 2 * sizeof(Digest256)> both;
    std::memcpy(both.data(), left.data(), left.size());
    std::memcpy(both.data() + left.size(), right.data(), right.size());
    return crypto::sha256d(both);
}

}  // namespace

CoinbaseRequirements coinbase_requirements(const BlockTemplate& block) {
    const auto coinbase = parse_own(block.transactions.front());
    const primitives::TxIn& input = coinbase->inputs()[0];
    CoinbaseRequirements made;
    made.version = coinbase->version();
    made.sequence = input.sequence;
    made.script_sig_prefix = consensus::coinbase_height_script(block.height);
    if (!input.witness.empty()) made.witness = Bytes(input.witness[0].begin(), input.witness[0].end());
    made.reward = coinbase->output_sum();
    for (const primitives::TxOut& output : coinbase->outputs().subspan(1)) {
        codec::Writer(made.required_outputs.emplace_back())
            .write(output.value.sat)
            .write_sized_bytes(output.script);
    }
    made.lock_time = coinbase->lock_time();
    return made;
}

std::vector<Digest256> coinbase_merkle_path(std::vector<Digest256> leaves) {
    std::vector<Digest256> path;
    while (leaves.size() > 1) {
        path.push_back(leaves[1]);
        if (leaves.size() % 2 != 0) leaves.push_back(leaves.back());
        // The first of each level is the coinbase's own and is not needed.
        const size_t pairs = leaves.size() / 2;
        crypto::sha256d_pairs(leaves.front().data(), leaves.front().data(), pairs);
        leaves.resize(pairs);
    }
    return path;
}

std::vector<Digest256> coinbase_merkle_path(const BlockTemplate& block) {
    std::vector<Digest256> leaves;
    leaves.reserve(block.transactions.size() + 1);
    for (const Bytes& raw : block.transactions)
        leaves.push_back(parse_own(raw)->txid().bytes());
    return coinbase_merkle_path(std::move(leaves));
}

Bytes solved_block(const BlockTemplate& block, const Solution& solution,
                   const primitives::Transaction& coinbase) {
    primitives::BlockHeader header = block.header;
    header.version = static_cast<int32_t>(solution.version);
    header.time = solution.time;
    header.nonce = solution.nonce;
    Digest256 root = coinbase.txid().bytes();
    for (const Digest256& right : coinbase_merkle_path(block))
        root = combine(root, right);
    header.merkle_root = primitives::MerkleRoot(root);
    std::vector<Bytes> transactions = block.transactions;
    transactions.front().assign(coinbase.raw().begin(), coinbase.raw().end());
    return primitives::Block::assemble(header, transactions);
}

}  // namespace quanta::mining
