// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "descriptor/descriptor.h"
#include "policy/limits.h"
#include "primitives/coin.h"
#include "primitives/fee_rate.h"
#include "primitives/transaction.h"
#include "sign/keyring.h"

namespace quanta::spend {

/// Confirmations that no coin has more of.
inline constexpr int32_t kAnyDepth = 9'999'999;
/// The longest confirmation target there are estimates for, blocks.
inline constexpr int32_t kLongestTarget = 1008;

/// Whom a transaction pays.
struct Recipient {
    base::Bytes script;
    primitives::Amount value;
    bool pays_fee = false;  ///< its share of the fee is taken from the value
};

/// An input that is spent in any case.
struct PresetInput {
    primitives::OutPoint outpoint;
    std::optional<uint32_t> sequence;
    std::optional<int64_t> weight;  ///< of the input with its signatures, weight units, as the caller says
    base::Bytes script_sig;         ///< kept as it is, as is the witness
    std::vector<base::Bytes> witness;
};

/// How estimates are read.
enum class FeeMode : uint8_t { Unset, Economical, Conservative };
/// Whether an asked rate may be below what options say is the least.
enum class FeeFloor : uint8_t { Checked, Ignored };

/// What the caller says of the fee.
struct FeeChoice {
    std::optional<primitives::FeeRate> rate;
    FeeFloor floor = FeeFloor::Checked;
    std::optional<int32_t> target;  ///< blocks
    FeeMode mode = FeeMode::Unset;
};

/// What the caller says of a transaction beside whom it pays.
struct CoinControl {
    std::vector<PresetInput> inputs;
    std::map<primitives::OutPoint, primitives::Coin> external;  ///< outputs of others among them
    sign::Keyring solving;                                      ///< what is known about spending those
    bool other_inputs = true;                                   ///< whether there may be more
    bool include_unsafe = false;
    int32_t min_depth = 0;
    int32_t max_depth = kAnyDepth;
    bool avoid_reuse = false;           ///< leaves out coins at addresses that were spent from before
    bool avoid_partial_spends = false;  ///< all coins of an address, or none

    std::optional<base::Bytes> change_script;
    std::optional<descriptor::OutputType> change_type;
    std::optional<uint32_t> change_position;

    FeeChoice fee;
    std::optional<bool> replaceable;
    std::optional<uint32_t> lock_time;  ///< without: where the chain is, against fee sniping
    uint32_t version = 2;
    int64_t max_weight = policy::kMaxTransactionWeight;
};

}  // namespace quanta::spend
