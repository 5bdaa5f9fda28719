// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>

#include "consensus/rules.h"

namespace quanta::consensus {

using params::ConsensusParams;
using params::ScriptFlagException;

script::VerifyFlags script_flags(const HeaderLink& link, const ConsensusParams& params) {
    // Buried rules that only a few old blocks break hold from the genesis block on, those blocks excepted.
    script::VerifyFlags flags = script::kVerifyP2sh | script::kVerifyWitness | script::kVerifyTaproot;
    const auto exception =
        std::ranges::find(params.script_flag_exceptions, link.hash, &ScriptFlagException::block);
    if (exception != params.script_flag_exceptions.end()) flags = exception->flags;
    if (link.height >= params.bip66_height) flags |= script::kVerifyDerSignatures;
    if (link.height >= params.bip65_height) flags |= script::kVerifyCheckLockTime;
    if (link.height >= params.csv_height) flags |= script::kVerifyCheckSequence;
    if (link.height >= params.segwit_height) flags |= script::kVerifyNullDummy;
    return flags;
}

}  // namespace quanta::consensus
