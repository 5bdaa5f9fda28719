// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/result.h"
#include "config/options.h"
#include "params/params.h"

namespace quanta::program {

/// The chain that `options` choose. The error is a sentence for the user.
base::Result<params::Chain, std::string> chosen_chain(const config::Options& options);

/// What -signetchallenge, -testactivationheight and -vbparams change of it; the latter two count on regtest
/// alone. The error is a sentence for the user.
base::Result<params::ParamsOptions, std::string> chain_changes(const config::Options& options);

}  // namespace quanta::program
