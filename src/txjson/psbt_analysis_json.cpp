// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/hex.h"
#include "txjson/psbt_json.h"

namespace quanta::txjson {

namespace {

using psbt::InputState;

/// Virtual bytes a fee rate is told for.
constexpr int64_t kRateBytes = 1000;

void write_hashes(json::Writer& out, std::string_view name, const std::vector<crypto::Digest160>& hashes) {
    if (hashes.empty()) return;
    out.key(name).begin_array();
    for (const crypto::Digest160& hash : hashes)
        out.value(base::to_hex(hash));
    out.end_array();
}

void write_missing(json::Writer& out, const sign::Missing& missing) {
    if (missing.public_keys.empty() && missing.signatures.empty() && !missing.redeem_script &&
        !missing.witness_script) {
        return;
    }
    out.key("missing").begin_object();
    write_hashes(out, "pubkeys", missing.public_keys);
    if (missing.redeem_script) out.member("redeemscript", base::to_hex(*missing.redeem_script));
    if (missing.witness_script) out.member("witnessscript", base::to_hex(*missing.witness_script));
    write_hashes(out, "signatures", missing.signatures);
    out.end_object();
}

/// `fee_sat` for each kRateBytes of `size` bytes, rounded down; a size of nothing gives nothing.
int64_t rate_sat(int64_t fee_sat, int64_t size) {
    if (size == 0) return 0;
    const int64_t scaled = fee_sat * kRateBytes;
    return scaled / size - (scaled % size < 0 ? 1 : 0);
}

}  // namespace

void write_analysis(json::Writer& out, const psbt::Analysis& analysis) {
    out.begin_object();
    if (!analysis.inputs.empty()) {
        out.key("inputs").begin_array();
        for (const InputState& input : analysis.inputs) {
            out.begin_object().member("has_utxo", input.has_output).member("is_final", input.is_final);
            out.member("next", psbt::role_name(input.next));
            write_missing(out, input.missing);
            out.end_object();
        }
        out.end_array();
    }
    if (analysis.virtual_size && analysis.fee) {
        out.member("estimated_vsize", *analysis.virtual_size);
        const auto size = static_cast<int64_t>(*analysis.virtual_size);
        out.key("estimated_feerate").amount(rate_sat(analysis.fee->sat, size));
    }
    if (analysis.fee) out.key("fee").amount(analysis.fee->sat);
    out.member("next", psbt::role_name(analysis.next));
    if (!analysis.error.empty()) out.member("error", analysis.error);
    out.end_object();
}

}  // namespace quanta::txjson
