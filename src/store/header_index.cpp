// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "store/header_index.h"

#include <fmt/core.h>

#include "codec/reader.h"
#include "codec/writer.h"
#include "kv/kv.h"
#include "store/error_mapping.h"
#include "store/header_record.h"

namespace quanta::store {

namespace {

using base::Err;

constexpr uint32_t kFormatVersion = 1;
const std::string kKind = "headers";
/// Memory for records on their way to disk, bytes.
constexpr uint64_t kWriteBuffer = 8 << 20;

std::string name_key(std::string_view name) {
    std::string key(1, static_cast<char>(kNamePrefix));
    return key += name;
}

}  // namespace

struct HeaderIndex::Impl {
    std::string path;
    std::unique_ptr<kv::Store> store;

    StoreError bad_record(codec::DecodeError error) const {
        return corruption(path, fmt::format("bad record: {}", codec::decode_error_text(error)));
    }

    /// Calls `visit(key, value)` for every record whose key begins with `prefix`.
    template <typename Visit>
    base::Result<void, StoreError> walk(uint8_t prefix, const Visit& visit) const {
        const auto iterator = store->iterate();
        for (iterator->seek(base::ByteSpan(&prefix, 1)); iterator->valid(); iterator->next()) {
            if (iterator->key()[0] != prefix) break;
            const auto visited = visit(iterator->key(), iterator->value());
            if (!visited) return Err(bad_record(visited.error()));
        }
        if (const auto error = iterator->error()) return Err(to_store_error(*error));
        return {};
    }
};

HeaderIndex::HeaderIndex(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
HeaderIndex::~HeaderIndex() = default;

base::Result<std::unique_ptr<HeaderIndex>, StoreError> HeaderIndex::open(const Options& options) {
    kv::StoreOptions store_options;
    store_options.path = options.directory.string();
    store_options.block_cache_bytes = options.cache_bytes;
    store_options.write_buffer_bytes = kWriteBuffer;
    store_options.bloom_filter = false;
    store_options.environment = options.environment;
    auto impl = std::make_unique<Impl>();
    impl->path = store_options.path;
    impl->store = TRY(mapped(kv::Store::open(store_options)));
    TRY(check_format(*impl->store, impl->path, kKind, kFormatVersion));
    return std::unique_ptr<HeaderIndex>(new HeaderIndex(std::move(impl)));
}

base::Result<void, StoreError> HeaderIndex::load(
    const std::function<void(const HeaderRecord&)>& visit) const {
    return m_impl->walk(
        kHeaderPrefix,
        [&](base::ByteSpan key, base::ByteSpan value) -> base::Result<void, codec::DecodeError> {
            visit(TRY(read_header_record(key, value)));
            return {};
        });
}

base::Result<std::vector<BlockFileInfo>, StoreError> HeaderIndex::load_files() const {
    std::vector<BlockFileInfo> infos;
    TRY(m_impl->walk(kFilePrefix,
                     [&](base::ByteSpan key, base::ByteSpan value) -> base::Result<void, codec::DecodeError> {
                         const auto number = static_cast<size_t>(TRY(read_file_key(key)));
                         infos.resize(number + 1);
                         infos[number] = TRY(read_file_info(value));
                         return {};
                     }));
    return infos;
}

base::Result<std::optional<std::string>, StoreError> HeaderIndex::value(std::string_view name) const {
    const auto stored = TRY(mapped(m_impl->store->get(base::as_bytes(name_key(name)))));
    if (!stored) return std::optional<std::string>();
    return std::optional<std::string>(base::as_text(*stored));
}

base::Result<void, StoreError> HeaderIndex::write(const IndexChanges& changes) {
    kv::Batch batch;
    base::Bytes value;
    for (const HeaderRecord& record : changes.headers) {
        value.clear();
        codec::Writer writer(value);
        write_header_record(writer, record);
        batch.put(header_key(record), value);
    }
    for (const auto& [number, info] : changes.files) {
        value.clear();
        codec::Writer writer(value);
        write_file_info(writer, info);
        batch.put(file_key(number), value);
    }
    for (const auto& [name, text] : changes.values) {
        const std::string key = name_key(name);
        if (text.empty())
            batch.erase(base::as_bytes(key));
        else
            batch.put(base::as_bytes(key), base::as_bytes(text));
    }
    return mapped(m_impl->store->write(batch, kv::Durability::Synced));
}

}  // namespace quanta::store
