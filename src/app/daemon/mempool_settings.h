// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "app/daemon/settings.h"
#include "node/pool_keeper.h"

namespace quanta::daemon {

/// The mempool of `options`: its size, what it takes, how it is kept. The error names the option.
SettingsResult<node::PoolOptions> make_pool_options(const config::Options& options,
                                                    const params::ChainParams& params);

}  // namespace quanta::daemon
