// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript_limits.h"

#include <algorithm>

#include "script/script.h"

namespace quanta::descriptor {
namespace {

/// Largest witness script that is relayed, bytes.
constexpr uint64_t kMaxWitnessScript = 3600;
/// Most items of a witness for one that are relayed, the script not counted.
constexpr int64_t kMaxWitnessItems = 100;
/// Largest transaction that is relayed, weight units.
constexpr uint64_t kMaxStandardWeight = 400'000;
/// What is left of that for a tapscript by a transaction of one input and one output of 43 bytes (94 bytes of
/// four weight units and two for the marker), a stack of 1000 items of 66 bytes (and 3 for their number), the
/// largest control block (4129, and 3) and 5 for the script's length.
constexpr uint64_t kMaxTapscript = kMaxStandardWeight - (94 * 4 + 2) - (1000 * 66 + 3) - (4129 + 3) - 5;

using Keys = std::optional<uint32_t>;
using Stack = std::optional<StackUse>;

/// One after the other.
Keys operator+(Keys a, Keys b) {
    if (!a || !b) return std::nullopt;
    return *a + *b;
}
Stack operator+(Stack a, Stack b) {
    if (!a || !b) return std::nullopt;
    return StackUse{a->taken + b->taken, std::max(a->peak + b->taken, b->peak)};
}
/// Whichever uses more.
Keys operator|(Keys a, Keys b) {
    if (!a || !b) return a ? a : b;
    return std::max(*a, *b);
}
Stack operator|(Stack a, Stack b) {
    if (!a || !b) return a ? a : b;
    return StackUse{std::max(a->taken, b->taken), std::max(a->peak, b->peak)};
}

// What operations do to the stack.
constexpr StackUse kPush = {-1, 0};     ///< any push, OP_SIZE, OP_DUP, OP_IFDUP of what is not zero
constexpr StackUse kTakesOne = {1, 1};  ///< OP_IF and OP_NOTIF, operations on two items
constexpr StackUse kTakesTwo = {2, 2};  ///< OP_EQUALVERIFY, OP_CHECKSIGADD

/// One way of running an expression.
struct Way {
    Keys keys;
    Stack stack;

