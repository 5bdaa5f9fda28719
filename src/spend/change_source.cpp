// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "spend/change_source.h"

#include <algorithm>

#include "script/script.h"
#include "spend/input_weights.h"

namespace quanta::spend {

namespace {

using descriptor::OutputType;
using script::ScriptKind;
using wallet::WalletDescriptor;
using wallet::WalletView;

/// Virtual bytes that are assumed for spending change at a script of others.
constexpr int64_t kUnknownSpendSize = 91;

/// The wallet's active descriptor of `type` for change; null when there is none.
const WalletDescriptor* active(const WalletView& view, OutputType type) {
    for (const auto& [id, descriptor] : view.addresses.descriptors()) {
        if (descriptor.row.active && descriptor.row.internal && descriptor.parsed.output_type() == type)
            return &descriptor;
    }
    return nullptr;
}

bool pays_kind(const std::vector<Recipient>& recipients, ScriptKind kind) {
    return std::ranges::any_of(recipients, [&](const Recipient& recipient) {
        return script::classify_kind(recipient.script) == kind;
    });
}

/// A script of `type` that is nobody's.
base::Bytes sample_script(OutputType type) {
    constexpr size_t kSizes[] = {25, 23, 22, 34};
    return base::Bytes(kSizes[static_cast<size_t>(type)]);
}

}  // namespace

OutputType change_type(const WalletView& view, const std::vector<Recipient>& recipients,
                       const CoinControl& control, const wallet::WalletOptions& options) {
    if (control.change_type) return *control.change_type;
    if (options.change_type) return *options.change_type;
    if (options.address_type == OutputType::Legacy) return OutputType::Legacy;
    struct Match {
        OutputType type;
        ScriptKind kind;
    };
    constexpr Match kMatches[] = {{OutputType::Bech32m, ScriptKind::WitnessV1Taproot},
                                  {OutputType::Bech32, ScriptKind::WitnessV0KeyHash},
                                  {OutputType::P2shSegwit, ScriptKind::ScriptHash},
                                  {OutputType::Legacy, ScriptKind::PubkeyHash}};
    for (const Match& match : kMatches) {
        if (active(view, match.type) != nullptr && pays_kind(recipients, match.kind)) return match.type;
    }
    for (const OutputType type : {OutputType::Bech32m, OutputType::Bech32}) {
        if (active(view, type) != nullptr) return type;
    }
    return options.address_type;
}

ChangePlan plan_change(const WalletView& view, const CoinControl& control, OutputType type) {
    ChangePlan plan;
    InputWeights weights(view.addresses);
    if (control.change_script) {
        plan.script = *control.change_script;
        const wallet::OwnScript* own = view.addresses.find(plan.script);
        const auto weight = own != nullptr ? weights.of(*own, plan.script) : std::nullopt;
        plan.spend_size = weight ? weight->virtual_size() : kUnknownSpendSize;
        return plan;
    }
    const WalletDescriptor* source = active(view, type);
    const auto expansion = source != nullptr ? source->parsed.expand(source->row.next) : std::nullopt;
    if (!expansion) {
        plan.script = sample_script(type);
        plan.spend_size = kUnknownSpendSize;
        plan.missing = "Error: No " + std::string(wallet::output_type_name(type)) + " addresses available.";
        return plan;
    }
    plan.type = type;
    plan.script = expansion->script;
    const auto weight = weights.of({source->row.id, source->row.next}, plan.script);
    plan.spend_size = weight ? weight->virtual_size() : kUnknownSpendSize;
    return plan;
}

}  // namespace quanta::spend
