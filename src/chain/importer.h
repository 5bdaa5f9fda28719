// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "chain/chain.h"

namespace quanta::chain {

/// Imports block files (-loadblock): blocks in any order, also over several files; those whose parents do not
/// come are left out. Any one thread at a time; `chain` outlives it.
class FileImporter {
public:
    explicit FileImporter(Chain& chain);
    ~FileImporter();

    /// Imports the next file. Waits until all its blocks that may be connected are through the pipeline.
    /// Shows in the chain's tasks. Errors name the file. Ends early, without an error, after
    /// chain.interrupt().
    base::Result<void, std::string> import(const std::filesystem::path& path);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Imports one file.
base::Result<void, std::string> import_file(Chain& chain, const std::filesystem::path& path);

/// Goes through the block files on disk when -reindex was given or an earlier reindex did not finish; also
/// when there are block files but no index (copied from another node). Otherwise does nothing.
base::Result<void, std::string> finish_reindex(Chain& chain);

}  // namespace quanta::chain
