// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "app/daemon/settings.h"
#include "node/template_source.h"

namespace quanta::daemon {

/// What blocks that are made here are like. The error names the option.
SettingsResult<node::MiningOptions> make_mining_options(const config::Options& options,
                                                        const params::ChainParams& params);

}  // namespace quanta::daemon
