// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "policy/standard.h"

#include <fmt/core.h>

#include <algorithm>

#include "consensus/rules.h"
#include "policy/dust.h"
#include "policy/limits.h"
#include "policy/top_push.h"
#include "script/script.h"

namespace quanta::policy {
namespace {

using base::ByteSpan;
using base::Err;
using primitives::Coin;
using primitives::Transaction;
using primitives::TxIn;
using primitives::TxOut;
using script::ScriptKind;

Err<Rejection> not_standard(const char* reason, std::string detail = {}) {
    return Err(Rejection{Rejection::Kind::NotStandard, reason, std::move(detail)});
}

Verdict check_script_sig(ByteSpan script_sig) {
    if (script_sig.size() > kMaxScriptSigSize) return not_standard("scriptsig-size");
    if (!script::is_push_only(script_sig)) return not_standard("scriptsig-not-pushonly");
    return {};
}

/// Looks at the output scripts of one transaction, one after the other.
class OutputCheck {
public:
    explicit OutputCheck(const Options& options)
        : m_options(options), m_data_left(options.datacarrier_bytes.value_or(0)) {}

    Verdict take(ByteSpan script) {
        switch (script::classify_kind(script)) {
            case ScriptKind::NonStandard:
                return not_standard("scriptpubkey");
            case ScriptKind::NullData:
                return take_data(script.size());
            case ScriptKind::Multisig:
                return check_multisig(script);
            default:
                return {};
        }
    }

private:
    Verdict take_data(size_t size) {
        if (size > m_data_left) return not_standard("datacarrier");
        m_data_left -= size;
        return {};
    }

    Verdict check_multisig(ByteSpan script) const {
        if (script::classify(script).solutions.size() > kMaxBareMultisigKeys)
            return not_standard("scriptpubkey");
        if (!m_options.permit_bare_multisig) return not_standard("bare-multisig");
        return {};
    }

    const Options& m_options;
    size_t m_data_left;  ///< bytes that data outputs may still take
};

}  // namespace

Verdict check_context_free(const Transaction& transaction, const Options& options) {
    const auto sound = consensus::check_transaction(transaction);
    if (!sound) return Err(from_consensus(sound.error()));
    if (transaction.is_coinbase()) return Err(Rejection{Rejection::Kind::Consensus, "coinbase", {}});
    if (options.require_standard) TRY(check_standard(transaction, options));
    if (transaction.stripped_size() < kMinStrippedSize) return not_standard("tx-size-small");
    return {};
}

Verdict check_standard(const Transaction& transaction, const Options& options) {
    if (transaction.version() < kMinVersion || transaction.version() > kMaxVersion)
        return not_standard("version");
    if (transaction.weight() > kMaxTransactionWeight) return not_standard("tx-size");
    for (const TxIn& input : transaction.inputs())
        TRY(check_script_sig(input.script_sig));
    OutputCheck outputs(options);
    for (const TxOut& output : transaction.outputs())
        TRY(outputs.take(output.script));
    const auto dust = std::ranges::count_if(
        transaction.outputs(), [&](const TxOut& output) { return is_dust(output, options.dust); });
    if (static_cast<size_t>(dust) > kMaxDustOutputs) return not_standard("dust");
    return {};
}

Verdict check_sigop_cost(int64_t cost) {
    if (cost > kMaxSigopCost) return not_standard("bad-txns-too-many-sigops", fmt::format("{}", cost));
    return {};
}

int64_t adjusted_weight(size_t weight, int64_t sigop_cost, int64_t bytes_per_sigop) {
    return std::max(static_cast<int64_t>(weight), sigop_cost * bytes_per_sigop);
}

}  // namespace quanta::policy
