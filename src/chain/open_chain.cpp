// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/open_chain.h"

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "chain/cache_split.h"
#include "kv/kv.h"
#include "sys/random.h"

namespace quanta::chain {

using base::Err;

namespace {

/// Set before the first block file is made: files found beside an empty index are then what an interrupted
/// first start has left, not another node's.
constexpr const char* kFreshValue = "fresh";
std::string index_directory(const ChainOptions& options) {
    return (options.data_directory / "headers").string();
}
std::string coins_directory(const ChainOptions& options) {
    return (options.data_directory / "coins").string();
}

std::string sentence(const store::StoreError& error) {
    return "Error opening block database: " + error.message;
}

base::Result<void, std::string> wipe(const std::string& directory, const ChainOptions& options) {
    auto destroyed = kv::Store::destroy(directory, options.database_environment);
    if (!destroyed) return Err("Cannot remove " + directory + ": " + destroyed.error().message);
    return {};
}

/// More block files than any chain has: higher numbers are somebody else's files.
constexpr int32_t kMaxFileNumber = 1'000'000;

/// Sizes of the blk and rev files there are, as infos without blocks: a reindex appends behind them.
base::Result<std::vector<store::BlockFileInfo>, std::string> infos_of_existing(
    const std::filesystem::path& directory, sys::FileSystem& files) {
    std::vector<store::BlockFileInfo> infos;
    auto names = files.list_directory(directory.string());
    if (!names) return Err("Cannot read " + directory.string() + ": " + names.error().message());
    for (const std::string& name : *names) {
        int32_t number = -1;
        const bool block = name.starts_with("blk") && name.ends_with(".dat") && name.size() > 7;
        if (block) std::from_chars(name.data() + 3, name.data() + name.size() - 4, number);
        if (number < 0 || number > kMaxFileNumber) continue;
        if (static_cast<size_t>(number) >= infos.size()) infos.resize(number + 1);
        auto size = files.file_size((directory / name).string());
        if (!size) return Err("Cannot read " + directory.string() + ": " + size.error().message());
        infos[number].size = static_cast<uint32_t>(*size);
    }
    return infos;
}

/// The index's infos, or where a file has grown beyond them (reindexing), its size.
void extend(std::vector<store::BlockFileInfo>& infos, const std::vector<store::BlockFileInfo>& existing) {
    if (existing.size() > infos.size()) infos.resize(existing.size());
    for (size_t i = 0; i < existing.size(); ++i)
        infos[i].size = std::max(infos[i].size, existing[i].size);
}

/// Whether there are block files, `existing`, that no index knows. Takes note of it when there are none yet.
base::Result<bool, std::string> finds_unknown_blocks(store::HeaderIndex& index, const HeaderTree& tree,
                                                     const std::vector<store::BlockFileInfo>& existing) {
    if (tree.size() > 0) return false;
    auto fresh = index.value(kFreshValue);
    if (!fresh) return Err(sentence(fresh.error()));
    if (fresh->has_value()) return false;
    if (!existing.empty()) return true;
    if (auto noted = index.write({{}, {}, {{kFreshValue, "1"}}}); !noted) return Err(sentence(noted.error()));
    return false;
}

base::Result<void, std::string> load_tree(store::HeaderIndex& index, HeaderTree& tree, bool verify_again,
                                          std::vector<HeaderNode*>& changed) {
    bool complete = true;
    auto loaded = index.load([&](const store::HeaderRecord& record) {
        HeaderNode* parent = record.height == 0 ? nullptr : tree.find_mutable(record.header.previous);
        complete = complete && (record.height == 0 || parent != nullptr);
        if (!complete) return;
        HeaderNode& node = tree.add(parent, record.header, record.hash);
        node.set_transaction_count(record.transaction_count);
        node.set_failure(record.failure);
        node.set_block_position(record.block);
        node.set_undo_position(record.undo);
        const bool reset = verify_again && record.validity == store::Validity::Scripts && record.height > 0;
        node.set_validity(reset ? store::Validity::Transactions : record.validity);
        if (reset) changed.push_back(&node);
    });
    if (!loaded) return Err(sentence(loaded.error()));
    if (!complete)
        return Err(std::string("The header index is incomplete. Restart with -reindex to rebuild it."));
    return {};
}

/// Tells the archive which blocks were pruned before.
void note_missing(HeaderTree& tree, BlockArchive& archive) {
    tree.for_each([&](const HeaderNode& node) {
        if (node.transaction_count() > 0 && !node.has_block()) archive.note_missing(node.height);
    });
}

/// Blocks that were deleted are needed again once -prune is off.
base::Result<void, std::string> check_pruning(const store::HeaderIndex& index, const ChainOptions& options) {
    const auto pruned = index.value(BlockArchive::kPrunedValue);
    if (!pruned || !pruned->has_value() || options.prune.enabled) return {};
    return Err(
        std::string("You need to rebuild the database using -reindex to go back to unpruned mode.  "
                    "This will redownload the entire blockchain"));
}

auto open_index(const ChainOptions& options) {
    const uint64_t cache_bytes = split_cache(options.cache_bytes).header_index;
    return store::HeaderIndex::open({index_directory(options), cache_bytes, options.database_environment});
}

base::Result<void, std::string> open_coins(EngineParts& parts, const ChainOptions& options) {
    const CacheSplit caches = split_cache(options.cache_bytes);
    auto coins =
        store::CoinsDb::open({coins_directory(options), caches.coins_database, options.database_environment});
    if (!coins) return Err("Error opening coins database: " + coins.error().message);
    parts.coins = std::move(coins).value();
    parts.coin_cache_bytes = caches.coin_cache;
    const primitives::BlockHash& tip = parts.coins->tip();
    if (!tip.is_null() && parts.tree->find(tip) == nullptr) {
        return Err(
            std::string("The coins database is at a block the header index does not know. "
                        "Restart with -reindex-chainstate to rebuild it."));
    }
    return {};
}

}  // namespace

base::Result<EngineParts, std::string> open_parts(const ChainOptions& options,
                                                  const params::ChainParams& params, sys::FileSystem& files,
                                                  const sys::Clock& clock) {
    for (const std::filesystem::path& directory : {options.data_directory, options.blocks_directory}) {
        auto made = files.create_directories(directory.string());
        if (!made) return Err("Cannot create " + directory.string() + ": " + made.error().message());
    }
    if (options.reindex) TRY(wipe(index_directory(options), options));

    EngineParts parts;
    parts.options = options;
    parts.params = &params;
    parts.clock = &clock;
    parts.salt = {sys::os_random().u64(), sys::os_random().u64()};
    auto index = open_index(options);
    if (!index) return Err(sentence(index.error()));
    parts.tree = std::make_unique<HeaderTree>();
    std::vector<HeaderNode*> changed;
    TRY(load_tree(**index, *parts.tree, options.reindex_chainstate, changed));

    // An empty index with coins is a reindex that was cut short between the two.
    if (parts.tree->size() == 0 || options.reindex_chainstate) TRY(wipe(coins_directory(options), options));

    TRY(check_pruning(**index, options));
    auto infos = (*index)->load_files();
    if (!infos) return Err(sentence(infos.error()));
    const std::vector<store::BlockFileInfo> existing =
        TRY(infos_of_existing(options.blocks_directory, files));
    const auto unfinished = (*index)->value(BlockArchive::kReindexingValue);
    if (!unfinished) return Err(sentence(unfinished.error()));
    const bool unknown_blocks = TRY(finds_unknown_blocks(**index, *parts.tree, existing));
    parts.reindexing = options.reindex || unknown_blocks || unfinished->has_value();
    if (parts.reindexing) extend(*infos, existing);

    store::BlockFiles::Options file_options;
    file_options.directory = options.blocks_directory;
    file_options.magic = params.message_start;
    file_options.xor_key = options.blocks_xor;
    file_options.small_files = options.small_files;
    auto block_files = store::BlockFiles::open(file_options, files, std::move(infos).value());
    if (!block_files) return Err(block_files.error().message);
    parts.archive = std::make_unique<BlockArchive>(std::move(index).value(), std::move(block_files).value());
    note_missing(*parts.tree, *parts.archive);
    for (HeaderNode* node : changed)
        parts.archive->mark_dirty(*node);
    if (parts.reindexing && !unfinished->has_value())
        parts.archive->set_value(BlockArchive::kReindexingValue, "0");
    if (!parts.reindexing) {
        if (auto removed = parts.archive->remove_orphans(); !removed) return Err(removed.error().message);
    }
    TRY(open_coins(parts, options));
    base::log_info("loaded {} headers, cache {:.1f} MiB for coins", parts.tree->size(),
                   static_cast<double>(parts.coin_cache_bytes) / (1 << 20));
    return parts;
}

int32_t reindex_start(const BlockArchive& archive) {
    const auto value = archive.index().value(BlockArchive::kReindexingValue);
    if (!value || !value->has_value()) return 0;
    int32_t file = 0;
    std::from_chars((*value)->data(), (*value)->data() + (*value)->size(), file);
    return file;
}

}  // namespace quanta::chain
