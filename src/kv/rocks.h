// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include <memory>
#include <string>

#include "kv/kv.h"

/// @file
/// For the .cpp files of this library alone: our choices of RocksDB's options, and its errors as ours.

namespace quanta::kv {

inline rocksdb::Slice to_slice(base::ByteSpan bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline base::ByteSpan to_span(const rocksdb::Slice& slice) {
    return {reinterpret_cast<const uint8_t*>(slice.data()), slice.size()};
}
inline base::Bytes to_bytes(const rocksdb::Slice& slice) {
    const base::ByteSpan span = to_span(slice);
    return {span.begin(), span.end()};
}

/// `status`, which is no success, as an error that names the store at `path`.
KvError to_error(const rocksdb::Status& status, const std::string& path);
/// Success, or to_error().
base::Result<void, KvError> to_result(const rocksdb::Status& status, const std::string& path);

/// What a store of `options` runs with on `env`.
rocksdb::Options make_rocks_options(const StoreOptions& options, rocksdb::Env* env);

}  // namespace quanta::kv
