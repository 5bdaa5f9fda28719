// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "app/daemon/settings.h"
#include "node/indexes.h"

namespace quanta::daemon {

/// The indexes of `options`. The error names the option.
SettingsResult<node::IndexOptions> make_index_options(const config::Options& options);

}  // namespace quanta::daemon
