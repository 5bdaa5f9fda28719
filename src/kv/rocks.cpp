// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "kv/rocks.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include "base/log.h"

namespace quanta::kv {

namespace {

/// Bits of the filter per key: one missing key in a hundred costs a block read.
constexpr double kFilterBits = 10;
/// Bytes of a data block. Larger ones are read faster in order, smaller ones faster by key.
constexpr size_t kBlockSize = 4 << 10;
/// Bytes of a table file. Its index and filter stay in memory while it is open.
constexpr uint64_t kFileSize = 64 << 20;
/// Table files held open at once, all stores of a node together staying well below the usual 1,024.
constexpr int kMaxOpenFiles = 256;
/// Table files in level 0, each of which a read may have to ask, before they are merged.
constexpr int kMergeTrigger = 8;
/// Bytes of the first merged level; each further level holds ten times as much.
constexpr uint64_t kFirstLevelSize = 256 << 20;
/// Largest read ahead of a walk, bytes.
constexpr size_t kReadahead = 1 << 20;

/// Hands what the database has to say to our log; without it RocksDB keeps a log file of its own.
class LogForwarder final : public rocksdb::Logger {
public:
    LogForwarder() : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL) {}

    using rocksdb::Logger::Logv;
    void Logv(const char* format, va_list arguments) override {
        char text[500];
        std::vsnprintf(text, sizeof text, format, arguments);
        base::log_debug(base::Category::Leveldb, "{}", text);
    }
    void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
        if (level >= GetInfoLogLevel()) Logv(format, arguments);
    }
};

rocksdb::CompressionType fast_compression() {
    const auto supported = rocksdb::GetSupportedCompressions();
    const bool has_lz4 =
        std::find(supported.begin(), supported.end(), rocksdb::kLZ4Compression) != supported.end();
    return has_lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
}

rocksdb::BlockBasedTableOptions table_options(const StoreOptions& options) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
    table.block_size = kBlockSize;
    table.format_version = 5;
    table.checksum = rocksdb::kXXH3;
    table.max_auto_readahead_size = kReadahead;
    table.optimize_filters_for_memory = true;
    if (options.bloom_filter) {
        table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBits));
        table.whole_key_filtering = true;
    }
    return table;
}

bool is_lock_conflict(const rocksdb::Status& status) {
    const std::string text = status.ToString();
    return status.IsIOError() && (text.find("lock file") != std::string::npos ||
                                  text.find("lock hold by current process") != std::string::npos);
}

KvErrorCode code_of(const rocksdb::Status& status) {
    if (status.IsNoSpace()) return KvErrorCode::DiskFull;
    if (status.IsCorruption()) return KvErrorCode::Corruption;
    if (is_lock_conflict(status)) return KvErrorCode::Locked;
    if (status.IsIOError()) return KvErrorCode::Io;
    return KvErrorCode::Other;
}

}  // namespace

KvError to_error(const rocksdb::Status& status, const std::string& path) {
    return {code_of(status), "database " + path + ": " + status.ToString()};
}

base::Result<void, KvError> to_result(const rocksdb::Status& status, const std::string& path) {
    if (!status.ok()) return base::Err(to_error(status, path));
    return {};
}

rocksdb::Options make_rocks_options(const StoreOptions& options, rocksdb::Env* env) {
    rocksdb::Options rocks;
    rocks.env = env;
    rocks.create_if_missing = true;
    rocks.info_log = std::make_shared<LogForwarder>();
    rocks.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(options)));
    rocks.compression = options.compress ? fast_compression() : rocksdb::kNoCompression;

    // Two memtables, one filling while the other is written, share the budget.
    rocks.max_write_buffer_number = 2;
    rocks.write_buffer_size = std::max<size_t>(options.write_buffer_bytes / 2, 64 << 10);

    rocks.level0_file_num_compaction_trigger = kMergeTrigger;
    rocks.level_compaction_dynamic_level_bytes = true;
    rocks.max_bytes_for_level_base = kFirstLevelSize;
    rocks.target_file_size_base = kFileSize;

    // One thread that flushes and one that merges, shared by all stores of the process.
    rocks.max_background_jobs = 2;
    rocks.max_subcompactions = 1;
    rocks.max_open_files = kMaxOpenFiles;
    rocks.max_file_opening_threads = 2;
    rocks.table_cache_numshardbits = 4;

    // No statistics threads, and no retries on its own after an I/O error: the node stops and says so.
    rocks.stats_dump_period_sec = 0;
    rocks.stats_persist_period_sec = 0;
    rocks.max_bgerror_resume_count = 0;
    rocks.max_manifest_file_size = 16 << 20;
    rocks.manifest_preallocation_size = 64 << 10;
    rocks.bytes_per_sync = 4 << 20;
    rocks.wal_bytes_per_sync = 4 << 20;
    return rocks;
}

}  // namespace quanta::kv
