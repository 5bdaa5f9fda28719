// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "filters/basic_filter.h"
#include "index/block_index.h"
#include "kv/kv.h"
#include "store/store_error.h"

namespace quanta::index {

/// Hash and header of the filter of a block.
struct FilterLink {
    filters::FilterHash hash;
    filters::FilterHash header;
};

struct FilterIndexOptions {
    std::filesystem::path directory;
    uint64_t cache_bytes = 8 << 20;  ///< for reading; the system caches beside it
    bool start_over = false;         ///< whatever is there is thrown away
    void* environment = nullptr;     ///< a kv::TestEnvironment in tests
};

/// The basic filters of all blocks (BIP158) on disk: a key-value store of its own, format 1.
///
/// | key | value |
/// |---|---|
/// | 'F', height (big endian), block hash | the filter |
/// | 'H', height (big endian), block hash | filter hash, filter header |
///
/// Blocks of other branches that were indexed once stay. Reading: any thread, also during write(); it never
/// waits for the chain.
class FilterIndex final : public BlockIndex {
public:
    /// Opens it, made when it is missing. Corruption, Version, Locked and errors of the disk.
    static base::Result<std::unique_ptr<FilterIndex>, store::StoreError> open(
        const FilterIndexOptions& options);

    /// The filter of the block of `node`; nothing when it is not in the index.
    base::Result<std::optional<base::Bytes>, store::StoreError> filter(const chain::HeaderNode& node) const;
    base::Result<std::optional<FilterLink>, store::StoreError> link(const chain::HeaderNode& node) const;

    /// Blocks of the branch that ends in `last`, those from height `first` on.
    struct Stretch {
        primitives::Height first = 0;
        const chain::HeaderNode* last = nullptr;
    };
    /// Their filters as far as they are in the index and fit `max_bytes`, at least the first one if it is
    /// there.
    base::Result<std::vector<base::Bytes>, store::StoreError> filters(const Stretch& stretch,
                                                                      uint64_t max_bytes) const;
    /// Their hashes and headers as far as they are in the index.
    base::Result<std::vector<FilterLink>, store::StoreError> links(const Stretch& stretch) const;

    // BlockIndex.
    std::string name() const override { return "basic block filter index"; }
    base::Result<bool, store::StoreError> has(const chain::HeaderNode& node) const override;
    base::Bytes digest(const primitives::Block& block, const primitives::BlockUndo& undo) const override;
    base::Result<void, store::StoreError> write(std::span<const Entry> entries) override;

private:
    FilterIndex(std::string path, std::unique_ptr<kv::Store> store);
    base::Result<filters::FilterHash, store::StoreError> header_before(const chain::HeaderNode& node) const;
    template <typename Visit>
    base::Result<void, store::StoreError> walk(uint8_t kind, const Stretch& stretch,
                                               const Visit& visit) const;

    const std::string m_path;
    const std::unique_ptr<kv::Store> m_store;
};

}  // namespace quanta::index
