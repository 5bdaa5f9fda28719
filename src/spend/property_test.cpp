// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include <fmt/core.h>

#include "keys/extended_key.h"
#include "policy/dust.h"
#include "policy/standard.h"
#include "script/verify.h"
#include "spend/draft.h"
#include "spend/test_wallet.h"

/// @file
/// Random wallets and spends: whatever is asked for, no coin is lost or made, the fee is the one asked for,
/// and consensus and policy take what is signed.

namespace quanta::spend {
namespace {

using primitives::Amount;
using primitives::FeeRate;
using testing::SpendingWallet;
using wallet::OutputType;

/// Scripts of every kind that wallets have, beside the four of a fresh one.
constexpr const char* kForms[] = {
    "pk({0}/1/*)",
    "combo({0}/2/*)",
    "sh(pk({0}/3/*))",
    "wsh(pk({0}/4/*))",
    "sh(wsh(pkh({0}/5/*)))",
    "multi(1,{0}/6/*,{0}/7/*)",
    "sh(multi(2,{0}/8/*,{0}/9/*,{0}/10/*))",
    "wsh(sortedmulti(2,{0}/11/*,{0}/12/*))",
    "sh(wsh(multi(3,{0}/13/*,{0}/14/*,{0}/15/*)))",
    "tr({0}/19/*,{{pk({0}/20/*),multi_a(2,{0}/21/*,{0}/22/*)}})",
    "rawtr({0}/23/*)",
};
constexpr uint32_t kScripts = 3;

/// How many transactions: more where somebody asks for them.
size_t wanted_count() {
    const char* text = std::getenv("QUANTA_SPENDS");
    return text != nullptr ? std::strtoul(text, nullptr, 10) : 60;
}

class RandomSpends {
public:
    explicit RandomSpends(uint64_t seed) : m_wallet(seed), m_random(seed) {
        add_forms();
        for (const auto type :
             {OutputType::Legacy, OutputType::P2shSegwit, OutputType::Bech32, OutputType::Bech32m})
            m_scripts.push_back(m_wallet.new_script(type));
    }