    friend Way operator+(const Way& a, const Way& b) { return {a.keys + b.keys, a.stack + b.stack}; }
    friend Way operator|(const Way& a, const Way& b) { return {a.keys | b.keys, a.stack | b.stack}; }
};
constexpr Way kNone = {};
Way only_stack(StackUse stack) {
    return {0, stack};
}

Way satisfied(const MiniLimits& limits) {
    return {limits.ways.satisfied_keys, limits.ways.satisfied_stack};
}
Way dissatisfied(const MiniLimits& limits) {
    return {limits.ways.dissatisfied_keys, limits.ways.dissatisfied_stack};
}
Ways ways(const Way& sat, const Way& dissat) {
    return {sat.keys, dissat.keys, sat.stack, dissat.stack};
}

/// Bytes that push `number`.
uint64_t number_size(uint32_t number) {
    if (number <= 16) return 1;
    uint64_t size = 2;
    for (uint32_t rest = number >> 7; rest != 0; rest >>= 8)
        ++size;
    return size;
}

MiniLimits multi_limits(const MiniNode& node) {
    const uint32_t keys = node.key_count;
    const int64_t wanted = node.number;
    const StackUse use = {wanted, int64_t{keys} + wanted + 2};
    const Way way = {keys, use};
    return {1 + 34 * uint64_t{keys} + number_size(node.number) + number_size(keys), 1, true, ways(way, way)};
}

MiniLimits multi_a_limits(const MiniNode& node) {
    Way way = only_stack(kPush) + only_stack(kTakesOne);
    for (uint32_t i = 1; i < node.key_count; ++i)
        way = way + only_stack(kPush) + only_stack(kTakesTwo);
    way = way + only_stack(kPush) + only_stack(kTakesOne);
    return {34 * uint64_t{node.key_count} + number_size(node.number) + 1, uint64_t{node.key_count} + 1, true,
            ways(way, way)};
}

MiniLimits hash_limits(const MiniNode& node) {
    // OP_SIZE, a number, OP_EQUALVERIFY, the hash function, a push, OP_EQUAL.
    const Way way = only_stack(kPush) + only_stack(kPush) + only_stack(kTakesTwo) + only_stack(kPush) +
                    only_stack(kTakesOne);
    return {node.hash.size() + 7, 4, true, ways(way, kNone)};
}

MiniLimits leaf_limits(const MiniNode& node, ScriptRules rules) {
    const Way push = only_stack(kPush);
    switch (node.fragment) {
        case Fragment::False:
            return {1, 0, false, ways(kNone, push)};
        case Fragment::True:
            return {1, 0, false, ways(push, kNone)};
        case Fragment::PkK:
            return {rules == ScriptRules::Tapscript ? 33u : 34u, 0, false, ways(push, push)};
        case Fragment::PkH: {
            const Way way = push + push + only_stack(kTakesTwo);
            return {24, 3, false, ways(way, way)};
        }
        case Fragment::Older:
        case Fragment::After:
            return {1 + number_size(node.number), 1, false, ways(push, kNone)};
        case Fragment::Multi:
            return multi_limits(node);
        case Fragment::MultiA:
            return multi_a_limits(node);
        default:
            return hash_limits(node);
    }
}

MiniLimits wrapper_limits(Fragment fragment, const MiniLimits& x) {
    const Way takes = only_stack(kTakesOne);
    const Way push = only_stack(kPush);
    switch (fragment) {
        case Fragment::Alt:
            return {x.script_size + 2, x.operations + 2, false, x.ways};
        case Fragment::Swap:
            return {x.script_size + 1, x.operations + 1, x.mergeable, x.ways};
        case Fragment::Check:
            return {x.script_size + 1, x.operations + 1, true,
                    ways(satisfied(x) + takes, dissatisfied(x) + takes)};
        case Fragment::DupIf:
            return {x.script_size + 3, x.operations + 3, false,
                    ways(push + takes + satisfied(x), push + takes)};
        case Fragment::Verify: {
            const uint64_t added = x.mergeable ? 0 : 1;
            return {x.script_size + added, x.operations + added, false, ways(satisfied(x) + takes, kNone)};
        }
        case Fragment::NonZero:
            return {x.script_size + 4, x.operations + 4, false,
                    ways(push + takes + satisfied(x), push + takes)};
        default:
            return {x.script_size + 1, x.operations + 1, false, x.ways};
    }
}

/// How `x`, decided by, and `z`, its alternative, come together in or_c and or_d.
MiniLimits or_else_limits(Fragment fragment, const MiniLimits& x, const MiniLimits& z) {
    const bool keeps = fragment == Fragment::OrD;
    const uint64_t added = keeps ? 3 : 2;
    const Way takes = only_stack(kTakesOne);
    const Way first = keeps ? satisfied(x) + only_stack(kPush) + takes : satisfied(x) + takes;
    const Way second = dissatisfied(x) + takes + satisfied(z);
    const Way neither = keeps ? dissatisfied(x) + takes + dissatisfied(z) : kNone;
    return {x.script_size + z.script_size + added, x.operations + z.operations + added, false,
            ways(first | second, neither)};
}

MiniLimits binary_limits(Fragment fragment, const MiniLimits& x, const MiniLimits& y) {
    const Way takes = only_stack(kTakesOne);
    const uint64_t size = x.script_size + y.script_size;
    const uint64_t operations = x.operations + y.operations;
    switch (fragment) {
        case Fragment::AndV:
            return {size, operations, y.mergeable, ways(satisfied(x) + satisfied(y), kNone)};
        case Fragment::AndB:
            return {size + 1, operations + 1, false,
                    ways(satisfied(x) + satisfied(y) + takes, dissatisfied(x) + dissatisfied(y) + takes)};
        case Fragment::OrB:
            return {size + 1, operations + 1, false,
                    ways((satisfied(x) + dissatisfied(y) + takes) | (dissatisfied(x) + satisfied(y) + takes),
                         dissatisfied(x) + dissatisfied(y) + takes)};
        case Fragment::OrI:
            return {size + 3, operations + 3, false,
                    ways(takes + (satisfied(x) | satisfied(y)), takes + (dissatisfied(x) | dissatisfied(y)))};
        default:
            return or_else_limits(fragment, x, y);
    }
}

MiniLimits and_or_limits(const MiniLimits& x, const MiniLimits& y, const MiniLimits& z) {
    const Way takes = only_stack(kTakesOne);
    return {x.script_size + y.script_size + z.script_size + 3, x.operations + y.operations + z.operations + 3,
            false,
            ways((satisfied(x) + takes + satisfied(y)) | (dissatisfied(x) + takes + satisfied(z)),
                 dissatisfied(x) + takes + dissatisfied(z))};
}

/// thresh(): for each number of children satisfied so far, the most that takes.
MiniLimits thresh_limits(const MiniNode& node, const std::vector<MiniLimits>& all) {
    MiniLimits limits{number_size(node.number) + 1, 1, true, {}};
    std::vector<Way> by_count = {only_stack({0, 0})};
    for (size_t i = 0; i < node.children.size(); ++i) {
        const MiniLimits& child = all[node.children[i]];
        const Way add = i == 0 ? only_stack({0, 0}) : only_stack(kTakesOne);
        limits.script_size += child.script_size + (i == 0 ? 0 : 1);
        limits.operations += child.operations + (i == 0 ? 0 : 1);
        const size_t counts = std::min<size_t>(by_count.size() + 1, size_t{node.number} + 1);
        std::vector<Way> next(counts);
        for (size_t count = 0; count < counts; ++count) {
            if (count < by_count.size()) next[count] = by_count[count] + dissatisfied(child) + add;
            if (count > 0) next[count] = next[count] | (by_count[count - 1] + satisfied(child) + add);
        }
        by_count = std::move(next);
    }
    const Way end = only_stack(kPush) + only_stack(kTakesOne);
    const Way enough = node.number < by_count.size() ? by_count[node.number] : kNone;
    limits.ways = ways(enough + end, by_count[0] + end);
    return limits;
}

MiniLimits limits_of(const MiniNode& node, const std::vector<MiniLimits>& all, ScriptRules rules) {
    if (node.fragment == Fragment::Thresh) return thresh_limits(node, all);
    const auto child = [&](size_t i) -> const MiniLimits& { return all[node.children[i]]; };
    switch (node.children.size()) {
        case 0:
            return leaf_limits(node, rules);
        case 1:
            return wrapper_limits(node.fragment, child(0));
        case 2:
            return binary_limits(node.fragment, child(0), child(1));
        default:
            return and_or_limits(child(0), child(1), child(2));
    }
}

}  // namespace

std::vector<MiniLimits> miniscript_limits(const Miniscript& script) {
    std::vector<MiniLimits> all;
    all.reserve(script.nodes.size());
    for (const MiniNode& node : script.nodes)
        all.push_back(limits_of(node, all, script.rules));
    return all;
}

uint64_t max_script_size(ScriptRules rules) {
    return rules == ScriptRules::Tapscript ? kMaxTapscript : kMaxWitnessScript;
}

bool is_satisfiable(const MiniLimits& limits) {
    return limits.ways.satisfied_stack.has_value();
}

bool fits(const MiniLimits& limits, ScriptRules rules) {
    if (limits.script_size > max_script_size(rules)) return false;
    if (!is_satisfiable(limits)) return true;
    // One item is left at the end.
    const StackUse& stack = *limits.ways.satisfied_stack;
    if (rules == ScriptRules::Tapscript) return stack.peak + 1 <= static_cast<int64_t>(script::kMaxStackSize);
    const uint64_t operations = limits.operations + *limits.ways.satisfied_keys;
    return operations <= uint64_t{script::kMaxOps} && stack.taken + 1 <= kMaxWitnessItems;
}

}  // namespace quanta::descriptor
