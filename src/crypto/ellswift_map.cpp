// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/ellswift_map.h"

namespace quanta::crypto {
namespace {

/// The square root of -3 that is a square itself.
constexpr FieldElement kRootOfMinus3 = FieldElement::from_limbs(
    {0x7d8d27ae1cd5f852, 0xc61f6d15da14ecd4, 0x233770c2a797962c, 0x0a2d2ba93507f1df});

/// u^3 + 7, the right side of the curve's equation.
FieldElement curve_side(const FieldElement& u) {
    return u.square() * u + FieldElement(7);
}

/// Half of u times one more than the root of -3 (or one less, negated).
FieldElement half_of_sum(const FieldElement& u) {
    return (u + u * kRootOfMinus3).half();
}
FieldElement half_of_difference(const FieldElement& u) {
    return (u - u * kRootOfMinus3).half();
}

/// numerator / denominator, when that is a square: its root and itself. Whether it is one, the product tells
/// as well, without a division.
struct Quotient {
    FieldElement value;
    FieldElement root;
};
std::optional<Quotient> square_quotient(const FieldElement& numerator, const FieldElement& denominator) {
    if (!(numerator * denominator).is_square()) return std::nullopt;
    const FieldElement value = numerator * denominator.inverse();
    const std::optional<FieldElement> root = value.square_root();
    if (!root) return std::nullopt;
    return Quotient{value, *root};
}

/// The v and w that t is made of, for `which` without bit 1: x is to be the second or third candidate of the
/// map. Nothing when the first or second one would come before it.
struct Parts {
    FieldElement v;
    FieldElement w;
};
std::optional<Parts> late_parts(const FieldElement& x, const FieldElement& u) {
    if (is_curve_x(-x - u)) return std::nullopt;
    const auto s = square_quotient(-curve_side(u), u.square() + u * x + x.square());
    if (!s) return std::nullopt;
    return Parts{x, s->root};
}

/// The same for `which` with bit 1: x is to be the first candidate. Two v fit, the roots of an equation of
/// the second degree; `other` is for the second, which there is not when both are the same.
std::optional<Parts> first_parts(const FieldElement& x, const FieldElement& u, bool other) {
    const FieldElement s = x - u;
    if (s.is_zero() || !s.is_square()) return std::nullopt;
    const FieldElement side = curve_side(u);
    const FieldElement quadruple = side + side + side + side;
    const FieldElement square = -s * (quadruple + FieldElement(3) * u.square() * s);
    if (!square.is_square()) return std::nullopt;
    const FieldElement r = *square.square_root();
    if (other && r.is_zero()) return std::nullopt;
    return Parts{(r * s.inverse() - u).half(), *s.square_root()};
}

}  // namespace

FieldElement swift_map(FieldElement u, FieldElement t) {
    if (u.is_zero()) u = FieldElement(1);
    if (t.is_zero()) t = FieldElement(1);
    const FieldElement side = curve_side(u);
    if ((side + t.square()).is_zero()) t = t + t;
    const FieldElement square = t.square();
    // X = (side - t^2) / 2t and Y = (X + t) / cu = (side + t^2) / 2tcu: neither part of Y's quotient is zero,
    // so that one division serves both what is divided by Y and Y itself.
    const FieldElement above = side + square;
    const FieldElement cu = kRootOfMinus3 * u;
    const FieldElement below = (t + t) * cu;
    const FieldElement inverse = (above * below).inverse();
    const FieldElement y = above.square() * inverse;
    const FieldElement first = u + (y + y).square();
    if (is_curve_x(first)) return first;
    const FieldElement x_over_y = (side - square) * cu * below * inverse;
    const FieldElement second = (-x_over_y - u).half();
    if (is_curve_x(second)) return second;
    return (x_over_y - u).half();
}

std::optional<FieldElement> swift_inverse(const FieldElement& x, const FieldElement& u, unsigned which) {
    const auto parts = (which & 2) == 0 ? late_parts(x, u) : first_parts(x, u, (which & 1) != 0);
    if (!parts) return std::nullopt;
    const bool second = (which & 1) != 0;
    const FieldElement t = parts->w * ((second ? half_of_sum(u) : half_of_difference(u)) + parts->v);
    return ((which & 4) != 0) == second ? -t : t;
}

}  // namespace quanta::crypto
