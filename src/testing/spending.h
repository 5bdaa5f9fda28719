// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "crypto/secp256k1.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"

/// @file
/// Outputs for tests and what spends them.

namespace quanta::testing {

/// Bare OP_TRUE: an output anyone spends with nothing.
base::Bytes anyone_script();
/// A P2WSH output of OP_TRUE, and the witness that spends it.
base::Bytes anyone_witness_script();
std::vector<base::Bytes> anyone_witness();

/// A coin and where it is.
struct SpendableCoin {
    primitives::OutPoint outpoint;
    primitives::Coin coin;
};

/// Output `index` of `transaction` as a coin of a block at `height`.
SpendableCoin coin_of(const primitives::Transaction& transaction, uint32_t index, primitives::Height height);

/// An unsigned transaction that spends `coins` and pays `outputs` equal parts of their value less `fee` to `script`.
primitives::MutableTransaction spend_to(std::span<const SpendableCoin> coins, base::ByteSpan script,
                                        primitives::Amount fee = {}, size_t outputs = 1);

/// A key of its own for every `number`, with the outputs it spends.
class TestKey {
public:
    explicit TestKey(uint32_t number);

    const crypto::PrivateKey& key() const { return m_key; }
    /// Outputs to this key: witness v0 and, without scripts, taproot.
    base::Bytes p2wpkh_script() const;
    base::Bytes p2tr_script() const;

    /// Gives input `index` the witness that spends the output of one of the scripts above. `coins` are those
    /// of all inputs, in order.
    void sign_p2wpkh(primitives::MutableTransaction& transaction, size_t index,
                     std::span<const primitives::Coin> coins) const;
    void sign_p2tr(primitives::MutableTransaction& transaction, size_t index,
                   std::span<const primitives::Coin> coins) const;

private:
    crypto::PrivateKey m_key;
};

}  // namespace quanta::testing
