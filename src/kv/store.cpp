// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <string>
#include <utility>

#include "base/log.h"
#include "kv/kv.h"
#include "kv/rocks.h"
#include "kv/sorted_write.h"
#include "kv/test_environment.h"
#include "sys/file.h"
#include "sys/mutex.h"

namespace quanta::kv {

namespace {

using base::ByteSpan;
using base::Err;

/// Table files in level 0 above which a new sorted write waits for merging to catch up.
constexpr uint64_t kMaxUnmergedFiles = 24;
/// How long it waits at most; slower reads are better than a node that stands still.
constexpr std::chrono::seconds kMaxMergeWait{60};
/// Keys looked up in one call of the database.
constexpr size_t kLookupBatch = 512;
/// Name of a store's directory while it is being destroyed.
constexpr std::string_view kDoomedSuffix = ".removed";

/// Tells waiting threads that a merge has ended.
class MergeWatch final : public rocksdb::EventListener {
public:
    void OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override {
        sys::MutexLock lock(m_mutex);
        ++m_merges;
        m_merged.notify_all();
    }

    uint64_t merges() const {
        sys::MutexLock lock(m_mutex);
        return m_merges;
    }
    /// Waits until merges() is no longer `seen`; false at `deadline`.
    bool wait_for_next(uint64_t seen, std::chrono::steady_clock::time_point deadline) {
        sys::MutexLock lock(m_mutex);
        bool in_time = true;
        while (m_merges == seen && in_time)
            in_time = m_merged.wait_until(m_mutex, deadline);
        return m_merges != seen;
    }

private:
    mutable sys::Mutex m_mutex;
    sys::CondVar m_merged;
    uint64_t m_merges QUANTA_GUARDED_BY(m_mutex) = 0;
};

class RocksSnapshot final : public Snapshot {
public:
    explicit RocksSnapshot(std::shared_ptr<rocksdb::DB> db)
        : m_db(std::move(db)), m_snapshot(m_db->GetSnapshot()) {}
    ~RocksSnapshot() override { m_db->ReleaseSnapshot(m_snapshot); }
    const rocksdb::Snapshot* get() const { return m_snapshot; }

private:
    const std::shared_ptr<rocksdb::DB> m_db;
    const rocksdb::Snapshot* const m_snapshot;
};

class RocksIterator final : public Iterator {
public:
    RocksIterator(std::shared_ptr<rocksdb::DB> db, std::shared_ptr<const Snapshot> snapshot, std::string path)
        : m_db(std::move(db)), m_snapshot(std::move(snapshot)), m_path(std::move(path)) {
        rocksdb::ReadOptions options;
        options.fill_cache = false;
        if (m_snapshot) options.snapshot = static_cast<const RocksSnapshot&>(*m_snapshot).get();
        m_iterator.reset(m_db->NewIterator(options));
    }

