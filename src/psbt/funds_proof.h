// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "primitives/amount.h"
#include "primitives/transaction.h"
#include "psbt/psbt.h"
#include "sign/message_proof.h"
#include "sign/provider.h"

/// @file
/// Proofs of funds (BIP322): a signed message whose proof spends coins besides, which shows that its signer
/// can spend them. Written as a finalized PSBT, which tells the outputs that are spent.

namespace quanta::psbt {

/// A coin to be shown.
struct ShownCoin {
    primitives::OutPoint outpoint;
    WitnessUtxo output;
    /// The transaction that made it: must be there unless a witness spends the coin.
    std::shared_ptr<const primitives::Transaction> previous;
};

/// The proof for `coins`, to be signed by whoever has their keys and that of `script`.
Psbt make_funds_proof(std::string_view message, base::ByteSpan script, const std::vector<ShownCoin>& coins,
                      const sign::ProofTimes& times = {});

/// Signs all of `proof` with what `provider` knows. Its text; errors are sentences that name the first input
/// that is not complete.
base::Result<std::string, std::string> sign_funds_proof(Psbt proof, const sign::Provider& provider);

/// What a proof of funds says.
struct FundsVerdict {
    sign::ProofVerdict verdict;
    /// The coins that are shown, and their sum, unless it is invalid.
    std::vector<ShownCoin> coins;
    primitives::Amount total;
};

/// Whether `text` proves that its signer can spend `script` and the coins it names. Whether these exist, are
/// worth what is said and unspent is for those to see who know the chain.
FundsVerdict verify_funds_proof(std::string_view message, base::ByteSpan script, std::string_view text);

}  // namespace quanta::psbt
