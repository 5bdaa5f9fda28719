// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/verify.h"
#include "sign/input_signatures.h"
#include "sign/provider.h"

namespace quanta::sign {

/// Why an input cannot be spent as it is.
struct InputError {
    size_t index;
    /// What its script says; absent when its coin is not known.
    std::optional<script::ScriptError> script;

    friend bool operator==(const InputError&, const InputError&) = default;
};

/// Coins by the index of the input that spends them, absent ones null.
using InputCoins = std::vector<std::optional<primitives::Coin>>;

/// Signs the inputs of `transaction`, which has some, as far as `provider` has the keys, keeping the
/// signatures that it comes with. Returns the inputs that the standard rules do not let spend their coins
/// then. Linear in the size of the transaction, but for legacy inputs.
std::vector<InputError> sign_transaction(primitives::MutableTransaction& transaction,
                                         const Provider& provider, const InputCoins& coins,
                                         uint8_t hash_type);

/// Puts into `transaction` what `versions`, the same transaction signed by others, know between them. All
/// `coins` are known.
void combine_signatures(primitives::MutableTransaction& transaction,
                        const std::vector<primitives::MutableTransaction>& versions,
                        const std::vector<primitives::Coin>& coins);

/// "Unable to sign input, …": the sentence users of the deployed interface know.
std::string input_error_text(const InputError& error);

}  // namespace quanta::sign
