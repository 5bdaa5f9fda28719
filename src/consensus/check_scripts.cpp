// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <fmt/core.h>

#include "consensus/rules.h"

namespace quanta::consensus {

using primitives::OutPoint;
using primitives::Transaction;

namespace {

BlockError script_error(const Transaction& transaction, size_t index, script::ScriptError cause) {
    const OutPoint& spent = transaction.inputs()[index].prevout;
    BlockError error = make_error(
        ErrorCode::ScriptFailed,
        fmt::format("input {} of {} (wtxid {}), spending {}:{}", index, transaction.txid().to_text(),
                    transaction.wtxid().to_text(), spent.txid.to_text(), spent.index));
    error.reason += fmt::format(" ({})", script::script_error_text(cause));
    return error;
}

}  // namespace

base::Result<void, BlockError> check_scripts(const script::SpendContext& context, size_t first, size_t count,
                                             script::VerifyFlags flags) {
    for (size_t i = first; i < first + count; ++i) {
        const auto result = script::verify_input(context, i, flags);
        if (!result) return base::Err(script_error(context.transaction(), i, result.error()));
    }
    return {};
}

}  // namespace quanta::consensus
