// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "tx_arguments/psbt_text.h"

namespace quanta::node_rpc {

using tx_arguments::psbt_parameter;
using tx_arguments::psbt_text;
using tx_arguments::psbt_version;
using tx_arguments::psbt_version_parameter;
using tx_arguments::psbts_parameter;
using tx_arguments::read_psbt;
using tx_arguments::read_psbts;

}  // namespace quanta::node_rpc
