// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <set>
#include <string>
#include <vector>

#include "base/hex.h"
#include "base/log.h"
#include "node_rpc/block_source.h"
#include "node_rpc/context.h"
#include "node_rpc/merkle_proof.h"

namespace quanta::node_rpc {

namespace {

using chain::HeaderNode;
using codec::DecodeError;
using primitives::Txid;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<std::set<Txid>> read_txids(const json::Value& values) {
    if (values.array().empty()) return rpc::fail(rpc::kBadParameter, "Parameter 'txids' cannot be empty");
    std::set<Txid> txids;
    for (const json::Value& value : values.array()) {
        const std::string_view text = TRY(rpc::read_string(value));
        if (!txids.insert(TRY(rpc::parse_hash<Txid>(text, "txid"))).second) {
            return rpc::fail(rpc::kBadParameter, "Invalid parameter, duplicated txid: " + std::string(text));
        }
    }
    return txids;
}

/// The block that holds `txid`, if one of its outputs is unspent; null otherwise.
RpcResult<const HeaderNode*> block_of_coins(const Context& context, const Txid& txid) {
    const auto found = chain::coin_of(context.chain(), txid);
    if (!found) {
        base::log_error("cannot read the coins: {}", found.error().message);
        return rpc::fail(rpc::kInternal, "Unable to read UTXO set");
    }
    return found->coin ? found->tip->at(found->coin->height) : nullptr;
}

RpcResult<const HeaderNode*> block_of(const Context& context, const rpc::Call& call,
                                      const std::set<Txid>& txids) {
    if (call.args.has("blockhash")) return find_block(context, call, "blockhash", "blockhash");
    for (const Txid& txid : txids) {
        if (const HeaderNode* node = TRY(block_of_coins(context, txid))) return node;
    }
    return rpc::fail(rpc::kUnknownKey, "Transaction not yet in block");
}

RpcResult<void> gettxoutproof(const Context& context, const rpc::Call& call, json::Writer& out) {
    const std::set<Txid> txids = TRY(read_txids(call.args["txids"]));
    const HeaderNode* node = TRY(block_of(context, call, txids));
    const auto block = TRY(read_block(context, *node));
    std::vector<bool> wanted;
    size_t found = 0;
    for (const primitives::Transaction& transaction : block->transactions()) {
        wanted.push_back(txids.contains(transaction.txid()));
        found += wanted.back() ? 1 : 0;
    }
    if (found != txids.size()) {
        return rpc::fail(rpc::kUnknownKey, "Not all transactions found in specified or retrieved block");
    }
    out.value(base::to_hex(MerkleProof::make(*block, wanted).serialize()));
    return {};
}

/// What deployed clients are told of bytes that are no proof.
const char* decode_failure(DecodeError error) {
    if (error == DecodeError::NonCanonicalSize) return "non-canonical ReadCompactSize(): iostream error";
    if (error == DecodeError::SizeTooLarge) return "ReadCompactSize(): size too large: iostream error";
    return "SpanReader::read(): end of data: iostream error";
}

RpcResult<void> verifytxoutproof(const Context& context, const rpc::Call& call, json::Writer& out) {
    const base::Bytes bytes = TRY(call.args.bytes("proof"));
    codec::Reader reader(bytes);
    const auto proof = MerkleProof::parse(reader);
    if (!proof) return rpc::fail(rpc::kMisc, decode_failure(proof.error()));
    const std::vector<Txid> txids = proof->matches();
    out.begin_array();
    if (!txids.empty()) {
        const HeaderNode* node = context.chain().headers().find(proof->header.hash());
        const bool known = node != nullptr && context.chain().snapshot()->contains(*node);
        if (!known || node->transaction_count() == 0) {
            return rpc::fail(rpc::kUnknownKey, "Block not found in chain");
        }
        // A place inside the tree must not pass for a transaction.
        if (node->transaction_count() == proof->transactions) {
            for (const Txid& txid : txids)
                out.value(txid.to_text());
        }
    }
    out.end_array();
    return {};
}

}  // namespace

void add_proof_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "gettxoutproof",
         .category = Category::Blockchain,
         .description = "Proves that transactions are in a block. Without the block's hash it is found by an "
                        "unspent\noutput of one of them.",
         .params = {{.name = "txids",
                     .kind = Kind::Array,
                     .text = "The transactions, all of one block",
                     .inner = {{Kind::Hex, "txid", "A transaction's id"}}},
                    {.name = "blockhash",
                     .kind = Kind::Hex,
                     .text = "The block that holds them",
                     .optional = true,
                     .default_hint = "the block of an unspent output"}},
         .results = {{"", {Kind::String, "", "The proof in hex"}}},
         .examples = {R"([["4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"]])"}},
        gettxoutproof);
    add(dispatcher, context,
        {.name = "verifytxoutproof",
         .category = Category::Blockchain,
         .description = "Tells which transactions a proof shows to be in a block of the active chain.",
         .params = {{.name = "proof", .kind = Kind::Hex, .text = "What gettxoutproof made"}},
         .results = {{"",
                      {Kind::Array,
                       "",
                       "Empty when the proof is not valid",
                       {{Kind::Hex, "txid", "A transaction's id"}}}}},
         .examples = {R"(["01000000…"])"}},
        verifytxoutproof);
}

}  // namespace quanta::node_rpc
