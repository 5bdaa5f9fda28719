// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "coin_selection/random_draw.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace quanta::coin_selection {

Pick random_draw(std::span<const Piece> pieces, const Goal& goal, Lots& lots) {
    Places undrawn(pieces.size());
    std::iota(undrawn.begin(), undrawn.end(), uint32_t{0});
    // A heap with the smallest amount, which has the largest place, at its front.
    Places drawn;
    int64_t amount = 0;
    int64_t weight = 0;
    bool too_heavy = false;
    while (!undrawn.empty()) {
        std::swap(undrawn[lots.below(undrawn.size())], undrawn.back());
        drawn.push_back(undrawn.back());
        undrawn.pop_back();
        amount += pieces[drawn.back()].amount;
        weight += pieces[drawn.back()].weight;
        std::ranges::push_heap(drawn);
        while (weight > goal.max_weight) {
            too_heavy = true;
            std::ranges::pop_heap(drawn);
            amount -= pieces[drawn.back()].amount;
            weight -= pieces[drawn.back()].weight;
            drawn.pop_back();
        }
        if (amount >= goal.amount + goal.margin) return drawn;
    }
    return base::Err(too_heavy ? NoPick::TooHeavy : NoPick::NotEnough);
}

}  // namespace quanta::coin_selection
