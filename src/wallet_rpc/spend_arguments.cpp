// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet_rpc/spend_arguments.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/hex.h"
#include "keys/address.h"
#include "keys/destination.h"
#include "rpc/values.h"
#include "sign/descriptor_keys.h"
#include "tx_arguments/transaction_arguments.h"
#include "wallet_rpc/context.h"

namespace quanta::wallet_rpc {

namespace {

using json::Type;
using json::Value;
using primitives::FeeRate;
using rpc::fail;
using rpc::kBadParameter;
using rpc::RpcResult;
using spend::CoinControl;
using spend::Recipient;

/// Weight units: an input with nothing in it, and the most a transaction may have.
constexpr int64_t kLeastInputWeight = 165;
constexpr int64_t kLeastTransactionWeight = 4 * 65;
constexpr int64_t kMostWeight = policy::kMaxTransactionWeight;

/// Null for what was left out.
const Value* given(const Value* value) {
    return value == nullptr || value->is_null() ? nullptr : value;
}

/// The member of one of two names.
const Value* member(const Value& object, std::string_view name, std::string_view other = {}) {
    const Value* found = given(object.find(name));
    return found == nullptr && !other.empty() ? given(object.find(other)) : found;
}

RpcResult<spend::FeeMode> parse_mode(const Value& value) {
    std::string name(TRY(rpc::read_string(value)));
    std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (name == "unset") return spend::FeeMode::Unset;
    if (name == "economical") return spend::FeeMode::Economical;
    if (name == "conservative") return spend::FeeMode::Conservative;
    return fail(kBadParameter,
                R"(Invalid estimate_mode parameter, must be one of: "unset", "economical", "conservative")");
}

RpcResult<int32_t> parse_target(const Value& value) {
    const int target = TRY(rpc::read_integer<int>(value));
    if (target < 1 || target > spend::kLongestTarget) {
        return fail(kBadParameter,
                    fmt::format("Invalid conf_target, must be between 1 and {}", spend::kLongestTarget));
    }
    return target;
}

/// What may not stand beside a rate called `rate_name`.
RpcResult<void> check_rate_alone(const Value* target, const Value* mode, std::string_view rate_name) {
    if (target != nullptr) {
        return fail(kBadParameter,
                    fmt::format("Cannot specify both conf_target and {}. Please provide either a "
                                "confirmation target in blocks for automatic fee estimation, or an explicit "
                                "fee rate.",
                                rate_name));
    }
    if (mode != nullptr && TRY(parse_mode(*mode)) != spend::FeeMode::Unset)
        return fail(kBadParameter, fmt::format("Cannot specify both estimate_mode and {}", rate_name));
    return {};
}

RpcResult<void> check_option_names(const Value& options) {
    static constexpr rpc::MemberRule kRules[] = {{"add_inputs", Type::Bool, true},
                                                 {"include_unsafe", Type::Bool, true},
                                                 {"add_to_wallet", Type::Bool, true},
                                                 {"changeAddress", Type::String, true},
                                                 {"change_address", Type::String, true},
                                                 {"changePosition", Type::Number, true},
                                                 {"change_position", Type::Number, true},
                                                 {"change_type", Type::String, true},
                                                 {"includeWatching", Type::Bool, true},
                                                 {"include_watching", Type::Bool, true},
                                                 {"inputs", Type::Array, true},
                                                 {"lockUnspents", Type::Bool, true},
                                                 {"lock_unspents", Type::Bool, true},
                                                 {"locktime", Type::Number, true},
                                                 {"fee_rate", std::nullopt, true},
                                                 {"feeRate", std::nullopt, true},
                                                 {"psbt", Type::Bool, true},
                                                 {"solving_data", Type::Object, true},
                                                 {"subtractFeeFromOutputs", Type::Array, true},
                                                 {"subtract_fee_from_outputs", Type::Array, true},
                                                 {"replaceable", Type::Bool, true},
                                                 {"conf_target", Type::Number, true},
                                                 {"estimate_mode", Type::String, true},
                                                 {"minconf", Type::Number, true},
                                                 {"maxconf", Type::Number, true},
                                                 {"input_weights", Type::Array, true},
                                                 {"max_tx_weight", Type::Number, true}};
    return rpc::check_members(options, kRules, rpc::OtherMembers::Refused);
}

RpcResult<void> read_change(const Value& options, const params::ChainParams& params, size_t outputs,
                            CoinControl& control) {
    const Value* address = member(options, "change_address", "changeAddress");
    if (address != nullptr && !address->string().empty()) {
        const auto destination = keys::decode_address(address->string(), params);
        if (!destination) return fail(rpc::kUnknownKey, "Change address must be a valid bitcoin address");
        const primitives::ScriptBytes script = keys::script_for_destination(*destination);
        control.change_script.emplace(script.span().begin(), script.span().end());
    }
    if (const Value* position = member(options, "change_position", "changePosition")) {
        const int64_t number = TRY(rpc::read_int64(*position));
        if (number < 0 || std::cmp_greater(number, outputs))
            return fail(kBadParameter, "changePosition out of bounds");
        control.change_position = static_cast<uint32_t>(number);
    }
    const Value* type = member(options, "change_type");
    if (type == nullptr) return {};
    if (address != nullptr)
        return fail(kBadParameter, "Cannot specify both change address and address type options");
    control.change_type = wallet::output_type_from_name(type->string());
    if (!control.change_type)
        return fail(rpc::kUnknownKey, fmt::format("Unknown change type '{}'", type->string()));
    return {};
}

RpcResult<void> read_depths(const Value& options, CoinControl& control) {
    if (const Value* least = member(options, "minconf")) {
        control.min_depth = TRY(rpc::read_integer<int>(*least));
        if (control.min_depth < 0) return fail(kBadParameter, "Negative minconf");
    }
    if (const Value* most = member(options, "maxconf")) {
        control.max_depth = TRY(rpc::read_integer<int>(*most));
        if (control.max_depth < control.min_depth) {
            return fail(kBadParameter, fmt::format("maxconf can't be lower than minconf: {} < {}",
                                                   control.max_depth, control.min_depth));
        }
    }
    return {};
}

RpcResult<void> add_solving_key(const std::string& text, sign::Keyring& keyring) {
    const auto bytes = base::from_hex(text);
    if (!bytes) return fail(rpc::kUnknownKey, fmt::format("Pubkey \"{}\" must be a hex string", text));
    const auto key = crypto::PublicKey::from_bytes(*bytes);
    if (!key) {
        return fail(rpc::kUnknownKey, fmt::format("Pubkey \"{}\" must be cryptographically valid.", text));
    }
    keyring.add_public_key(*key);
    return {};
}

/// What callers tell about outputs of others.
RpcResult<void> read_solving_data(const Value& data, const params::ChainParams& params,
                                  sign::Keyring& keyring) {
    if (const Value* keys = member(data, "pubkeys")) {
        for (const Value& key : *TRY(rpc::read_array(*keys)))
            TRY(add_solving_key(std::string(TRY(rpc::read_string(key))), keyring));
    }
    if (const Value* scripts = member(data, "scripts")) {
        for (const Value& script : *TRY(rpc::read_array(*scripts))) {
            const std::string text(TRY(rpc::read_string(script)));
            auto bytes = base::from_hex(text);
            if (!bytes) return fail(rpc::kUnknownKey, fmt::format("'{}' is not hex", text));
            keyring.add_script(std::move(*bytes));
        }
    }
    const Value* descriptors = member(data, "descriptors");
    if (descriptors == nullptr) return {};
    for (const Value& value : *TRY(rpc::read_array(*descriptors))) {
        const std::string text(TRY(rpc::read_string(value)));
        const auto parsed = descriptor::Descriptor::parse_all(text, params);
        if (!parsed) {
            return fail(kBadParameter,
                        fmt::format("Unable to parse descriptor '{}': {}", text, parsed.error()));
        }
        for (const descriptor::Descriptor& one : *parsed)
            sign::add_descriptor(keyring, one, 0);
    }
    return {};
}

RpcResult<int64_t> read_weight(const Value& value) {
    const int64_t weight = TRY(rpc::read_int64(value));
    if (weight < kLeastInputWeight) {
        return fail(kBadParameter,
                    "Invalid parameter, weight cannot be less than 165 (41 bytes (size of outpoint + "
                    "sequence + empty scriptSig) * 4 (witness scaling factor)) + 1 (empty witness)");
    }
    if (weight > kMostWeight) {
        return fail(kBadParameter,
                    fmt::format("Invalid parameter, weight cannot be greater than the maximum standard tx "
                                "weight of {}",
                                kMostWeight));
    }
    return weight;
}

RpcResult<void> read_input_weights(const Value& weights, CoinControl& control) {
    for (const Value& entry : weights.array()) {
        const auto named = TRY(tx_arguments::read_input(entry, 0));
        const Value* weight = member(entry, "weight");
        if (weight == nullptr || !weight->is_number())
            return fail(kBadParameter, "Invalid parameter, missing weight key");
        const int64_t units = TRY(read_weight(*weight));
        for (spend::PresetInput& input : control.inputs) {
            if (input.outpoint == named.prevout) input.weight = units;
        }
    }
    return {};
}

/// Rate, or target and mode.
RpcResult<void> read_option_fee(const Value& options, CoinControl& control) {
    const FeeArguments fee{member(options, "conf_target"), member(options, "estimate_mode"),
                           member(options, "fee_rate")};
    const Value* coins = member(options, "feeRate");
    if (coins == nullptr) return read_fee(fee, control.fee.floor, control);
    if (fee.rate != nullptr) {
        return fail(kBadParameter, "Cannot specify both fee_rate (sat/vB) and feeRate (BTC/kvB)");
    }
    TRY(check_rate_alone(fee.target, fee.mode, "feeRate"));
    control.fee.rate = FeeRate::per_kvb(TRY(rpc::parse_amount(*coins)));
    control.fee.floor = spend::FeeFloor::Ignored;
    return {};
}

}  // namespace

FeeArguments fee_arguments(const rpc::Call& call) {
    return {call.args.find("conf_target"), call.args.find("estimate_mode"), call.args.find("fee_rate")};
}

RpcResult<FeeArguments> fee_arguments(const rpc::Call& call, const Value& options) {
    FeeArguments fee = fee_arguments(call);
    const FeeArguments inner{member(options, "conf_target"), member(options, "estimate_mode"),
                             member(options, "fee_rate")};
    if (inner.target != nullptr || inner.mode != nullptr) {
        if (fee.target != nullptr || fee.mode != nullptr) {
            return fail(kBadParameter,
                        "Pass conf_target and estimate_mode either as arguments or in the options object, "
                        "but not both");
        }
        fee.target = inner.target;
        fee.mode = inner.mode;
    }
    if (inner.rate != nullptr) {
        if (fee.rate != nullptr) {
            return fail(kBadParameter,
                        "Pass the fee_rate either as an argument, or in the options object, but not both");
        }
        fee.rate = inner.rate;
    }
    return fee;
}

RpcResult<void> read_fee(const FeeArguments& fee, spend::FeeFloor floor, CoinControl& control) {
    if (fee.rate != nullptr) {
        TRY(check_rate_alone(fee.target, fee.mode, "fee_rate"));
        constexpr int kRatePlaces = 3;
        control.fee.rate = FeeRate::per_kvb(TRY(rpc::parse_amount(*fee.rate, kRatePlaces)));
        control.fee.floor = floor;
        if (!control.replaceable) control.replaceable = true;
        return {};
    }
    if (fee.mode != nullptr) control.fee.mode = TRY(parse_mode(*fee.mode));
    if (fee.target != nullptr) control.fee.target = TRY(parse_target(*fee.target));
    return {};
}

RpcResult<std::vector<Recipient>> read_recipients(const Value& outputs, const params::ChainParams& params) {
    primitives::MutableTransaction transaction;
    TRY(tx_arguments::read_outputs(outputs, params, transaction));
    std::vector<Recipient> recipients;
    for (auto& output : transaction.outputs)
        recipients.push_back({std::move(output.script), output.value, false});
    return recipients;
}

RpcResult<void> read_fee_payers(const Value* payers, const params::ChainParams& params,
                                std::vector<Recipient>& recipients) {
    if (given(payers) == nullptr) return {};
    const std::string prefix = "Invalid parameter 'subtract fee from output', ";
    for (const Value& payer : *TRY(rpc::read_array(*payers))) {
        int64_t place = -1;
        if (payer.is_string()) {
            const auto destination = keys::decode_address(payer.string(), params);
            const auto script =
                destination ? keys::script_for_destination(*destination) : primitives::ScriptBytes();
            const auto found = std::ranges::find_if(recipients, [&](const Recipient& recipient) {
                return destination && std::ranges::equal(recipient.script, script.span());
            });
            if (found == recipients.end()) {
                return fail(kBadParameter,
                            prefix + "destination " + payer.string() + " not found in tx outputs");
            }
            place = found - recipients.begin();
        } else if (payer.is_number()) {
            place = TRY(rpc::read_integer<int>(payer));
        } else {
            return fail(kBadParameter,
                        prefix + "invalid value type: " + std::string(json::type_name(payer.type())));
        }
        if (place < 0) return fail(kBadParameter, prefix + fmt::format("negative position: {}", place));
        if (std::cmp_greater_equal(place, recipients.size()))
            return fail(kBadParameter, prefix + fmt::format("position too large: {}", place));
        if (std::exchange(recipients[static_cast<size_t>(place)].pays_fee, true))
            return fail(kBadParameter, prefix + fmt::format("duplicated position: {}", place));
    }
    return {};
}

RpcResult<std::vector<spend::PresetInput>> read_preset_inputs(const Value* inputs) {
    std::vector<spend::PresetInput> preset;
    if (given(inputs) == nullptr) return preset;
    for (const Value& value : *TRY(rpc::read_array(*inputs))) {
        constexpr uint32_t kNone = 0;
        const auto input = TRY(tx_arguments::read_input(value, kNone));
        spend::PresetInput& added = preset.emplace_back();
        added.outpoint = input.prevout;
        const Value* sequence = member(value, "sequence");
        if (sequence != nullptr && sequence->is_number()) added.sequence = input.sequence;
        if (const Value* weight = member(value, "weight")) added.weight = TRY(read_weight(*weight));
    }
    return preset;
}

RpcResult<FundOptions> read_fund_options(const Value& options, const wallet::Wallets& wallets, size_t outputs,
                                         CoinControl& control) {
    FundOptions result;
    if (options.is_null()) return result;
    const params::ChainParams& params = wallets.options().params;
    TRY(check_option_names(options));
    if (const Value* add = member(options, "add_inputs")) control.other_inputs = add->boolean();
    TRY(read_change(options, params, outputs, control));
    if (const Value* lock = member(options, "lock_unspents", "lockUnspents"))
        result.lock_coins = lock->boolean();
    if (const Value* unsafe = member(options, "include_unsafe")) control.include_unsafe = unsafe->boolean();
    if (const Value* replaceable = member(options, "replaceable"))
        control.replaceable = replaceable->boolean();
    TRY(read_option_fee(options, control));
    TRY(read_depths(options, control));
    if (const Value* data = member(options, "solving_data"))
        TRY(read_solving_data(*data, params, control.solving));
    if (const Value* weights = member(options, "input_weights")) TRY(read_input_weights(*weights, control));
    if (const Value* weight = member(options, "max_tx_weight")) {
        control.max_weight = TRY(rpc::read_int64(*weight));
        if (control.max_weight < kLeastTransactionWeight || control.max_weight > kMostWeight) {
            return fail(kBadParameter,
                        fmt::format("Invalid parameter, max tx weight must be between {} and {}",
                                    kLeastTransactionWeight, kMostWeight));
        }
    }
    result.fee_payers = member(options, "subtract_fee_from_outputs", "subtractFeeFromOutputs");
    return result;
}

RpcResult<void> read_avoid_reuse(const rpc::Call& call, bool wallet_avoids, CoinControl& control) {
    const bool avoid = TRY(call.args.boolean_or("avoid_reuse", wallet_avoids));
    if (avoid && !wallet_avoids)
        return fail(rpc::kWallet, "wallet does not have the \"avoid reuse\" feature enabled");
    control.avoid_reuse = avoid;
    control.avoid_partial_spends = control.avoid_partial_spends || avoid;
    return {};
}

}  // namespace quanta::wallet_rpc
