// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"
#include "kv/kv.h"
#include "store/store_error.h"
#include "sys/file.h"

/// @file
/// For the .cpp files of this library and of others that keep a database: errors of the layers below as ours.

namespace quanta::store {

StoreError to_store_error(const kv::KvError& error);
StoreError to_store_error(const sys::FileError& error);
/// The contents of the file or database at `path` do not make sense: `problem`.
StoreError corruption(const std::string& path, const std::string& problem);

/// `result` with its error as ours, for TRY.
template <typename T, typename E>
base::Result<T, StoreError> mapped(base::Result<T, E> result) {
    if (!result) return base::Err(to_store_error(result.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(result).value();
}

/// Makes sure that `store` at `path` is a database of `kind` (a word) in format `version`; an empty one
/// becomes it. Its record is the key "V". Version when another version wrote it, Corruption when it is
/// something else.
base::Result<void, StoreError> check_format(kv::Store& store, const std::string& path,
                                            const std::string& kind, uint32_t version);

}  // namespace quanta::store
