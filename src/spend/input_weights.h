// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "sign/provider.h"
#include "wallet/addresses.h"

namespace quanta::spend {

/// What an input weighs.
struct InputWeight {
    int64_t weight = 0;    ///< weight units, signatures and the count of witness items included
    bool witness = false;  ///< it has one

    /// Virtual bytes.
    int64_t virtual_size() const { return (weight + 3) / 4; }
};

/// Of an input with these contents.
InputWeight weigh_input(base::ByteSpan script_sig, const std::vector<base::Bytes>& witness);

/// Of the input that spends an output of `script`, by what `provider` knows, signatures of the usual sizes
/// put in; nothing when something else is missing.
std::optional<InputWeight> weigh_spend(const sign::Provider& provider, base::ByteSpan script);

/// Weights of inputs that spend a wallet's coins: found once for each of its descriptors, whose scripts are
/// all alike. Not thread-safe.
class InputWeights {
public:
    /// `addresses` outlives it.
    explicit InputWeights(const wallet::Addresses& addresses) : m_addresses(addresses) {}

    /// Nothing when it is not known how to spend it. `script` is what `own` stands for, or empty where its
    /// descriptor has one script at each index.
    std::optional<InputWeight> of(const wallet::OwnScript& own, base::ByteSpan script = {});

private:
    const wallet::Addresses& m_addresses;
    /// By descriptor and, where it has several scripts at each index, the size of the script.
    std::map<std::pair<int64_t, size_t>, std::optional<InputWeight>> m_known;
};

}  // namespace quanta::spend
