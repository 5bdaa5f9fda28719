// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "tx_arguments/psbt_text.h"

#include <utility>

#include "base/base64.h"
#include "base/bytes.h"
#include "psbt/decode.h"
#include "psbt/encode.h"
#include "rpc/values.h"

namespace quanta::tx_arguments {

using psbt::Psbt;
using rpc::Kind;
using rpc::RpcResult;

RpcResult<Psbt> read_psbt(std::string_view text) {
    const auto bytes = base::from_base64(text);
    if (!bytes) return rpc::fail(rpc::kDecode, "TX decode failed invalid base64");
    auto decoded = psbt::decode(base::as_bytes(*bytes));
    if (!decoded) return rpc::fail(rpc::kDecode, "TX decode failed " + decoded.error());
    return std::move(*decoded);
}

RpcResult<std::vector<Psbt>> read_psbts(const rpc::Call& call) {
    std::vector<Psbt> psbts;
    for (const json::Value& text : call.args["txs"].array())
        psbts.push_back(TRY(read_psbt(TRY(rpc::read_string(text)))));
    return psbts;
}

std::string psbt_text(const Psbt& psbt) {
    return base::to_base64(base::as_text(psbt::encode(psbt)));
}

RpcResult<uint32_t> psbt_version(const rpc::Call& call) {
    const auto version = TRY(call.args.integer_or<int>("psbt_version", psbt::kVersion2));
    if (version != psbt::kVersion0 && version != psbt::kVersion2) {
        return rpc::fail(rpc::kBadParameter, "The PSBT version can only be 2 or 0");
    }
    return static_cast<uint32_t>(version);
}

rpc::Param psbt_parameter() {
    return {.name = "psbt", .kind = Kind::String, .text = "A PSBT in base64"};
}

rpc::Param psbts_parameter() {
    return {.name = "txs",
            .kind = Kind::Array,
            .text = "PSBTs",
            .inner = {{Kind::String, "psbt", "A PSBT in base64"}}};
}

rpc::Param psbt_version_parameter() {
    return {.name = "psbt_version",
            .kind = Kind::Number,
            .text = "Version of the PSBT: 0 (BIP174) or 2 (BIP370)",
            .optional = true,
            .default_json = "2"};
}

}  // namespace quanta::tx_arguments