    void refill() {
        for (const base::Bytes& script : m_scripts) {
            for (uint64_t i = m_random.below(3); i-- > 0;)
                m_wallet.fund(script, static_cast<int64_t>(10'000 + m_random.below(5'000'000)));
        }
        m_wallet.mine();
    }

    /// One spend; whether there was one.
    bool step() {
        const wallet::Balances before = m_wallet.balances();
        const std::vector<Recipient> recipients = random_recipients(before.trusted);
        const CoinControl control = random_control();
        const DraftResult draft = m_wallet.send(recipients, control);
        if (!draft) {
            ++m_refused[draft.error()];
            EXPECT_EQ(m_wallet.balances().trusted.sat, before.trusted.sat);
            return false;
        }
        check_amounts(*draft, recipients, control);
        check_acceptable(*draft);
        Amount paid;
        for (const Recipient& recipient : recipients)
            paid += recipient.value;
        const bool fee_inside = recipients.front().pays_fee;
        EXPECT_EQ(m_wallet.balances().trusted.sat,
                  before.trusted.sat - paid.sat - (fee_inside ? 0 : draft->fee.sat));
        m_sent.push_back(draft->transaction);
        if (m_random.below(4) == 0) confirm();
        return true;
    }
    void confirm() {
        for (const auto& transaction : m_sent)
            m_wallet.add(transaction);
        m_sent.clear();
        m_wallet.mine();
    }
    const std::map<std::string, size_t>& refused() const { return m_refused; }

private:
    void add_forms() {
        const auto seed = m_random.bytes<32>();
        const std::string key =
            keys::encode_extended_key(keys::ExtendedPrivateKey::from_seed(seed).value(), wallet::regtest());
        for (const char* form : kForms) {
            const std::string text = fmt::format(fmt::runtime(form), key);
            const auto added = m_wallet->update(
                [&](wallet::WalletMemory& memory, wallet::Changes& changes) -> wallet::WalletResult<void> {
                    const auto done = memory.addresses.add(text, wallet::Purpose::Receive, 1, changes);
                    EXPECT_TRUE(done) << text << ": " << (done ? "" : done.error());
                    return {};
                });
            EXPECT_TRUE(added);
            const auto parsed = descriptor::Descriptor::parse(text, wallet::regtest()).value();
            for (uint32_t i = 0; i < kScripts; ++i) {
                const auto expansions = parsed.expand_all(i).value();
                for (const auto& expansion : expansions)
                    m_scripts.push_back(expansion.script);
            }
        }
    }

    std::vector<Recipient> random_recipients(Amount balance) {
        constexpr uint8_t kHeads[][2] = {{0, 20}, {0, 32}, {0x51, 32}};
        std::vector<Recipient> recipients;
        const uint64_t count = 1 + m_random.below(3);
        const bool fee_inside = m_random.below(4) == 0;
        for (uint64_t i = 0; i < count; ++i) {
            const auto& head = kHeads[m_random.below(3)];
            base::Bytes script(2 + head[1]);
            m_random.fill(script);
            script[0] = head[0];
            script[1] = head[1];
            const uint64_t most = static_cast<uint64_t>(std::max<int64_t>(balance.sat, 2'000)) / count;
            recipients.push_back({script, {static_cast<int64_t>(500 + m_random.below(most))}, fee_inside});
        }
        return recipients;
    }

    CoinControl random_control() {
        CoinControl control;
        control.fee.rate = FeeRate::per_kvb(static_cast<int64_t>(1'000 + m_random.below(60'000)));
        if (m_random.below(3) == 0) control.change_type = static_cast<OutputType>(m_random.below(4));
        if (m_random.below(4) == 0) control.change_position = 0;
        control.avoid_partial_spends = m_random.below(3) == 0;
        control.replaceable = m_random.below(2) == 0;
        if (m_random.below(3) == 0) preset_one(control);
        return control;
    }
    void preset_one(CoinControl& control) {
        m_wallet->read([&](const wallet::WalletView& view) {
            const auto coins = view.ledger.coins().all();
            if (coins.empty()) return;
            const wallet::OpenCoin& coin = coins[m_random.below(coins.size())];
            if (!coin.confirmed || view.ledger.waiting().is_claimed(coin.row.outpoint)) return;
            control.inputs.emplace_back().outpoint = coin.row.outpoint;
        });
    }

    static void check_amounts(const Draft& draft, const std::vector<Recipient>& recipients,
                              const CoinControl& control) {
        Amount in;
        for (const primitives::Coin& coin : draft.coins)
            in += coin.value;
        Amount out;
        for (const auto& output : draft.transaction.outputs)
            out += output.value;
        EXPECT_EQ((in - out).sat, draft.fee.sat);
        EXPECT_EQ(draft.transaction.outputs.size(), recipients.size() + (draft.change_position ? 1 : 0));
        const Amount asked = control.fee.rate->fee_for(policy::virtual_size(draft.weight));
        if (draft.change_position || recipients.front().pays_fee)
            EXPECT_EQ(draft.fee.sat, asked.sat);
        else
            EXPECT_GE(draft.fee.sat, asked.sat);
        // Signatures may be a byte shorter than usual, and never longer.
        const auto weight = static_cast<int64_t>(draft.transaction.freeze()->weight());
        EXPECT_LE(weight, draft.weight);
        EXPECT_GE(weight + 4 * 4 * static_cast<int64_t>(draft.coins.size()), draft.weight);
    }

    static void check_acceptable(const Draft& draft) {
        const auto transaction = draft.transaction.freeze();
        const auto context_free = policy::check_context_free(*transaction, {});
        EXPECT_TRUE(context_free) << context_free.error().text();
        const auto inputs = policy::check_inputs(*transaction, draft.coins);
        EXPECT_TRUE(inputs) << inputs.error().text();
        EXPECT_TRUE(policy::dust_outputs(*transaction, FeeRate::per_kvb(3'000)).empty());
        const script::SpendContext context(*transaction, draft.coins);
        for (size_t i = 0; i < draft.coins.size(); ++i)
            EXPECT_TRUE(policy::check_script(context, i));
    }

    SpendingWallet m_wallet;
    sys::FakeRandom m_random;
    std::vector<base::Bytes> m_scripts;
    std::vector<primitives::MutableTransaction> m_sent;
    std::map<std::string, size_t> m_refused;
};

TEST(RandomSpends, LoseAndMakeNothing) {
    const size_t wanted = wanted_count();
    size_t done = 0;
    std::map<std::string, size_t> refused;
    for (uint64_t seed = 1; done < wanted; ++seed) {
        RandomSpends spends(seed);
        for (int i = 0; i < 40 && !::testing::Test::HasFailure(); ++i) {
            if (i % 5 == 0) spends.refill();
            if (spends.step()) ++done;
        }
        for (const auto& [reason, count] : spends.refused())
            refused[reason] += count;
        if (::testing::Test::HasFailure()) break;
        ASSERT_LT(seed, wanted);
    }
    fmt::print("{} transactions\n", done);
    for (const auto& [reason, count] : refused)
        fmt::print("{} times: {}\n", count, reason);
}

}  // namespace
}  // namespace quanta::spend
