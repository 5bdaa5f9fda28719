// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/block_making.h"

#include <algorithm>
#include <utility>

namespace quanta::node_rpc {

namespace {

using primitives::BlockHeader;

/// Hashes between two looks at whether the node is to stop.
constexpr uint64_t kTriesAtATime = 100'000;

mining::BlockTemplate finish(const Context& context, base::ByteSpan script,
                             node::TemplateSource::Draft draft) {
    return mining::make_block_template(*draft.parent, context.node.params().consensus,
                                       {.payout_script = script,
                                        .now_s = context.node.clock().system_time_s(),
                                        .contents = std::move(draft.contents),
                                        .version = context.node.options().mining.version});
}

}  // namespace

mining::BlockTemplate make_template(const Context& context, base::ByteSpan script) {
    node::Node& node = context.node;
    return finish(context, script, node.templates().draft(node.options().mining.limits));
}

mining::BlockTemplate make_template(const Context& context, base::ByteSpan script,
                                    mining::ContentsRef contents) {
    return finish(context, script, {context.chain().snapshot()->tip, std::move(contents), 0});
}

bool solve(const Context& context, BlockHeader& header, uint64_t& max_tries) {
    const params::ConsensusParams& params = context.node.params().consensus;
    while (max_tries > 0 && !context.node.shutdown().requested()) {
        uint64_t tries = std::min(max_tries, kTriesAtATime);
        max_tries -= tries;
        const mining::SolveResult result = mining::solve_block(header, params, tries);
        max_tries += tries;
        if (result == mining::SolveResult::OutOfTries) continue;
        const bool known = context.chain().headers().find(header.hash()) != nullptr;
        if (result == mining::SolveResult::Solved && !known) return true;
        // Another second makes another header.
        ++header.time;
    }
    return false;
}

rpc::RpcResult<std::vector<primitives::BlockHash>> generate_blocks(const Context& context, int count,
                                                                   base::ByteSpan script,
                                                                   uint64_t max_tries) {
    std::vector<primitives::BlockHash> hashes;
    for (int i = 0; i < count; ++i) {
        mining::BlockTemplate made = make_template(context, script);
        if (!solve(context, made.header, max_tries)) break;
        const auto block = made.block();
        const chain::SubmitResult result = context.chain().submit_and_wait(block);
        if (!result && context.node.shutdown().requested()) break;  // what was made so far is the answer
        if (!result) return rpc::fail(rpc::kInternal, "ProcessNewBlock, block not accepted");
        hashes.push_back(block->hash());
    }
    // Who mines expects the mempool to be as the last block left it.
    context.node.pool().pool().sync();
    return hashes;
}

}  // namespace quanta::node_rpc
