// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "spend/draft.h"

namespace quanta::spend {

/// Somebody who gets an amount, or a share of all that is left.
struct Sharer {
    base::Bytes script;
    std::string address;  ///< for errors
    std::optional<primitives::Amount> value;
};

/// Why coins cannot be swept.
struct SweepError {
    enum class Kind : uint8_t { Wallet, Funds, Parameter };
    Kind kind = Kind::Wallet;
    std::string message;
};

/// Whether coins that cost more than they are worth stay.
enum class Uneconomic : uint8_t { Spend, Leave };

/// The transaction, without change, of all coins that `control` allows, or of its inputs alone where it has
/// some.
base::Result<Draft, SweepError> sweep(const DraftTools& tools, const std::vector<Sharer>& sharers,
                                      const CoinControl& control, Uneconomic uneconomic);

}  // namespace quanta::spend
