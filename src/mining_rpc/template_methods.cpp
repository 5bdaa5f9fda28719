// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/hex.h"
#include "chain/trial.h"
#include "mining_rpc/context.h"
#include "mining_rpc/template_json.h"
#include "node/wait_gate.h"
#include "node_rpc/block_making.h"
#include "node_rpc/network_access.h"
#include "rpc/values.h"

namespace quanta::mining_rpc {
namespace {

using chain::HeaderNode;
using json::Value;
using rpc::Category;
using rpc::Kind;
using rpc::RpcResult;

/// A long poll ends with changes of the mempool only after this.
constexpr std::chrono::minutes kMinPoll{1};
constexpr size_t kHashDigits = 64;

/// What a caller who polls has already.
struct Known {
    primitives::BlockHash tip;
    uint64_t sequence = 0;  ///< of the mempool
};

uint64_t pool_sequence(const Context& context) {
    return context.node.pool().pool().reader().info().next_sequence;
}

/// Text is a tip and the mempool's sequence, one behind the other; anything else stands for the present.
RpcResult<Known> read_longpoll_id(const Context& context, const Value& id) {
    if (!id.is_string()) return Known{context.chain().snapshot()->tip->hash, pool_sequence(context)};
    const std::string_view text = id.string();
    Known known;
    known.tip = TRY(rpc::parse_hash<primitives::BlockHash>(text.substr(0, kHashDigits), "longpollid"));
    const std::string_view digits = text.substr(std::min(kHashDigits, text.size()));
    (void)std::from_chars(digits.data(), digits.data() + digits.size(), known.sequence);
    return known;
}

/// Waits for another tip or, after a while, another mempool.
RpcResult<void> wait_for_better(const Context& context, const Known& known) {
    node::Node& node = context.node;
    node::WaitGate gate(node.changes(), node.shutdown());
    const node::WaitGate::Wait wait(gate);
    const auto tip_changed = [&] { return context.chain().snapshot()->tip->hash != known.tip; };
    node::WaitEnd end = wait.until(tip_changed, std::chrono::steady_clock::now() + kMinPoll);
    while (end == node::WaitEnd::TimedOut) {
        const uint64_t seen = node.templates().pool_changes();
        node.templates().note_next_change();
        if (pool_sequence(context) != known.sequence) break;
        const auto changed = [&] { return tip_changed() || node.templates().pool_changes() != seen; };
        end = wait.until(changed, std::nullopt);
        if (end == node::WaitEnd::Done && !tip_changed()) end = node::WaitEnd::TimedOut;
    }
    if (end == node::WaitEnd::Interrupted) return rpc::fail(rpc::kNotConnected, "Shutting down");
    return {};
}

/// Judges a block without work (BIP23).
RpcResult<void> judge_proposal(const Context& context, const Value& request, json::Writer& out) {
    const Value* data = request.find("data");
    if (data == nullptr || !data->is_string())
        return rpc::fail(rpc::kWrongType, "Missing data String key for proposal");
    const auto block = primitives::Block::parse(base::from_hex(data->string()).value_or(base::Bytes()));
    if (!block) return rpc::fail(rpc::kDecode, "Block decode failed");
    if (const HeaderNode* known = context.chain().headers().find((*block)->hash())) {
        const bool connected = context.chain().snapshot()->contains(*known);
        out.value(connected ? "duplicate" : known->failed() ? "duplicate-invalid" : "duplicate-inconclusive");
        return {};
    }
    const auto tested =
        chain::test_block(context.chain(), **block,
                          {.work = consensus::CheckWork::No, .now_s = context.node.clock().system_time_s()});
    if (tested) return {};
    const consensus::BlockError& error = tested.error();
    if (error.failure == consensus::FailureClass::Internal) return rpc::fail(rpc::kVerify, error.reason);
    out.value(error.reason.empty() ? "rejected" : error.reason);
    return {};
}

RpcResult<void> check_rules(const Context& context, const Value& request) {
    std::set<std::string> rules;
    const Value* given = request.find("rules");
    if (given != nullptr && given->is_array()) {
        for (const Value& rule : given->array())
            rules.emplace(TRY(rpc::read_string(rule)));
    }
    if (context.node.params().consensus.signet && !rules.contains("signet")) {
        return rpc::fail(rpc::kBadParameter,
                         "getblocktemplate must be called with the signet rule set (call with {\"rules\": "
                         "[\"segwit\", \"signet\"]})");
    }
    if (rules.contains("segwit")) return {};
    return rpc::fail(rpc::kBadParameter,
                     "getblocktemplate must be called with the segwit rule set (call with {\"rules\": "
                     "[\"segwit\"]})");
}

/// On a chain where blocks are worth something, one that does not know the tip makes none.
RpcResult<void> check_ready(const Context& context) {
    if (context.node.params().chain != params::Chain::Main) return {};
    const auto count_peers = [](node::NetworkParts& parts) { return parts.connections.peers().size(); };
    const size_t peers = TRY(node_rpc::in_network(context, count_peers));
    if (peers == 0) return rpc::fail(rpc::kNotConnected, "Quanta is not connected!");
    if (!context.chain().snapshot()->initial_block_download) return {};
    return rpc::fail(rpc::kInitialDownload, "Quanta is in initial sync and waiting for blocks...");
}

RpcResult<void> give_template(const Context& context, const Value& request, json::Writer& out) {
    TRY(check_ready(context));
    TRY(check_rules(context, request));
    const Value* id = request.find("longpollid");
    if (id != nullptr && !id->is_null()) TRY(wait_for_better(context, TRY(read_longpoll_id(context, *id))));
    const uint64_t sequence = pool_sequence(context);
    const mining::BlockTemplate block = node_rpc::make_template(context, {});
    const HeaderNode& parent = *context.chain().headers().find(block.header.previous);
    write_template(out, {block, parent, context.node.params(),
                         block.header.previous.to_text() + std::to_string(sequence)});
    return {};
}

RpcResult<void> getblocktemplate(const Context& context, const rpc::Call& call, json::Writer& out) {
    const Value& request = call.args["template_request"];
    std::string mode = "template";
    const Value* given = request.find("mode");
    if (given != nullptr && !given->is_null()) {
        if (!given->is_string()) return rpc::fail(rpc::kBadParameter, "Invalid mode");
        mode = given->string();
    }
    if (mode == "proposal") return judge_proposal(context, request, out);
    if (mode != "template") return rpc::fail(rpc::kBadParameter, "Invalid mode");
    return give_template(context, request, out);
}

rpc::Param request_parameter() {
    return {
        .name = "template_request",
        .kind = Kind::Object,
        .text = "What is wanted",
        .inner = {{Kind::String, "mode", "template or proposal", {}, true},
                  {Kind::Array,
                   "capabilities",
                   "What the caller can do",
                   {{Kind::String, "str", "A capability"}},
                   true},
                  {Kind::Array, "rules", "Rules the caller knows", {{Kind::String, "str", "A rule: segwit"}}},
                  {Kind::String, "longpollid", "Waits until there is something better than this", {}, true},
                  {Kind::Hex, "data", "The block that is proposed", {}, true}}};
}

}  // namespace

void add_template_methods(rpc::Dispatcher& dispatcher, const ContextPtr& context) {
    add(dispatcher, context,
        {.name = "getblocktemplate",
         .category = Category::Mining,
         .description = "What a miner needs to make a block, or whether one that was made would be valid "
                        "(BIP22, BIP23, BIP9,\nBIP145).",
         .params = {request_parameter()},
         .results = {{"if the proposal was accepted", {Kind::Null, "", ""}},
                     {"if it was not", {Kind::String, "", "Why: a reject reason"}},
                     {"otherwise", {Kind::Object, "", "", template_shapes()}}},
         .examples = {R"([{"rules": ["segwit"]}])"}},
        getblocktemplate);
}

}  // namespace quanta::mining_rpc
