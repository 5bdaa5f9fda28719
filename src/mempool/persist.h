// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "mempool/mempool.h"
#include "sys/file.h"
#include "sys/random.h"

/// @file
/// mempool.dat: the pool between two runs, in the deployed format (versions 1 and 2).

namespace quanta::mempool {

/// How a file is written.
enum class DumpVersion : uint8_t {
    Plain = 1,  ///< -persistmempoolv1
    Obfuscated = 2,
};

/// What is taken over from a file (importmempool's options; the defaults are those of a start).
struct LoadOptions {
    bool use_current_time = false;
    bool apply_deltas = true;
    bool apply_unbroadcast = true;
    /// Ends early when it becomes true.
    const std::atomic<bool>* interrupt = nullptr;
    /// Told the share done, 0 to 1, now and then; on the calling thread.
    std::function<void(double)> progress;
};

/// What became of what was in a file.
struct LoadFigures {
    size_t accepted = 0;
    size_t failed = 0;
    size_t expired = 0;
    size_t already_there = 0;
    size_t unbroadcast = 0;
};

/// Writes the pool to `path` so that after a crash at any point it holds all of the old or all of the new;
/// the bytes written. Errors: a sentence.
base::Result<uint64_t, std::string> dump(const Mempool& pool, sys::FileSystem& files, sys::Random& random,
                                         const std::string& path, DumpVersion version);

/// Offers the pool what the file at `path` holds. Errors, a sentence: it cannot be read, or is not such a
/// file (what stood before the fault has been offered), or `interrupt`.
base::Result<LoadFigures, std::string> load(Mempool& pool, sys::FileSystem& files, const sys::Clock& clock,
                                            const std::string& path, const LoadOptions& options);

}  // namespace quanta::mempool
