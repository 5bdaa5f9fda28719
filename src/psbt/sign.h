// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "primitives/coin.h"
#include "psbt/psbt.h"
#include "script/verify.h"
#include "sign/input_signatures.h"
#include "sign/provider.h"
#include "sign/transaction_signer.h"

namespace quanta::psbt {

/// The transaction of a PSBT with the outputs it spends, as far as these are told: what its signatures sign.
/// Stays as it is when the PSBT changes.
class Spending {
public:
    /// Of a PSBT with inputs, whose locks do not contradict each other.
    explicit Spending(const Psbt& psbt);

    /// Whether the outputs of all inputs are told: signatures of taproot cover them.
    sign::CoinsKnown coins_known() const { return m_known; }
    /// Those that are not told are blank.
    const std::vector<primitives::Coin>& coins() const { return m_coins; }
    const script::SpendContext& context() const { return *m_context; }

    /// Whether `input`, at `index`, is final and spends its output by the standard rules. Taproot inputs do
    /// not unless `known` is All.
    bool is_spent(const Input& input, size_t index, sign::CoinsKnown known) const;
    bool is_spent(const Input& input, size_t index) const { return is_spent(input, index, m_known); }

private:
    std::vector<primitives::Coin> m_coins;
    sign::CoinsKnown m_known = sign::CoinsKnown::All;
    std::shared_ptr<const primitives::Transaction> m_frozen;
    std::unique_ptr<script::SpendContext> m_context;
};

/// What became of signing an input.
enum class Signed : uint8_t {
    Complete,
    Incomplete,
    NoOutput,         ///< The output it spends is not told.
    SighashMismatch,  ///< It, or a signature in it, asks for another hash type.
};

/// Whether an input that can be spent gets its script and witness, and loses what those are made of.
enum class Finalize : uint8_t { No, Yes };

struct SignOptions {
    /// Absent: what the input asks for must be the default, which is Default for taproot and All for others.
    std::optional<uint32_t> sighash_type;
    Finalize finalize = Finalize::Yes;
    /// Where what was found to be missing goes, unless null.
    sign::Missing* missing = nullptr;
};

/// Adds to input `index` of `psbt` what `provider` knows about it, with signatures. Without `spending`
/// stand-ins are put in the place of signatures.
Signed sign_input(Psbt& psbt, size_t index, const sign::Provider& provider, const Spending* spending,
                  const SignOptions& options);

/// Adds to an output what `provider` knows about it.
void update_output(Output& output, const sign::Provider& provider);

/// Finalizes all inputs that have what it takes. Whether all are final then.
bool finalize(Psbt& psbt);

/// Takes out previous transactions where all inputs are taproot, which do not need them.
void drop_previous_transactions(Psbt& psbt);

/// The transaction with the scripts and witnesses of all inputs.
primitives::MutableTransaction extract(const Psbt& psbt);

}  // namespace quanta::psbt
