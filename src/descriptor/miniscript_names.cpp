// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "descriptor/miniscript.h"

namespace quanta::descriptor {
namespace {

constexpr FragmentName kNames[] = {
    {"pk_k", Fragment::PkK, 0},
    {"pk_h", Fragment::PkH, 0},
    {"older", Fragment::Older, 0},
    {"after", Fragment::After, 0},
    {"sha256", Fragment::Sha256, 0},
    {"hash256", Fragment::Hash256, 0},
    {"ripemd160", Fragment::Ripemd160, 0},
    {"hash160", Fragment::Hash160, 0},
    {"multi", Fragment::Multi, 0},
    {"multi_a", Fragment::MultiA, 0},
    {"andor", Fragment::AndOr, 3},
    {"and_v", Fragment::AndV, 2},
    {"and_b", Fragment::AndB, 2},
    {"or_b", Fragment::OrB, 2},
    {"or_c", Fragment::OrC, 2},
    {"or_d", Fragment::OrD, 2},
    {"or_i", Fragment::OrI, 2},
    {"thresh", Fragment::Thresh, 0},
};

}  // namespace

std::span<const FragmentName> fragment_names() {
    return kNames;
}

size_t hash_size(Fragment fragment) {
    switch (fragment) {
        case Fragment::Sha256:
        case Fragment::Hash256:
            return 32;
        case Fragment::Ripemd160:
        case Fragment::Hash160:
            return 20;
        default:
            return 0;
    }
}

char wrapper_letter(Fragment fragment) {
    switch (fragment) {
        case Fragment::Alt:
            return 'a';
        case Fragment::Swap:
            return 's';
        case Fragment::Check:
            return 'c';
        case Fragment::DupIf:
            return 'd';
        case Fragment::Verify:
            return 'v';
        case Fragment::NonZero:
            return 'j';
        case Fragment::ZeroNotEqual:
            return 'n';
        default:
            return 0;
    }
}

}  // namespace quanta::descriptor
