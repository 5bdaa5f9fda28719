// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index/filter_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "codec/writer.h"
#include "store/error_mapping.h"

namespace quanta::index {
namespace {

using base::Bytes;
using base::ByteSpan;
using base::Err;
using chain::HeaderNode;
using filters::FilterHash;
using primitives::Height;
using store::mapped;
using store::StoreError;
template <typename T>
using Read = base::Result<T, StoreError>;

constexpr uint32_t kFormatVersion = 1;
const std::string kKind = "block filters";
constexpr uint8_t kFilter = 'F';
constexpr uint8_t kLink = 'H';
constexpr size_t kLinkSize = 2 * FilterHash::kSize;

/// Ascends with the height, within a kind.
using Key = std::array<uint8_t, 1 + sizeof(uint32_t) + primitives::BlockHash::kSize>;

Key key_of(uint8_t kind, const HeaderNode& node) {
    Key key;
    key[0] = kind;
    base::write_be(&key[1], static_cast<uint32_t>(node.height));
    std::memcpy(&key[1 + sizeof(uint32_t)], node.hash.data(), primitives::BlockHash::kSize);
    return key;
}

Read<FilterLink> parse_link(const std::string& path, ByteSpan value) {
    if (value.size() != kLinkSize) return Err(store::corruption(path, "bad filter header"));
    FilterLink link;
    std::memcpy(link.hash.data(), value.data(), FilterHash::kSize);
    std::memcpy(link.header.data(), value.data() + FilterHash::kSize, FilterHash::kSize);
    return link;
}

Bytes serialize(const FilterLink& link) {
    Bytes bytes;
    codec::Writer(bytes).write_bytes(link.hash.bytes()).write_bytes(link.header.bytes());
    return bytes;
}

/// The blocks of a stretch, lowest first.
std::vector<const HeaderNode*> nodes_of(const FilterIndex::Stretch& stretch) {
    std::vector<const HeaderNode*> nodes;
    for (const HeaderNode* node = stretch.last; node != nullptr && node->height >= stretch.first;
         node = node->parent())
        nodes.push_back(node);
    std::ranges::reverse(nodes);
    return nodes;
}

}  // namespace

FilterIndex::FilterIndex(std::string path, std::unique_ptr<kv::Store> store)
    : m_path(std::move(path)), m_store(std::move(store)) {}

Read<std::unique_ptr<FilterIndex>> FilterIndex::open(const FilterIndexOptions& options) {
    kv::StoreOptions settings;
    settings.path = options.directory.string();
    settings.block_cache_bytes = options.cache_bytes;
    settings.environment = options.environment;
    if (options.start_over) TRY(mapped(kv::Store::destroy(settings.path, options.environment)));
    auto store = TRY(mapped(kv::Store::open(settings)));
    TRY(store::check_format(*store, settings.path, kKind, kFormatVersion));
    return std::unique_ptr<FilterIndex>(new FilterIndex(settings.path, std::move(store)));
}

Read<std::optional<Bytes>> FilterIndex::filter(const HeaderNode& node) const {
    return mapped(m_store->get(key_of(kFilter, node)));
}

Read<std::optional<FilterLink>> FilterIndex::link(const HeaderNode& node) const {
    const auto value = TRY(mapped(m_store->get(key_of(kLink, node))));
    if (!value) return std::optional<FilterLink>();
    return std::optional<FilterLink>(TRY(parse_link(m_path, *value)));
}

/// Calls `visit` with the values of `kind` of a stretch until one is missing or it returns false.
template <typename Visit>
Read<void> FilterIndex::walk(uint8_t kind, const Stretch& stretch, const Visit& visit) const {
    const std::vector<const HeaderNode*> nodes = nodes_of(stretch);
    if (nodes.empty()) return {};
    const auto iterator = m_store->iterate();
    iterator->seek(key_of(kind, *nodes.front()));
    for (const HeaderNode* node : nodes) {
        const Key wanted = key_of(kind, *node);
        // Between two blocks of a branch stand those of others.
        while (iterator->valid() && std::ranges::lexicographical_compare(iterator->key(), wanted))
            iterator->next();
        if (!iterator->valid() || !std::ranges::equal(iterator->key(), wanted)) break;
        if (!TRY(visit(iterator->value()))) break;
        iterator->next();
    }
    if (const auto error = iterator->error()) return Err(store::to_store_error(*error));
    return {};
}

Read<std::vector<Bytes>> FilterIndex::filters(const Stretch& stretch, uint64_t max_bytes) const {
    std::vector<Bytes> found;
    uint64_t left = max_bytes;
    TRY(walk(kFilter, stretch, [&](ByteSpan value) -> Read<bool> {
        if (!found.empty() && value.size() > left) return false;
        left -= std::min<uint64_t>(left, value.size());
        found.emplace_back(value.begin(), value.end());
        return left > 0;
    }));
    return found;
}

Read<std::vector<FilterLink>> FilterIndex::links(const Stretch& stretch) const {
    std::vector<FilterLink> found;
    TRY(walk(kLink, stretch, [&](ByteSpan value) -> Read<bool> {
        found.push_back(TRY(parse_link(m_path, value)));
        return true;
    }));
    return found;
}

Read<bool> FilterIndex::has(const HeaderNode& node) const {
    return TRY(mapped(m_store->get(key_of(kLink, node)))).has_value();
}

/// The hash of the filter, for the thread that writes has enough to do, and the filter.
Bytes FilterIndex::digest(const primitives::Block& block, const primitives::BlockUndo& undo) const {
    const Bytes filter = filters::make_basic_filter(block, undo);
    const FilterHash hash = filters::filter_hash(filter);
    Bytes digest(FilterHash::kSize + filter.size());
    std::ranges::copy(filter, std::ranges::copy(hash.bytes(), digest.begin()).out);
    return digest;
}

Read<FilterHash> FilterIndex::header_before(const HeaderNode& node) const {
    if (node.parent() == nullptr) return FilterHash();
    const auto before = TRY(link(*node.parent()));
    if (!before) return Err(store::corruption(m_path, "the filter header of a block is missing"));
    return before->header;
}

Read<void> FilterIndex::write(std::span<const Entry> entries) {
    if (entries.empty()) return {};
    FilterHash header = TRY(header_before(*entries.front().node));
    kv::Batch batch;
    for (const Entry& entry : entries) {
        CHECK(entry.digest.size() >= FilterHash::kSize);
        FilterLink link;
        std::memcpy(link.hash.data(), entry.digest.data(), FilterHash::kSize);
        link.header = header = filters::filter_header(link.hash, header);
        batch.put(key_of(kLink, *entry.node), serialize(link));
        batch.put(key_of(kFilter, *entry.node), ByteSpan(entry.digest).subspan(FilterHash::kSize));
    }
    return mapped(m_store->write(batch, kv::Durability::Synced));
}

}  // namespace quanta::index
