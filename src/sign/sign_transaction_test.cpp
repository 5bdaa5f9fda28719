// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/sign_transaction.h"

#include "sign/extract.h"
#include "sign/test_sign.h"

namespace quanta::sign::testing {
namespace {

/// Spends of a 2-of-3 in each place a multisig may stand, signed by one key each.
class Combining : public ::testing::TestWithParam<int> {
protected:
    Combining() : m_inner(multisig(2, {public_key(1), public_key(2), public_key(3)})) {
        m_keys.add_script(m_inner);
        m_keys.add_script(p2wsh(m_inner));
    }

    base::Bytes coin_script() const {
        switch (GetParam()) {
            case 0:
                return m_inner;
            case 1:
                return p2sh(m_inner);
            case 2:
                return p2wsh(m_inner);
            default:
                return p2sh(p2wsh(m_inner));
        }
    }
    primitives::MutableTransaction signed_by(uint8_t number) const {
        Spend spend({coin_script()});
        Keyring own = m_keys;
        own.add_key(key(number));
        EXPECT_EQ(spend.sign(own).size(), 1u);
        return spend.transaction;
    }
    /// How many inputs cannot spend their coins.
    static size_t unspent(const Spend& spend) {
        primitives::MutableTransaction copy = spend.transaction;
        return sign_transaction(copy, Keyring(), spend.coins, 0).size();
    }

    const base::Bytes m_inner;
    Keyring m_keys;
};

TEST_P(Combining, TwoThatSignedMakeItWhole) {
    for (const auto& [first, second] : {std::pair{1, 2}, {2, 1}, {3, 1}, {2, 3}}) {
        const auto a = signed_by(static_cast<uint8_t>(first));
        const auto b = signed_by(static_cast<uint8_t>(second));
        Spend spend({coin_script()});
        spend.transaction = a;
        combine_signatures(spend.transaction, {a, b}, {*spend.coins[0]});
        EXPECT_EQ(unspent(spend), 0u) << first << second;
    }
}

TEST_P(Combining, TheSameSignatureTwiceIsOne) {
    Spend spend({coin_script()});
    const auto once = signed_by(1);
    spend.transaction = once;
    combine_signatures(spend.transaction, {once, once}, {*spend.coins[0]});
    EXPECT_EQ(spend.transaction.serialize(), once.serialize());
}

TEST_P(Combining, AWholeOneWins) {
    Spend spend({coin_script()});
    const auto once = signed_by(1);
    Keyring others = m_keys;
    others.add_key(key(2));
    others.add_key(key(3));
    Spend whole({coin_script()});
    EXPECT_TRUE(whole.sign(others).empty());
    spend.transaction = once;
    combine_signatures(spend.transaction, {once, whole.transaction}, {*spend.coins[0]});
    EXPECT_EQ(spend.transaction.serialize(), whole.transaction.serialize());
}

INSTANTIATE_TEST_SUITE_P(Places, Combining, ::testing::Range(0, 4));

TEST(Extract, WrongSignaturesAreLeftOut) {
    const base::Bytes inner = multisig(2, {public_key(1), public_key(2)});
    Spend spend({p2wsh(inner)});
    Keyring keyring;
    keyring.add_script(inner);
    keyring.add_key(key(1));
    spend.sign(keyring);
    auto& witness = spend.transaction.inputs[0].witness;
    const std::vector<primitives::Coin> coins{*spend.coins[0]};
    const auto extracted = [&] {
        const auto frozen = spend.transaction.freeze();
        return extract_signatures(script::SpendContext(*frozen, coins), 0);
    };
    EXPECT_EQ(extracted().signatures.size(), 1u);
    EXPECT_EQ(extracted().witness_script, inner);
    witness[1][10] ^= 1;
    EXPECT_TRUE(extracted().signatures.empty());
    witness[1].clear();
    EXPECT_TRUE(extracted().signatures.empty());
    witness.clear();
    EXPECT_TRUE(extracted().witness_script.empty());
    // A script that does more than push tells nothing.
    spend.transaction.inputs[0].script_sig = {script::OP_1, script::OP_DUP};
    EXPECT_TRUE(extracted().redeem_script.empty());
}

}  // namespace
}  // namespace quanta::sign::testing
