// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "keys/address.h"
#include "policy/standard.h"
#include "spend/draft.h"
#include "spend/wallet_signer.h"
#include "testing/temp_dir.h"
#include "wallet/test_chain.h"
#include "wallet/wallets.h"

/// @file
/// A wallet for tests of this library.

namespace quanta::spend::testing {

using primitives::Amount;
using primitives::FeeRate;
using wallet::OutputType;

inline base::Bytes script_of(const std::string& address) {
    const primitives::ScriptBytes script =
        keys::script_for_destination(keys::decode_address(address, wallet::regtest()).value());
    return {script.span().begin(), script.span().end()};
}

/// Wallets over a chain of the test's, and one of them.
class SpendingWallet {
public:
    explicit SpendingWallet(uint64_t seed = 1) : m_random(seed) {
        wallet::WalletOptions options;
        options.directory = m_directory.path();
        options.params = wallet::regtest();
        options.keypool = 3;
        options.chain = m_chain.connect();
        options.random = &m_random;
        m_wallets = std::make_unique<wallet::Wallets>(std::move(options));
        m_wallet = m_wallets->create({.name = "w"}).value();
        node.estimate = FeeEstimate{FeeRate::per_kvb(10'000), "Target 85% Threshold"};
        node.now_s = node.tip_time_s = 1'700'000'000;
    }

    wallet::Wallet& operator*() const { return *m_wallet; }
    wallet::Wallet* operator->() const { return m_wallet.get(); }
    wallet::WalletOptions options() const { return m_wallets->options(); }
    wallet::TestChain& chain() { return m_chain; }
    sys::Random& random() { return m_random; }

    base::Bytes new_script(OutputType type) {
        return script_of(m_wallet->new_address(type, wallet::Purpose::Receive, "").value());
    }
    /// Gives the wallet a coin in the chain.
    primitives::OutPoint fund(const base::Bytes& script, int64_t value_sat) {
        primitives::Txid from;
        base::write_le<uint64_t>(from.data(), ++m_funded);
        m_waiting.push_back(wallet::payment({from, 0}, script, value_sat));
        return {m_waiting.back().freeze()->txid(), 0};
    }
    void mine(int empty = 0) {
        m_chain.mine(base::Bytes{0x51}, m_waiting);
        for (const auto& transaction : m_waiting)
            m_chain.pool().leave(transaction.freeze()->txid(), interfaces::PoolEvent::Block);
        m_waiting.clear();
        m_chain.mine_empty(empty);
        m_wallets->sync(m_wallet);
    }
    /// Into the next block.
    void add(const primitives::MutableTransaction& transaction) { m_waiting.push_back(transaction); }

    /// Makes, signs and keeps a transaction.
    DraftResult send(const std::vector<Recipient>& recipients, const CoinControl& control) {
        DraftResult result = base::Err(std::string("closed"));
        const auto options = this->options();
        const auto updated = m_wallet->update([&](wallet::WalletMemory& memory, wallet::Changes& changes) {
            return run(memory, changes, [&](const wallet::WalletView& view) -> wallet::WalletResult<void> {
                result = make_transaction({view, options, node}, recipients, control);
                if (!result) return wallet::fail(wallet::ErrorCode::Failed, result.error());
                TRY(take_change(memory, changes, *result));
                EXPECT_TRUE(sign_own(result->transaction, view, result->coins).empty());
                TRY(memory.ledger.wait(result->transaction.freeze(), 1'700'000'000));
                return {};
            });
        });
        EXPECT_EQ(updated.has_value(), result.has_value());
        if (result) m_chain.pool().enter(result->transaction);
        m_wallets->sync(m_wallet);
        return result;
    }
    DraftResult draft(const std::vector<Recipient>& recipients, const CoinControl& control) {
        DraftResult result = base::Err(std::string("closed"));
        const auto options = this->options();
        m_wallet->read([&](const wallet::WalletView& view) {
            result = make_transaction({view, options, node}, recipients, control);
        });
        return result;
    }
    wallet::Balances balances() const {
        wallet::Balances balances;
        m_wallet->read([&](const wallet::WalletView& view) {
            balances = view.ledger.balances(view.tip.height, 0, wallet::Reuse::Counted).value();
        });
        return balances;
    }

    NodeState node;

private:
    template <typename Function>
    wallet::WalletResult<void> run(wallet::WalletMemory& memory, wallet::Changes&, Function&& function) {
        const wallet::WalletView view{m_wallet->name(),   wallet::regtest(), memory.properties,
                                      memory.addresses,   memory.ledger,     memory.book,
                                      memory.position.tip};
        return function(view);
    }

    quanta::testing::TempDir m_directory;
    sys::FakeRandom m_random;
    wallet::TestChain m_chain;
    std::unique_ptr<wallet::Wallets> m_wallets;
    std::shared_ptr<wallet::Wallet> m_wallet;
    std::vector<primitives::MutableTransaction> m_waiting;
    uint64_t m_funded = 0;
};

}  // namespace quanta::spend::testing
