// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "primitives/block.h"
#include "store/block_files.h"
#include "store/store_error.h"

namespace quanta::store {

/// How far a block has been validated; each implies the ones before.
enum class Validity : uint8_t {
    Header,        ///< header accepted
    Transactions,  ///< block checked and accepted, its data was stored at least once
    Scripts,       ///< connected with all its scripts once
};

/// Why a block is out of the running.
enum class Failure : uint8_t {
    None,
    Invalid,        ///< it breaks a rule, or the user said so
    InvalidParent,  ///< an ancestor is Invalid
};

/// What the index keeps of one header.
struct HeaderRecord {
    primitives::BlockHeader header;
    primitives::BlockHash hash;
    primitives::Height height = 0;
    uint32_t transaction_count = 0;  ///< 0 until the block itself was seen
    Validity validity = Validity::Header;
    Failure failure = Failure::None;
    FilePosition block;              ///< null: no data
    FilePosition undo;               ///< null: no undo data
};

/// What a write of the index changes, together or not at all.
struct IndexChanges {
    std::vector<HeaderRecord> headers;
    std::vector<std::pair<int32_t, BlockFileInfo>> files;
    std::vector<std::pair<std::string, std::string>> values;  ///< named values, "" erases
};

/// All headers and block file infos on disk, in a database of its own with a format version. Writing from one
/// thread; load before writing.
class HeaderIndex {
public:
    struct Options {
        std::filesystem::path directory;
        uint64_t cache_bytes = 2 << 20;
        void* environment = nullptr;  ///< see kv::StoreOptions
    };

    static base::Result<std::unique_ptr<HeaderIndex>, StoreError> open(const Options& options);
    ~HeaderIndex();

    /// Calls `visit` for every header, lowest height first. 900,000 take well under a second.
    base::Result<void, StoreError> load(const std::function<void(const HeaderRecord&)>& visit) const;
    /// Infos by file number.
    base::Result<std::vector<BlockFileInfo>, StoreError> load_files() const;
    /// A named value ("reindexing", "pruned", …); nothing when it is not set.
    base::Result<std::optional<std::string>, StoreError> value(std::string_view name) const;
    /// Durable when it returns.
    base::Result<void, StoreError> write(const IndexChanges& changes);

private:
    struct Impl;
    explicit HeaderIndex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace quanta::store
