// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "psbt/psbt.h"
#include "rpc/dispatcher.h"

/// @file
/// PSBTs as callers write them: base64.

namespace quanta::tx_arguments {

/// The PSBT written as `text`. kDecode "TX decode failed invalid base64", or with why it is none.
rpc::RpcResult<psbt::Psbt> read_psbt(std::string_view text);
/// Those that parameter txs lists, in order.
rpc::RpcResult<std::vector<psbt::Psbt>> read_psbts(const rpc::Call& call);
/// The text of `psbt`, whose locks do not contradict each other.
std::string psbt_text(const psbt::Psbt& psbt);

/// The version that parameter psbt_version asks for. kBadParameter for others than 0 and 2.
rpc::RpcResult<uint32_t> psbt_version(const rpc::Call& call);

// For declarations.
rpc::Param psbt_parameter();
rpc::Param psbts_parameter();
rpc::Param psbt_version_parameter();

}  // namespace quanta::tx_arguments
