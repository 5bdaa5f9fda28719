// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "json/writer.h"
#include "params/params.h"
#include "psbt/analyse.h"
#include "psbt/psbt.h"

namespace quanta::txjson {

/// Writes all that `psbt` holds, as an object, to `out`, which is compact. The fee is shown where every
/// output it spends is told and no sum leaves the range of money.
void write_psbt(json::Writer& out, const params::ChainParams& params, const psbt::Psbt& psbt);

/// Writes how far a PSBT is, as an object. The fee rate is rounded down.
void write_analysis(json::Writer& out, const psbt::Analysis& analysis);

}  // namespace quanta::txjson
