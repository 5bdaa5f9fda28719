// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "app/daemon/index_settings.h"

#include <string>

namespace quanta::daemon {

SettingsResult<node::IndexOptions> make_index_options(const config::Options& options) {
    node::IndexOptions indexes;
    // Without a value it stands for every type there is.
    const std::string types = options.get_string("blockfilterindex", "0");
    indexes.block_filters = types == "basic" || types == "1" || types.empty();
    if (!indexes.block_filters && types != "0")
        return base::Err("Unknown -blockfilterindex value " + types + ".");
    return indexes;
}

}  // namespace quanta::daemon
