// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/result.h"
#include "chain/engine.h"

namespace quanta::chain {

/// Opens or creates what a chain keeps on disk and loads the headers; wipes what -reindex and
/// -reindex-chainstate ask for. Errors are sentences for the user. `params` outlives the engine.
base::Result<EngineParts, std::string> open_parts(const ChainOptions& options,
                                                  const params::ChainParams& params, sys::FileSystem& files,
                                                  const sys::Clock& clock);

/// Number of the first block file a reindex has not gone through yet.
int32_t reindex_start(const BlockArchive& archive);

}  // namespace quanta::chain
