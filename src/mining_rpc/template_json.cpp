// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mining_rpc/template_json.h"

#include <algorithm>
#include <unordered_map>

#include "base/hex.h"
#include "consensus/limits.h"
#include "consensus/versionbits.h"
#include "consensus/witness_commitment.h"
#include "node_rpc/header_json.h"

namespace quanta::mining_rpc {
namespace {

using consensus::DeploymentState;
using mining::BlockTransaction;
using primitives::kWitnessScale;
using rpc::Kind;

/// Nonces a miner may try.
constexpr const char* kNonceRange = "00000000ffffffff";

/// Names of deployments in `state` on top of the parent.
std::vector<const params::Deployment*> deployments_in(DeploymentState state, const TemplateView& view) {
    std::vector<const params::Deployment*> found;
    for (const params::Deployment& deployment : view.params.consensus.deployments) {
        if (consensus::DeploymentTracker(deployment).state_after(&view.parent) == state)
            found.push_back(&deployment);
    }
    return found;
}

void write_strings(json::Writer& out, std::string_view name, std::initializer_list<const char*> texts) {
    out.key(name).begin_array();
    for (const char* text : texts)
        out.value(text);
    out.end_array();
}

/// Those that change what a miner has to do have an exclamation mark.
void write_rules(json::Writer& out, const TemplateView& view, bool witnesses) {
    out.key("rules").begin_array().value("csv");
    if (witnesses) out.value("!segwit").value("taproot");
    if (view.params.consensus.signet) out.value("!signet");
    for (const params::Deployment* deployment : deployments_in(DeploymentState::Active, view))
        out.value(deployment->name);
    out.end_array();
    out.key("vbavailable").begin_object();
    for (const params::Deployment* deployment : deployments_in(DeploymentState::Started, view))
        out.member(deployment->name, deployment->bit);
    out.end_object().member("vbrequired", 0);
}

/// Places of the transactions before it in the block that `transaction` spends, from 1 on.
void write_depends(json::Writer& out, const primitives::Transaction& transaction,
                   const std::unordered_map<primitives::Txid, size_t, primitives::HashBytes>& places) {
    out.key("depends").begin_array();
    std::vector<size_t> told;
    for (const primitives::TxIn& input : transaction.inputs()) {
        const auto parent = places.find(input.prevout.txid);
        if (parent == places.end() || std::ranges::find(told, parent->second) != told.end()) continue;
        told.push_back(parent->second);
        out.value(parent->second);
    }
    out.end_array();
}

void write_transactions(json::Writer& out, const mining::BlockContents& contents, int64_t sigop_scale) {
    std::unordered_map<primitives::Txid, size_t, primitives::HashBytes> places;
    out.key("transactions").begin_array();
    for (const BlockTransaction& next : contents.transactions) {
        const primitives::Transaction& transaction = *next.transaction;
        out.begin_object().member("data", base::to_hex(transaction.raw()));
        out.member("txid", transaction.txid().to_text()).member("hash", transaction.wtxid().to_text());
        write_depends(out, transaction, places);
        out.member("fee", next.fee.sat).member("sigops", next.sigop_cost / sigop_scale);
        out.member("weight", transaction.weight()).end_object();
        places.emplace(transaction.txid(), places.size() + 1);
    }
    out.end_array();
}

void write_limits(json::Writer& out, bool witnesses) {
    const int64_t scale = witnesses ? 1 : kWitnessScale;
    out.member("sigoplimit", consensus::kMaxBlockSigopsCost / scale);
    out.member("sizelimit", static_cast<int64_t>(consensus::kMaxBlockSize) / scale);
    if (witnesses) out.member("weightlimit", consensus::kMaxBlockWeight);
}

std::string commitment_text(const mining::BlockContents& contents) {
    const base::Bytes nonce(consensus::kWitnessNonceSize);
    return base::to_hex(consensus::witness_commitment_script(
        consensus::witness_commitment(primitives::MerkleRoot(contents.witness_root), nonce)));
}

}  // namespace

void write_template(json::Writer& out, const TemplateView& view) {
    const primitives::BlockHeader& header = view.block.header;
    const params::ConsensusParams& params = view.params.consensus;
    const bool witnesses = view.block.height >= params.segwit_height;
    out.begin_object();
    write_strings(out, "capabilities", {"proposal"});
    out.member("version", header.version);
    write_rules(out, view, witnesses);
    out.member("previousblockhash", header.previous.to_text());
    write_transactions(out, *view.block.contents, witnesses ? 1 : kWitnessScale);
    out.key("coinbaseaux").begin_object().end_object();
    out.member("coinbasevalue", view.block.coinbase->output_sum().sat);
    out.member("longpollid", view.longpoll_id).member("target", node_rpc::target_text(header.bits));
    out.member("mintime", mining::minimum_block_time(view.parent, params));
    write_strings(out, "mutable", {"time", "transactions", "prevblock"});
    out.member("noncerange", kNonceRange);
    write_limits(out, witnesses);
    out.member("curtime", header.time).member("bits", node_rpc::bits_text(header.bits));
    out.member("height", view.block.height);
    if (params.signet) out.member("signet_challenge", base::to_hex(params.signet_challenge));
    out.member("default_witness_commitment", commitment_text(*view.block.contents));
    out.end_object();
}

std::vector<rpc::Shape> template_shapes() {
    const rpc::Shape transaction{
        Kind::Object,
        "",
        "",
        {{Kind::Hex, "data", "Its serialisation"},
         {Kind::Hex, "txid", "Its id"},
         {Kind::Hex, "hash", "Its hash with witnesses"},
         {Kind::Array, "depends", "What it spends of this block", {{Kind::Number, "", "A place, from 1"}}},
         {Kind::Number, "fee", "What it pays, satoshi"},
         {Kind::Number, "sigops", "Cost of its signature operations"},
         {Kind::Number, "weight", "Its weight"}}};
    return {{Kind::Array, "capabilities", "What this node can do", {{Kind::String, "", "A capability"}}},
            {Kind::Number, "version", "The block's version"},
            {Kind::Array, "rules", "Rules that hold", {{Kind::String, "", "A rule"}}},
            {Kind::Map,
             "vbavailable",
             "Deployments that may be signalled for",
             {{Kind::Number, "rulename", "Its bit"}}},
            {Kind::Number, "vbrequired", "Bits that have to be set"},
            {Kind::String, "previousblockhash", "The tip"},
            {Kind::Array, "transactions", "What the block should hold besides its coinbase", {transaction}},
            {Kind::Map, "coinbaseaux", "Data for the coinbase's script", {{Kind::Hex, "key", "Data"}}},
            {Kind::Number, "coinbasevalue", "What the coinbase may pay, satoshi"},
            {Kind::String, "longpollid", "To be given with a call that waits for something better"},
            {Kind::String, "target", "What the block's hash must not be above"},
            {Kind::Time, "mintime", "The earliest time the block may have"},
            {Kind::Array, "mutable", "What may be changed", {{Kind::String, "", "A part"}}},
            {Kind::Hex, "noncerange", "Nonces to try"},
            {Kind::Number, "sigoplimit", "Signature operations of a block"},
            {Kind::Number, "sizelimit", "Bytes of a block"},
            {Kind::Number, "weightlimit", "Weight of a block", {}, true},
            {Kind::Time, "curtime", "The present time"},
            {Kind::String, "bits", "The target in compact form"},
            {Kind::Number, "height", "The block's height"},
            {Kind::Hex, "signet_challenge", "The block challenge, on signet", {}, true},
            {Kind::Hex,
             "default_witness_commitment",
             "Script of the output that commits to the witnesses",
             {},
             true}};
}

}  // namespace quanta::mining_rpc
