// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <bit>
#include <utility>

#include "crypto/limb.h"
#include "crypto/muhash.h"
#include "crypto/wide_product.h"

namespace quanta::crypto {
namespace {

constexpr size_t kLimbs = Num3072::kLimbs;
/// The modulus is 2^3072 less this.
constexpr uint64_t kGap = 1103717;

using Limbs = std::array<uint64_t, kLimbs>;

bool is_below_modulus(const Limbs& value) {
    if (value[0] < 0 - kGap) return true;
    return std::any_of(value.begin() + 1, value.end(), [](uint64_t limb) { return limb != ~uint64_t{0}; });
}

/// Adds `amount` to the number; what leaves the top limb is returned (0 or 1).
uint64_t add_small(Limbs& value, Wide amount) {
    Wide carry = amount;
    for (size_t i = 0; i < kLimbs && carry != 0; ++i) {
        carry += value[i];
        value[i] = static_cast<uint64_t>(carry);
        carry >>= 64;
    }
    return static_cast<uint64_t>(carry);
}

/// Takes the modulus off once if the value reaches it.
void reduce_once(Limbs& value) {
    if (!is_below_modulus(value)) add_small(value, kGap);
}

/// The modulus less `value`, which is below it.
Limbs negate(const Limbs& value) {
    Limbs result;
    for (size_t i = 0; i < kLimbs; ++i) result[i] = ~value[i];
    // That is 2^3072 - 1 - value: take off what the modulus is smaller than 2^3072 - 1.
    Wide borrow = kGap - 1;
    for (size_t i = 0; i < kLimbs && borrow != 0; ++i) {
        const Wide difference = Wide{result[i]} - borrow;
        result[i] = static_cast<uint64_t>(difference);
        borrow = static_cast<uint64_t>(difference >> 64) != 0 ? 1 : 0;
    }
    return result;
}

/// `product` modulo the prime, below 2^3072: the upper half counts kGap times.
Limbs fold(const uint64_t* product) {
    Limbs result;
    uint64_t carry = 0;
    for (size_t i = 0; i < kLimbs; ++i) {
        const Wide sum = Wide{product[kLimbs + i]} * kGap + product[i] + carry;
        result[i] = static_cast<uint64_t>(sum);
        carry = static_cast<uint64_t>(sum >> 64);
    }
    if (add_small(result, Wide{carry} * kGap) != 0) add_small(result, kGap);
    return result;
}

// ---- Inversion: division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular
// inversion", 2019), 62 at a time on the low words, in variable time: the values are public.

constexpr int kBatch = 62;

/// A two's complement number of one limb more than the modulus.
using Signed = std::array<uint64_t, kLimbs + 1>;

/// 62 division steps as a matrix: 2^62 times the new f is u * f + v * g, of the new g q * f + r * g.
struct Steps {
    int64_t u = 1;
    int64_t v = 0;
    int64_t q = 0;
    int64_t r = 1;
};

/// Runs 62 steps on the low words of f (odd) and g.
Steps run_steps(int64_t& delta, uint64_t f, uint64_t g) {
    Steps m;
    int left = kBatch;
    while (true) {
        const int zeros = std::countr_zero(g | ~uint64_t{0} << left);
        g >>= zeros;
        m.u = static_cast<int64_t>(static_cast<uint64_t>(m.u) << zeros);
        m.v = static_cast<int64_t>(static_cast<uint64_t>(m.v) << zeros);
        delta += zeros;
        left -= zeros;
        if (left == 0) return m;
        if (delta > 0) {
            delta = -delta;
            g = 0 - std::exchange(f, g);
            m.q = -std::exchange(m.u, m.q);
            m.r = -std::exchange(m.v, m.r);
        }
        g += f;
        m.q += m.u;
        m.r += m.v;
    }
}

uint64_t magnitude(int64_t value) {
    return value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

/// `value`, negated when `factor` is negative.
Signed with_sign(Signed value, int64_t factor) {
    if (factor >= 0) return value;
    uint64_t carry = 1;
    for (uint64_t& limb : value) {
        limb = ~limb + carry;
        carry = carry != 0 && limb == 0 ? 1 : 0;
    }
    return value;
}

/// The same modulo the prime.
Limbs with_sign(const Limbs& value, int64_t factor) {
    const bool is_zero = std::all_of(value.begin(), value.end(), [](uint64_t limb) { return limb == 0; });
    return factor >= 0 || is_zero ? value : negate(value);
}

/// |a| * x + |b| * y in one limb more than `Number` has.
template <typename Number>
std::array<uint64_t, kLimbs + 2> combine(int64_t a, const Number& x, int64_t b, const Number& y) {
    std::array<uint64_t, kLimbs + 2> sum{};
    uint64_t carry_x = 0;
    uint64_t carry_y = 0;
    for (size_t i = 0; i < x.size(); ++i) {
        const Wide first = Wide{magnitude(a)} * x[i] + carry_x;
        const Wide second = Wide{magnitude(b)} * y[i] + static_cast<uint64_t>(first) + carry_y;
        carry_x = static_cast<uint64_t>(first >> 64);
        carry_y = static_cast<uint64_t>(second >> 64);
        sum[i] = static_cast<uint64_t>(second);
    }
    sum[x.size()] = carry_x + carry_y;
    return sum;
}

/// (a * x + b * y) / 2^62, which is exact; at most 62 bits larger than x and y on the way.
Signed step_signed(int64_t a, const Signed& x, int64_t b, const Signed& y) {
    const auto sum = combine(a, with_sign(x, a), b, with_sign(y, b));
    Signed result;
    for (size_t i = 0; i < kLimbs; ++i) result[i] = sum[i] >> kBatch | sum[i + 1] << (64 - kBatch);
    result[kLimbs] = static_cast<uint64_t>(static_cast<int64_t>(sum[kLimbs]) >> kBatch);
    return result;
}

/// 1 / kGap modulo 2^64, by Newton's iteration: each doubles the number of right bits.
constexpr uint64_t gap_inverse() {
    uint64_t inverse = kGap;
    for (int i = 0; i < 6; ++i) inverse *= 2 - kGap * inverse;
    return inverse;
}
static_assert(gap_inverse() * kGap == 1);

/// (a * x + b * y) / 2^62 modulo the prime.
Limbs step_modular(int64_t a, const Limbs& x, int64_t b, const Limbs& y) {
    auto sum = combine(a, with_sign(x, a), b, with_sign(y, b));
    // Add the multiple of the modulus that clears the low 62 bits: `multiple` at the top, `multiple` gaps off
    // the bottom.
    const uint64_t multiple = sum[0] * gap_inverse() & ((uint64_t{1} << kBatch) - 1);
    Wide borrow = Wide{multiple} * kGap;
    for (size_t i = 0; i <= kLimbs && borrow != 0; ++i) {
        const uint64_t before = sum[i];
        sum[i] = before - static_cast<uint64_t>(borrow);
        borrow = (borrow >> 64) + (sum[i] > before ? 1 : 0);
    }
    sum[kLimbs] += multiple;
    Limbs result;
    for (size_t i = 0; i < kLimbs; ++i) result[i] = sum[i] >> kBatch | sum[i + 1] << (64 - kBatch);
    if (sum[kLimbs] >> kBatch != 0) add_small(result, kGap);
    reduce_once(result);
    return result;
}

bool is_zero_number(const Signed& value) {
    return std::all_of(value.begin(), value.end(), [](uint64_t limb) { return limb == 0; });
}

}  // namespace

Num3072::Num3072(const uint8_t* bytes) {
    for (size_t i = 0; i < kLimbs; ++i) m_limbs[i] = base::read_le<uint64_t>(bytes + 8 * i);
}

void Num3072::multiply(const Num3072& other) {
    uint64_t product[2 * kLimbs];
    wide_product_48(product, m_limbs.data(), other.m_limbs.data());
    m_limbs = fold(product);
}

bool Num3072::is_zero() const {
    Limbs value = m_limbs;
    reduce_once(value);
    return std::all_of(value.begin(), value.end(), [](uint64_t limb) { return limb == 0; });
}

Num3072 Num3072::inverse() const {
    Limbs reduced = m_limbs;
    reduce_once(reduced);
    Signed f{};
    Signed g{};
    f[0] = 0 - kGap;
    std::fill(f.begin() + 1, f.end() - 1, ~uint64_t{0});
    std::copy(reduced.begin(), reduced.end(), g.begin());
    // Throughout, f = d * value and g = e * value modulo the prime.
    Limbs d{};
    Limbs e{1};
    int64_t delta = 1;
    while (!is_zero_number(g)) {
        const Steps m = run_steps(delta, f[0], g[0]);
        const Signed next_f = step_signed(m.u, f, m.v, g);
        g = step_signed(m.q, f, m.r, g);
        f = next_f;
        const Limbs next_d = step_modular(m.u, d, m.v, e);
        e = step_modular(m.q, d, m.r, e);
        d = next_d;
    }
    // f is now 1 or -1, the greatest common divisor.
    Num3072 result;
    result.m_limbs = with_sign(d, static_cast<int64_t>(f[kLimbs]));
    return result;
}

void Num3072::to_bytes(uint8_t* out) const {
    Limbs value = m_limbs;
    reduce_once(value);
    for (size_t i = 0; i < kLimbs; ++i) base::write_le(out + 8 * i, value[i]);
}

}  // namespace quanta::crypto
