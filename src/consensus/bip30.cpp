// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/bip30.h"

#include <algorithm>

namespace quanta::consensus {

using params::ConsensusParams;
using primitives::Height;

namespace {

struct KnownBlock {
    Height height;
    std::string_view hash;
};

/// Blocks that overwrite the coinbases of …
constexpr KnownBlock kOverwriting[] = {
    {91842, "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec"},
    {91880, "00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721"},
};
/// … these.
constexpr KnownBlock kOverwritten[] = {
    {91722, "00000000000271a2dc26e7667f8419f2e15416dc6955e5a6c6cdf3f2574dd08e"},
    {91812, "00000000000af0aed4792b1acee3d966af36cf5def14935db8de83d6f9306f2f"},
};

/// Coinbases from before BIP34 begin with heights from here on, which could then repeat them.
constexpr Height kRecheckHeight = 1'983'702;

template <size_t N>
bool is_one_of(const HeaderLink& link, const KnownBlock (&known)[N]) {
    return std::ranges::any_of(known, [&](const KnownBlock& block) {
        return block.height == link.height && block.hash == link.hash.to_text();
    });
}

/// Whether `link` stands on the block at which BIP34 is known to have begun, after which ids cannot repeat.
bool stands_on_bip34(const HeaderLink& link, const ConsensusParams& params) {
    const HeaderLink* start = link.previous ? link.previous->ancestor(params.bip34_height) : nullptr;
    return start && !params.bip34_hash.is_null() && start->hash == params.bip34_hash;
}

}  // namespace

Bip30Check bip30_check(const HeaderLink& link, const ConsensusParams& params) {
    // Heights in all coinbases make these unique, and with them all that spends their outputs.
    if (params.bip34_height <= 1) return Bip30Check::Implied;
    if (link.height >= kRecheckHeight) return Bip30Check::Before;
    const bool exempt = is_bip30_overwriting(link) || stands_on_bip34(link, params);
    return exempt ? Bip30Check::None : Bip30Check::Before;
}

bool is_bip30_overwritten(const HeaderLink& link) {
    return is_one_of(link, kOverwritten);
}

bool is_bip30_overwriting(const HeaderLink& link) {
    return is_one_of(link, kOverwriting);
}

}  // namespace quanta::consensus
