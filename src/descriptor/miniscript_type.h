// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "descriptor/miniscript.h"

namespace quanta::descriptor {

/// Types of Miniscript expressions (BIP379): one of the basic types B, V, K and W, and properties. Internal
/// to this library. A set of letters:
///
/// z takes nothing from the stack, o one item, n at least one that is not zero on top; d can be dissatisfied
/// at will, u leaves exactly 1. s needs a signature to be satisfied, f to be dissatisfied, e has one
/// dissatisfaction that nobody else can change, m can be satisfied so that nobody else can change it. k mixes
/// no lock times of one kind; t, h and T, H say that it has relative ones by time and by height, and absolute
/// ones.
class MiniType {
public:
    constexpr MiniType() = default;
    /// Of letters in any order.
    constexpr MiniType(const char* letters) : MiniType(std::string_view(letters)) {}
    constexpr MiniType(std::string_view letters) {
        for (const char letter : letters)
            m_bits |= bit(letter);
    }

    /// Whether it has all of `letters`.
    constexpr bool has(std::string_view letters) const {
        const uint32_t wanted = MiniType(letters).m_bits;
        return (m_bits & wanted) == wanted;
    }
    constexpr bool has(char letter) const { return (m_bits & bit(letter)) != 0; }
    /// Whether the expression is one at all.
    constexpr bool valid() const { return m_bits != 0; }
    /// Those of `letters` that it has.
    constexpr MiniType only(std::string_view letters) const {
        return from(m_bits & MiniType(letters).m_bits);
    }
    /// Itself where `condition`, else none.
    constexpr MiniType where(bool condition) const { return condition ? *this : MiniType(); }

    friend constexpr MiniType operator|(MiniType a, MiniType b) { return from(a.m_bits | b.m_bits); }
    friend constexpr MiniType operator&(MiniType a, MiniType b) { return from(a.m_bits & b.m_bits); }
    friend constexpr bool operator==(MiniType, MiniType) = default;

private:
    static constexpr std::string_view kLetters = "BVKWzondusfemkthTH";
    static constexpr uint32_t bit(char letter) { return uint32_t{1} << kLetters.find(letter); }
    static constexpr MiniType from(uint32_t bits) {
        MiniType type;
        type.m_bits = bits;
        return type;
    }
    uint32_t m_bits = 0;
};

/// The types of all nodes, in their order; not valid for those that break a rule of composition, and all
/// around them.
std::vector<MiniType> miniscript_types(const Miniscript& script);

}  // namespace quanta::descriptor
