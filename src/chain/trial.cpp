// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/trial.h"

#include <span>
#include <utility>

#include "chain/engine.h"
#include "chain/importer_access.h"
#include "chain/trial_coins.h"

namespace quanta::chain {

using base::Err;
using consensus::BlockError;
using primitives::Block;

namespace {

BlockError not_on_tip() {
    return {consensus::ErrorCode::PreviousNotFound, consensus::FailureClass::MissingPrev,
            "inconclusive-not-best-prevblk", "the block is not on top of the tip"};
}

/// Connects `block` at `link`. Chain thread.
base::Result<consensus::ConnectedBlock, BlockError> connect(ChainState& state, const Block& block,
                                                            const consensus::HeaderLink& link,
                                                            const params::ConsensusParams& rules) {
    if (state.tip() != link.previous) return Err(not_on_tip());
    TrialCoins coins(state);
    auto connected = consensus::connect_block(block, link, rules, coins);
    // What could not be read looked missing.
    if (coins.failure()) {
        return Err(consensus::make_error(consensus::ErrorCode::InternalFailure, coins.failure()->message));
    }
    if (!connected) return Err(std::move(connected).error().error);
    return std::move(connected).value();
}

}  // namespace

base::Result<void, BlockError> check_all_scripts(const Block& block, const primitives::BlockUndo& undo,
                                                 script::VerifyFlags flags) {
    size_t coin = 0;
    for (size_t i = 1; i < block.transactions().size(); ++i) {
        const size_t inputs = undo.input_counts[i - 1];
        const script::SpendContext context(block.transactions()[i],
                                           std::span(undo.coins).subspan(coin, inputs));
        coin += inputs;
        TRY(consensus::check_scripts(context, 0, inputs, flags));
    }
    return {};
}

base::Result<void, BlockError> test_block(Chain& chain, const Block& block, const TrialOptions& options) {
    const params::ConsensusParams& rules = chain.params().consensus;
    const HeaderNode& parent = *chain.snapshot()->tip;
    if (block.header().previous != parent.hash) return Err(not_on_tip());
    TRY(consensus::check_block(block, rules, options.work, options.merkle_root));
    TRY(consensus::accept_header(block.header(), parent, rules, options.now_s));
    TRY(consensus::accept_block(block, parent, rules));
    consensus::HeaderLink link;
    link.link_to(&parent, block.header(), block.hash());
    base::Result<consensus::ConnectedBlock, BlockError> connected = Err(shutting_down());
    Engine& engine = engine_of(chain);
    engine.run([&] { connected = connect(engine.state(), block, link, rules); });
    if (!connected) return Err(std::move(connected).error());
    return check_all_scripts(block, connected->undo, connected->flags);
}

}  // namespace quanta::chain
