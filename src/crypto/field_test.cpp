// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/field.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace quanta::crypto {
namespace {

constexpr uint64_t kFull = ~uint64_t{0};
constexpr Limbs256 kLargest = {0xfffffffefffffc2e, kFull, kFull, kFull};

std::array<uint8_t, 32> filled(uint8_t byte) {
    std::array<uint8_t, 32> bytes;
    bytes.fill(byte);
    return bytes;
}

/// p plus `more`.
std::array<uint8_t, 32> prime_plus(int more) {
    std::array<uint8_t, 32> bytes = filled(0xff);
    bytes[27] = 0xfe;
    bytes[30] = 0xfc;
    bytes[31] = static_cast<uint8_t>(0x2f + more);
    return bytes;
}

/// Numbers at the ends of the range, of limbs that carry, and random ones.
std::vector<FieldElement> samples() {
    std::vector<FieldElement> elements = {FieldElement(),
                                          FieldElement(1),
                                          FieldElement(2),
                                          FieldElement(7),
                                          FieldElement(kFull),
                                          FieldElement::from_limbs(kLargest),
                                          FieldElement::from_limbs({kLargest[0] - 1, kFull, kFull, kFull}),
                                          FieldElement::from_limbs({0, 0, 0, uint64_t{1} << 63}),
                                          FieldElement::from_limbs({kFull, kFull, kFull, kFull >> 1}),
                                          FieldElement::from_limbs({0, kFull, kFull, kFull})};
    std::mt19937_64 random(11);
    for (int i = 0; i < 20; ++i)
        elements.push_back(FieldElement::from_limbs({random(), random(), random(), random()}));
    return elements;
}

TEST(Field, ParsesWhatIsBelowThePrime) {
    EXPECT_EQ(FieldElement::parse(filled(0)), FieldElement());
    EXPECT_EQ(FieldElement::parse(prime_plus(-1)), FieldElement::from_limbs(kLargest));
    EXPECT_FALSE(FieldElement::parse(prime_plus(0)));
    EXPECT_FALSE(FieldElement::parse(prime_plus(1)));
    EXPECT_FALSE(FieldElement::parse(filled(0xff)));
}

TEST(Field, ReducesWhatIsNot) {
    EXPECT_EQ(FieldElement::reduce(prime_plus(-1)), FieldElement::from_limbs(kLargest));
    EXPECT_EQ(FieldElement::reduce(prime_plus(0)), FieldElement());
    EXPECT_EQ(FieldElement::reduce(prime_plus(1)), FieldElement(1));
    EXPECT_EQ(FieldElement::reduce(filled(0xff)), FieldElement(0x1000003d0));
}

TEST(Field, WritesWhatItParsed) {
    for (const FieldElement& element : samples()) {
        EXPECT_EQ(FieldElement::parse(element.bytes()), element);
    }
    EXPECT_EQ(FieldElement::from_limbs(kLargest).bytes(), prime_plus(-1));
}

TEST(Field, WrapsAround) {
    const FieldElement largest = FieldElement::from_limbs(kLargest);
    EXPECT_EQ(largest + FieldElement(1), FieldElement());
    EXPECT_EQ(largest + largest, FieldElement::from_limbs({kLargest[0] - 1, kFull, kFull, kFull}));
    EXPECT_EQ(FieldElement() - FieldElement(1), largest);
    EXPECT_EQ(-FieldElement(), FieldElement());
    EXPECT_EQ(-FieldElement(1), largest);
    EXPECT_EQ(largest * largest, FieldElement(1));
    EXPECT_EQ(FieldElement::from_limbs({0, 0, 0, uint64_t{1} << 63}) * FieldElement(2),
              FieldElement(0x1000003d1));
}

TEST(Field, ObeysItsLaws) {
    const std::vector<FieldElement> elements = samples();
    for (const FieldElement& a : elements) {
        EXPECT_EQ(a + -a, FieldElement());
        EXPECT_EQ(a.half() + a.half(), a);
        EXPECT_EQ(a * FieldElement(3), a + a + a);
        EXPECT_EQ(a * a.inverse(), a.is_zero() ? FieldElement() : FieldElement(1));
        for (const FieldElement& b : elements) {
            EXPECT_EQ(a + b, b + a);
            EXPECT_EQ(a - b, -(b - a));
            EXPECT_EQ(a * b, b * a);
            EXPECT_EQ((a + b) * (a - b), a.square() - b.square());
            EXPECT_EQ((a + b).square(), a.square() + (a * b + a * b) + b.square());
        }
    }
}

TEST(Field, TakesRoots) {
    size_t squares = 0;
    for (const FieldElement& a : samples()) {
        const auto root = a.square_root();
        EXPECT_EQ(root.has_value(), a.is_square());
        if (!root) {
            EXPECT_TRUE((-a).is_square());
            continue;
        }
        ++squares;
        EXPECT_EQ(root->square(), a);
        EXPECT_TRUE(root->is_square());
        EXPECT_TRUE(a.square().square_root() == a);
    }
    EXPECT_GT(squares, 8u);
    EXPECT_EQ(FieldElement().square_root(), FieldElement());
    EXPECT_FALSE(FieldElement::from_limbs(kLargest).square_root());
}

}  // namespace
}  // namespace quanta::crypto
