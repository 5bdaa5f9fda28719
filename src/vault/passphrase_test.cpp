// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "vault/passphrase.h"

#include <gtest/gtest.h>

#include <string>

#include "vault/record.h"

namespace quanta::vault {
namespace {

constexpr crypto::ScryptCost kCheap{1, 1, 1};

base::Bytes with_checksum(base::Bytes record) {
    record.resize(record.size() - kChecksumSize);
    append_checksum(record);
    return record;
}

class PassphraseTest : public ::testing::Test {
protected:
    base::Bytes wrapped(std::string_view passphrase, crypto::ScryptCost cost = kCheap) {
        return wrap(m_key, passphrase, {cost, m_random}).value();
    }

    sys::FakeRandom m_random{7};
    MasterKey m_key = MasterKey::create(m_random);
};

TEST_F(PassphraseTest, GoesBothWays) {
    for (const std::string_view passphrase : {"", "a", "longer than one block of anything, with \xc3\xa4"}) {
        const auto key = unwrap(wrapped(passphrase), passphrase);
        ASSERT_TRUE(key);
        EXPECT_EQ(base::as_text(key->bytes()), base::as_text(m_key.bytes()));
    }
    EXPECT_NE(wrapped("a"), wrapped("a"));  // another salt
    EXPECT_EQ(unwrap(wrapped(std::string_view("a\0b", 3)), "a").error(), VaultError::WrongPassphrase);
}

TEST_F(PassphraseTest, DamageIsNotAWrongPassphrase) {
    const base::Bytes record = wrapped("right");
    EXPECT_EQ(unwrap(record, "wrong").error(), VaultError::WrongPassphrase);
    for (size_t bit = 0; bit < record.size() * 8; ++bit) {
        base::Bytes damaged = record;
        damaged[bit / 8] = static_cast<uint8_t>(damaged[bit / 8] ^ 1 << bit % 8);
        EXPECT_EQ(unwrap(damaged, "right").error(), VaultError::Damaged) << bit;
    }
    for (size_t size = 0; size < record.size(); ++size)
        EXPECT_EQ(unwrap(base::ByteSpan(record).first(size), "right").error(), VaultError::Damaged);
}

TEST_F(PassphraseTest, OtherFormatsAreTold) {
    base::Bytes record = wrapped("a");
    record[0] = 2;
    EXPECT_EQ(unwrap(with_checksum(record), "a").error(), VaultError::UnknownFormat);
    record[0] = 1;
    record.push_back(0);
    EXPECT_EQ(unwrap(with_checksum(record), "a").error(), VaultError::Damaged);
}

TEST_F(PassphraseTest, CostIsKeptAndBounded) {
    EXPECT_EQ(cost_of(wrapped("a", {2, 3, 4})).value(), (crypto::ScryptCost{2, 3, 4}));
    EXPECT_TRUE(unwrap(wrapped("a", {2, 3, 4}), "a"));
    EXPECT_EQ(wrap(m_key, "a", {{32, 8, 1}, m_random}).error(), VaultError::TooCostly);
    EXPECT_EQ(wrap(m_key, "a", {{0, 8, 1}, m_random}).error(), VaultError::TooCostly);
    base::Bytes greedy = wrapped("a");
    greedy[1] = 30;
    EXPECT_EQ(unwrap(with_checksum(greedy), "a").error(), VaultError::TooCostly);
    EXPECT_EQ(cost_of({}).error(), VaultError::Damaged);
}

/// A clock on which every look takes the next of some steps.
class SteppingClock final : public sys::Clock {
public:
    explicit SteppingClock(int64_t step_us) : m_step_us(step_us) {}
    int64_t system_time_us() const override { return 0; }
    int64_t steady_us() const override { return m_now_us += m_step_us; }

private:
    const int64_t m_step_us;
    mutable int64_t m_now_us = 0;
};

TEST_F(PassphraseTest, CalibrationStaysWithinItsBounds) {
    // A slow machine: the least.
    EXPECT_EQ(calibrated_cost(SteppingClock(1'000'000)), kLeastCost);
    EXPECT_EQ(calibrated_cost(SteppingClock(66'667)), kLeastCost);
    // One that takes no time: the most.
    EXPECT_EQ(calibrated_cost(SteppingClock(0)), (crypto::ScryptCost{18, 8, 1}));
}

}  // namespace
}  // namespace quanta::vault