    void seek(ByteSpan key) override { m_iterator->Seek(to_slice(key)); }
    bool valid() const override { return m_iterator->Valid(); }
    void next() override { m_iterator->Next(); }
    ByteSpan key() const override { return to_span(m_iterator->key()); }
    ByteSpan value() const override { return to_span(m_iterator->value()); }
    std::optional<KvError> error() const override {
        const rocksdb::Status status = m_iterator->status();
        if (status.ok()) return std::nullopt;
        return to_error(status, m_path);
    }

private:
    const std::shared_ptr<rocksdb::DB> m_db;
    const std::shared_ptr<const Snapshot> m_snapshot;
    const std::string m_path;
    std::unique_ptr<rocksdb::Iterator> m_iterator;
};

KvError file_error(const std::string& path, const sys::FileError& error) {
    const bool full = error.code == sys::FileErrorCode::DiskFull;
    return {full ? KvErrorCode::DiskFull : KvErrorCode::Io, "database " + path + ": " + error.message()};
}

sys::FileSystem& file_system_of(void* environment) {
    if (environment == nullptr) return sys::real_file_system();
    return static_cast<TestEnvironment*>(environment)->files();
}

/// Removes `directory` and all in it.
sys::FileResult<void> remove_tree(sys::FileSystem& files, const std::string& directory) {
    for (const std::string& name : TRY(files.list_directory(directory))) {
        const std::string path = sys::join_path(directory, name);
        TRY(files.is_directory(path) ? remove_tree(files, path) : files.remove(path));
    }
    TRY(files.sync_directory(directory));
    return files.remove(directory);
}

/// Renames first: what has another name is no store any more, however much of it is left.
sys::FileResult<void> destroy_files(sys::FileSystem& files, const std::string& path) {
    const std::string doomed = path + std::string(kDoomedSuffix);
    if (files.exists(doomed)) TRY(remove_tree(files, doomed));
    if (!files.exists(path)) return {};
    TRY(files.rename(path, doomed));
    TRY(files.sync_directory(sys::parent_directory(path)));
    return remove_tree(files, doomed);
}

}  // namespace

struct Batch::Impl {
    rocksdb::WriteBatch batch;
};

Batch::Batch() : m_impl(std::make_unique<Impl>()) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

// The status of a batch in memory is that of its size limit, which is not set.
void Batch::put(ByteSpan key, ByteSpan value) {
    m_impl->batch.Put(to_slice(key), to_slice(value)).PermitUncheckedError();
}
void Batch::erase(ByteSpan key) {
    m_impl->batch.Delete(to_slice(key)).PermitUncheckedError();
}
void Batch::clear() {
    m_impl->batch.Clear();
}
size_t Batch::size_bytes() const {
    return m_impl->batch.GetDataSize();
}

struct Store::Impl {
    // Constant after open().
    std::string path;
    rocksdb::Options options;
    std::shared_ptr<MergeWatch> merges = std::make_shared<MergeWatch>();
    std::shared_ptr<rocksdb::DB> db;

    std::atomic<uint64_t> next_serial = 0;

    uint64_t property(const std::string& name) const {
        uint64_t value = 0;
        return db->GetIntProperty(name, &value) ? value : 0;
    }

