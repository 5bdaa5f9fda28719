// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/signet.h"

#include <algorithm>
#include <array>

#include "codec/reader.h"
#include "codec/writer.h"
#include "consensus/limits.h"
#include "consensus/witness_commitment.h"
#include "primitives/merkle.h"
#include "script/script.h"
#include "script/verify.h"

namespace quanta::consensus {

using primitives::Block;
using primitives::Coin;
using primitives::MerkleRoot;
using primitives::MutableTransaction;
using primitives::Transaction;

namespace {

/// What the push that holds the solution begins with.
constexpr std::array<uint8_t, 4> kTag{0xec, 0xc7, 0xda, 0xa2};

constexpr script::VerifyFlags kFlags =
    script::kVerifyP2sh | script::kVerifyWitness | script::kVerifyDerSignatures | script::kVerifyNullDummy;

/// The script of a commitment output without the solution, and the solution.
struct SplitScript {
    base::Bytes rest;
    base::Bytes solution;
};

/// Takes the solution out of `commitment`: what follows the tag in the first push that holds more than it.
SplitScript split_solution(base::ByteSpan commitment) {
    SplitScript split;
    bool found = false;
    script::ScriptBuilder rest;
    script::ScriptReader reader(commitment);
    while (reader.next()) {
        base::ByteSpan data = reader.data();
        if (data.empty()) {
            rest.op(reader.opcode());
            continue;
        }
        if (!found && data.size() > kTag.size() && std::ranges::equal(data.first(kTag.size()), kTag)) {
            split.solution.assign(data.begin() + kTag.size(), data.end());
            data = data.first(kTag.size());
            found = true;
        }
        rest.push(data);
    }
    // Without a solution the block commits to its coinbase as it is.
    split.rest = found ? std::move(rest).bytes() : base::Bytes(commitment.begin(), commitment.end());
    return split;
}

/// Reads a solution into `input`: a scriptSig and the items of a witness, with nothing after them.
base::Result<void, codec::DecodeError> read_solution(base::ByteSpan solution,
                                                     MutableTransaction::Input& input) {
    codec::Reader reader(solution);
    const base::ByteSpan script_sig = TRY(reader.read_sized_bytes(solution.size()));
    input.script_sig.assign(script_sig.begin(), script_sig.end());
    const size_t count = TRY(reader.read_compact_size());
    for (size_t i = 0; i < count; ++i) {
        const base::ByteSpan item = TRY(reader.read_sized_bytes(solution.size()));
        input.witness.emplace_back(item.begin(), item.end());
    }
    return reader.expect_end();
}

/// The merkle root of `block` with `coinbase` in place of its own.
MerkleRoot root_with(const Block& block, const MutableTransaction& coinbase) {
    std::vector<crypto::Digest256> leaves;
    leaves.reserve(block.transactions().size());
    leaves.push_back(crypto::sha256d(coinbase.serialize(primitives::WitnessForm::Forbid)));
    for (const Transaction& transaction : block.transactions().subspan(1)) {
        leaves.push_back(transaction.txid().bytes());
    }
    return primitives::merkle_root(std::move(leaves)).root;
}

/// The fields of the header that a solution signs.
base::Bytes signed_data(const primitives::BlockHeader& header, const MerkleRoot& root) {
    base::Bytes data;
    codec::Writer(data)
        .write(header.version)
        .write_bytes(header.previous.bytes())
        .write_bytes(root.bytes())
        .write(header.time);
    return data;
}

}  // namespace

std::optional<SignetTransactions> signet_transactions(const Block& block, base::ByteSpan challenge) {
    if (block.transactions().empty()) return std::nullopt;
    const Transaction& coinbase = block.transactions()[0];
    const std::optional<size_t> index = witness_commitment_index(coinbase);
    if (!index) return std::nullopt;
    const SplitScript split = split_solution(coinbase.outputs()[*index].script);

    MutableTransaction to_sign;
    to_sign.version = 0;
    to_sign.inputs.push_back({{}, {}, 0, {}});
    to_sign.outputs.push_back({{}, {script::OP_RETURN}});
    if (!split.solution.empty() && !read_solution(split.solution, to_sign.inputs[0])) return std::nullopt;

    MutableTransaction changed(coinbase);
    changed.outputs[*index].script = split.rest;
    MutableTransaction to_spend;
    to_spend.version = 0;
    const base::Bytes data = signed_data(block.header(), root_with(block, changed));
    to_spend.inputs.push_back({{}, script::ScriptBuilder().op(script::OP_0).push(data).bytes(), 0, {}});
    to_spend.outputs.push_back({{}, base::Bytes(challenge.begin(), challenge.end())});

    SignetTransactions result;
    result.to_spend = to_spend.freeze();
    to_sign.inputs[0].prevout = {result.to_spend->txid(), 0};
    result.to_sign = to_sign.freeze();
    return result;
}

bool has_signet_solution(const Block& block, const params::ConsensusParams& params) {
    if (block.hash() == params.genesis_hash) return true;
    const std::optional<SignetTransactions> pair = signet_transactions(block, params.signet_challenge);
    if (!pair) return false;
    Coin coin;
    coin.script = primitives::ScriptBytes(params.signet_challenge);
    const script::SpendContext context(*pair->to_sign, std::span<const Coin>(&coin, 1));
    return script::verify_input(context, 0, kFlags).has_value();
}

}  // namespace quanta::consensus
