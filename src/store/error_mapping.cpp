// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/error_mapping.h"

#include <optional>

#include "base/bytes.h"
#include "codec/reader.h"
#include "codec/writer.h"

namespace quanta::store {

namespace {

using base::Err;

StoreErrorCode code_of(kv::KvErrorCode code) {
    switch (code) {
        case kv::KvErrorCode::DiskFull:
            return StoreErrorCode::DiskFull;
        case kv::KvErrorCode::Corruption:
            return StoreErrorCode::Corruption;
        case kv::KvErrorCode::Locked:
            return StoreErrorCode::Locked;
        case kv::KvErrorCode::Io:
        case kv::KvErrorCode::Other:
            return StoreErrorCode::Io;
    }
    return StoreErrorCode::Io;
}

StoreErrorCode code_of(sys::FileErrorCode code) {
    switch (code) {
        case sys::FileErrorCode::NotFound:
            return StoreErrorCode::NotFound;
        case sys::FileErrorCode::DiskFull:
            return StoreErrorCode::DiskFull;
        case sys::FileErrorCode::Locked:
            return StoreErrorCode::Locked;
        default:
            return StoreErrorCode::Io;
    }
}

const base::ByteSpan kFormatKey = base::as_bytes("V");

base::Result<void, StoreError> write_format(kv::Store& store, const std::string& path,
                                            const std::string& kind, uint32_t version) {
    const auto iterator = store.iterate();
    iterator->seek({});
    if (const auto error = iterator->error()) return Err(to_store_error(*error));
    if (iterator->valid()) return Err(corruption(path, "it holds data but no format version"));
    base::Bytes value;
    codec::Writer(value).write<uint32_t>(version).write_bytes(base::as_bytes(kind));
    kv::Batch batch;
    batch.put(kFormatKey, value);
    return mapped(store.write(batch, kv::Durability::Synced));
}

}  // namespace

StoreError to_store_error(const kv::KvError& error) {
    return {code_of(error.code), error.message};
}

StoreError to_store_error(const sys::FileError& error) {
    return {code_of(error.code), error.message()};
}

StoreError corruption(const std::string& path, const std::string& problem) {
    return {StoreErrorCode::Corruption, path + " is damaged: " + problem};
}

base::Result<void, StoreError> check_format(kv::Store& store, const std::string& path,
                                            const std::string& kind, uint32_t version) {
    const std::optional<base::Bytes> value = TRY(mapped(store.get(kFormatKey)));
    if (!value) return write_format(store, path, kind, version);
    codec::Reader reader(*value);
    const auto stored = reader.read<uint32_t>();
    if (!stored || base::as_text(reader.peek_rest()) != kind) {
        return Err(corruption(path, "it is no database of " + kind));
    }
    if (*stored == version) return {};
    const std::string age = *stored > version ? "newer" : "older";
    return Err(StoreError{StoreErrorCode::Version, path + " was written by " + age + " software: format " +
                                                       std::to_string(*stored) + ", known is " +
                                                       std::to_string(version)});
}

}  // namespace quanta::store
