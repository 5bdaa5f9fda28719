// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace quanta::cluster {

constexpr uint64_t bit(unsigned index) {
    return uint64_t{1} << index;
}

/// Bits 0 to `count` - 1; `count` up to 64.
constexpr uint64_t first_bits(size_t count) {
    return count >= 64 ? ~uint64_t{0} : bit(unsigned(count)) - 1;
}

/// Index of the lowest bit set; `set` is not 0.
constexpr unsigned lowest(uint64_t set) {
    return static_cast<unsigned>(std::countr_zero(set));
}

/// The indices of the bits set, lowest first: `for (unsigned i : Bits(set))`.
class Bits {
public:
    class Iterator {
    public:
        using value_type = unsigned;
        using difference_type = std::ptrdiff_t;

        constexpr Iterator() = default;
        constexpr explicit Iterator(uint64_t left) : m_left(left) {}
        constexpr unsigned operator*() const { return lowest(m_left); }
        constexpr Iterator& operator++() {
            m_left &= m_left - 1;
            return *this;
        }
        constexpr Iterator operator++(int) {
            const Iterator before = *this;
            ++*this;
            return before;
        }
        friend constexpr bool operator==(Iterator, Iterator) = default;

    private:
        uint64_t m_left = 0;
    };

    constexpr explicit Bits(uint64_t set) : m_set(set) {}
    constexpr Iterator begin() const { return Iterator(m_set); }
    constexpr Iterator end() const { return {}; }

private:
    uint64_t m_set;
};

}  // namespace quanta::cluster
