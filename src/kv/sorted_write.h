// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/options.h>

#include <memory>
#include <string>

#include "base/result.h"
#include "kv/kv.h"

/// @file
/// For the .cpp files of this library alone.

namespace quanta::kv {

/// Where the table files of sorted writes are made, within the directory of the store.
std::string staging_directory(const std::string& store_path);

/// Makes the staging folder of the store at `path`, or empties it of what a crash has left.
base::Result<void, KvError> prepare_staging(rocksdb::Env& env, const std::string& path);

/// Starts a sorted write into `db`, which it keeps open. `serial` differs from that of every other one.
std::unique_ptr<SortedWrite> make_sorted_write(std::shared_ptr<rocksdb::DB> db,
                                               const rocksdb::Options& options, const std::string& store_path,
                                               uint64_t serial);

}  // namespace quanta::kv