    uint64_t unmerged_files() const {
        std::string text;
        if (!db->GetProperty(rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0", &text)) return 0;
        return std::stoull(text);
    }

    void wait_for_merging() {
        const auto deadline = std::chrono::steady_clock::now() + kMaxMergeWait;
        uint64_t seen = merges->merges();
        while (unmerged_files() > kMaxUnmergedFiles && merges->wait_for_next(seen, deadline)) {
            seen = merges->merges();
        }
    }

    /// Looks up the keys that `order` names, at most kLookupBatch of them.
    base::Result<void, KvError> look_up(std::span<const ByteSpan> keys, std::span<const uint32_t> order,
                                        const FoundValue& found) const {
        std::vector<rocksdb::Slice> slices;
        slices.reserve(order.size());
        for (const uint32_t index : order)
            slices.push_back(to_slice(keys[index]));
        std::vector<rocksdb::PinnableSlice> values(order.size());
        std::vector<rocksdb::Status> statuses(order.size());
        // Keys asked for in bulk hardly come again: the system's cache is enough, and this saves a fifth.
        rocksdb::ReadOptions read_options;
        read_options.fill_cache = false;
        db->MultiGet(read_options, db->DefaultColumnFamily(), slices.size(), slices.data(), values.data(),
                     statuses.data(), true);
        for (size_t i = 0; i < order.size(); ++i) {
            if (statuses[i].ok())
                found(order[i], to_span(values[i]));
            else if (!statuses[i].IsNotFound())
                return Err(to_error(statuses[i], path));
        }
        return {};
    }
};

Store::Store(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Store::~Store() = default;

base::Result<std::unique_ptr<Store>, KvError> Store::open(const StoreOptions& options) {
    auto* const test = static_cast<TestEnvironment*>(options.environment);
    rocksdb::Env* const env = test != nullptr ? test->rocks_env() : rocksdb::Env::Default();
    auto impl = std::make_unique<Impl>();
    impl->path = options.path;
    impl->options = make_rocks_options(options, env);
    impl->options.listeners.push_back(impl->merges);

    sys::FileSystem& files = file_system_of(options.environment);
    // What a crash has left of it is in nobody's way.
    if (const std::string doomed = options.path + std::string(kDoomedSuffix); files.exists(doomed)) {
        static_cast<void>(remove_tree(files, doomed));
    }
    if (const auto made = files.create_directories(options.path); !made) {
        return Err(file_error(options.path, made.error()));
    }
    rocksdb::DB* db = nullptr;
    TRY(to_result(rocksdb::DB::Open(impl->options, options.path, &db), options.path));
    impl->db.reset(db);
    TRY(prepare_staging(*env, options.path));
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

base::Result<void, KvError> Store::destroy(const std::string& path, void* environment) {
    if (auto destroyed = destroy_files(file_system_of(environment), path); !destroyed) {
        return Err(file_error(path, destroyed.error()));
    }
    return {};
}

base::Result<std::optional<base::Bytes>, KvError> Store::get(ByteSpan key) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status =
        m_impl->db->Get(rocksdb::ReadOptions(), m_impl->db->DefaultColumnFamily(), to_slice(key), &value);
    if (status.IsNotFound()) return std::optional<base::Bytes>();
    if (!status.ok()) return Err(to_error(status, m_impl->path));
    return std::optional<base::Bytes>(to_bytes(value));
}

base::Result<std::vector<std::optional<base::Bytes>>, KvError> Store::multi_get(
    std::span<const base::Bytes> keys) const {
    const std::vector<ByteSpan> spans(keys.begin(), keys.end());
    std::vector<std::optional<base::Bytes>> values(keys.size());
    TRY(look_up(spans,
                [&](size_t index, ByteSpan value) { values[index].emplace(value.begin(), value.end()); }));
    return values;
}

base::Result<void, KvError> Store::look_up(std::span<const ByteSpan> keys, const FoundValue& found) const {
    const auto below = [&](uint32_t a, uint32_t b) {
        return to_slice(keys[a]).compare(to_slice(keys[b])) < 0;
    };
    std::vector<uint32_t> order(keys.size());
    std::iota(order.begin(), order.end(), 0);
    if (!std::is_sorted(order.begin(), order.end(), below)) std::sort(order.begin(), order.end(), below);
    for (std::span<const uint32_t> rest = order; !rest.empty();) {
        const std::span<const uint32_t> batch = rest.first(std::min(rest.size(), kLookupBatch));
        TRY(m_impl->look_up(keys, batch, found));
        rest = rest.subspan(batch.size());
    }
    return {};
}

base::Result<void, KvError> Store::write(Batch& batch, Durability durability) {
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::Synced;
    return to_result(m_impl->db->Write(options, &batch.m_impl->batch), m_impl->path);
}

base::Result<std::unique_ptr<SortedWrite>, KvError> Store::begin_sorted_write() {
    m_impl->wait_for_merging();
    return make_sorted_write(m_impl->db, m_impl->options, m_impl->path, m_impl->next_serial++);
}

std::shared_ptr<const Snapshot> Store::snapshot() const {
    return std::make_shared<RocksSnapshot>(m_impl->db);
}

std::unique_ptr<Iterator> Store::iterate(std::shared_ptr<const Snapshot> snapshot) const {
    return std::make_unique<RocksIterator>(m_impl->db, std::move(snapshot), m_impl->path);
}

uint64_t Store::approximate_size_bytes() const {
    return m_impl->property(rocksdb::DB::Properties::kLiveSstFilesSize) +
           m_impl->property(rocksdb::DB::Properties::kSizeAllMemTables);
}

}  // namespace quanta::kv
