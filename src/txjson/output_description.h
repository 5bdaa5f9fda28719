// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/bytes.h"
#include "params/params.h"
#include "script/script.h"

namespace quanta::txjson {

/// What users call an output script.
struct OutputDescription {
    script::ScriptKind kind = script::ScriptKind::NonStandard;
    std::string descriptor;  ///< with checksum; no keys are known but those in the script
    std::string address;     ///< empty when there is none
};

/// Describes `script`. Costs about a microsecond; an output key of taproot is checked to be a point of the
/// curve.
OutputDescription describe_output(base::ByteSpan script, const params::ChainParams& params);

}  // namespace quanta::txjson
