// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/header_link.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "consensus/limits.h"

namespace quanta::consensus {

using primitives::BlockHash;
using primitives::BlockHeader;
using primitives::Height;
using primitives::Uint256;

namespace {

/// The skip link of a header on top of `parent`. Two jumps of equal length are joined into one of twice that
/// length and one more (the skew-binary scheme of Myers), so lengths depend on the height alone and any
/// ancestor is O(log n) links away.
const HeaderLink* skip_above(const HeaderLink* parent) {
    if (!parent) return nullptr;
    const HeaderLink* near = parent->skip;
    const HeaderLink* far = near ? near->skip : nullptr;
    if (far && parent->height - near->height == near->height - far->height) return far;
    return parent;
}

}  // namespace

void HeaderLink::link_to(const HeaderLink* parent, const BlockHeader& header, const BlockHash& block_hash) {
    previous = parent;
    skip = skip_above(parent);
    hash = block_hash;
    merkle_root = header.merkle_root;
    version = header.version;
    time = header.time;
    bits = header.bits;
    nonce = header.nonce;
    chain_work = work_of(bits);
    height = 0;
    max_time = time;
    if (!parent) return;
    height = parent->height + 1;
    chain_work += parent->chain_work;
    max_time = std::max(time, parent->max_time);
}

BlockHeader HeaderLink::header() const {
    BlockHeader result;
    result.version = version;
    if (previous) result.previous = previous->hash;
    result.merkle_root = merkle_root;
    result.time = time;
    result.bits = bits;
    result.nonce = nonce;
    return result;
}

const HeaderLink* HeaderLink::ancestor(Height wanted) const {
    if (wanted < 0 || wanted > height) return nullptr;
    const HeaderLink* link = this;
    while (link->height > wanted)
        link = link->skip->height >= wanted ? link->skip : link->previous;
    return link;
}

uint32_t HeaderLink::median_time_past() const {
    std::array<uint32_t, kMedianTimeSpan> times;
    size_t count = 0;
    for (const HeaderLink* link = this; link && count < times.size(); link = link->previous) {
        times[count++] = link->time;
    }
    const auto middle = times.begin() + count / 2;
    std::nth_element(times.begin(), middle, times.begin() + count);
    return *middle;
}

const HeaderLink* fork_point(const HeaderLink* a, const HeaderLink* b) {
    const Height common = std::min(a->height, b->height);
    a = a->ancestor(common);
    b = b->ancestor(common);
    // Skips of equal heights are of equal length: both sides stay level.
    while (a != b) {
        CHECK(a->previous && b->previous);
        const bool jump = a->skip != b->skip;
        a = jump ? a->skip : a->previous;
        b = jump ? b->skip : b->previous;
    }
    return a;
}

}  // namespace quanta::consensus
