// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "chain/chain.h"

namespace quanta::chain {

/// Imports the block file `path` (-loadblock): blocks in any order, with or without their parents before
/// them. Waits until all are through the pipeline. Progress goes to the log. Any one thread at a time.
/// Errors name the file. Ends early, without an error, after chain.interrupt().
base::Result<void, std::string> import_file(Chain& chain, const std::filesystem::path& path);

/// Goes through the block files on disk when -reindex was given or an earlier reindex did not finish; also
/// when there are block files but no index (copied from another node). Otherwise does nothing.
base::Result<void, std::string> finish_reindex(Chain& chain);

}  // namespace quanta::chain
