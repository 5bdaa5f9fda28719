// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "cluster/fee_size.h"

#include "base/check.h"

namespace quanta::cluster {
namespace {

/// A diagram walked corner by corner. Sums are wide: many clusters with fees at the limit are added up.
class Walk {
public:
    explicit Walk(std::span<const FeeSize> chunks) : m_left(chunks) {}

    bool at_end() const { return m_left.empty(); }
    /// Where the next corner is.
    Wide next_size() const { return m_size + m_left.front().size_wu; }
    void step() {
        CHECK(m_left.front().size_wu > 0);
        m_size += m_left.front().size_wu;
        m_fee += m_left.front().fee_sat;
        m_left = m_left.subspan(1);
    }
    Wide size() const { return m_size; }
    Wide fee() const { return m_fee; }

    /// Compares `fee` with the fee of this line at `size`, which is not before the last corner passed and not
    /// behind the next one.
    std::strong_ordering compare_at(Wide size, Wide fee) const {
        if (at_end()) return fee <=> m_fee;
        const FeeSize& chunk = m_left.front();
        return (fee - m_fee) * chunk.size_wu <=> (size - m_size) * chunk.fee_sat;
    }

private:
    std::span<const FeeSize> m_left;
    Wide m_size = 0;
    Wide m_fee = 0;
};

}  // namespace

std::partial_ordering compare_diagrams(std::span<const FeeSize> a, std::span<const FeeSize> b) {
    // Between corners both are straight: it is enough to compare at every corner of either.
    Walk walk_a(a);
    Walk walk_b(b);
    bool above = false;
    bool below = false;
    const auto compare_corner = [](Walk& corner, const Walk& line) {
        corner.step();
        return line.compare_at(corner.size(), corner.fee());
    };
    while (!walk_a.at_end() || !walk_b.at_end()) {
        const bool a_first =
            walk_b.at_end() || (!walk_a.at_end() && walk_a.next_size() <= walk_b.next_size());
        const std::strong_ordering order =
            a_first ? compare_corner(walk_a, walk_b) : 0 <=> compare_corner(walk_b, walk_a);
        above = above || order > 0;
        below = below || order < 0;
    }
    if (above && below) return std::partial_ordering::unordered;
    if (above) return std::partial_ordering::greater;
    return below ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

}  // namespace quanta::cluster
