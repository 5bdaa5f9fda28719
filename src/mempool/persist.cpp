// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/persist.h"

#include <algorithm>
#include <unordered_map>

#include "base/log.h"
#include "mempool/dump_file.h"
#include "sys/mutex.h"

namespace quanta::mempool {

using base::Err;
using policy::Rejection;
using primitives::Txid;

namespace {

/// Entries copied out at once.
constexpr size_t kBatch = 256;
/// Transactions kept to be offered again as packages, at most.
constexpr size_t kMaxSecondTries = 10'000;
constexpr uint64_t kProgressSteps = 100;

DumpContents contents_of(const Reader& reader) {
    DumpContents contents;
    const std::vector<Txid> txids = reader.txids();
    for (std::span<const Txid> rest = txids; !rest.empty();) {
        const size_t count = std::min(kBatch, rest.size());
        std::vector<Entry> entries = reader.entries(rest.first(count));
        std::ranges::move(entries, std::back_inserter(contents.entries));
        rest = rest.subspan(count);
    }
    for (const auto& [txid, priority] : reader.priorities())
        contents.deltas.emplace(txid, priority.delta);
    for (const Entry& entry : contents.entries)
        contents.deltas.erase(entry.transaction->txid());
    contents.unbroadcast = reader.unbroadcast();
    return contents;
}

/// Offers what is read, many at a time, and counts.
class Loading {
public:
    Loading(Mempool& pool, const LoadOptions& options, int64_t now_s)
        : m_pool(pool), m_options(options), m_now_s(now_s) {}

    void offer(DumpReader::Item item);
    /// Waits for all answers, then offers together what could not enter alone.
    void finish() QUANTA_EXCLUDES(m_mutex);
    void take_deltas(const std::map<Txid, primitives::Amount>& deltas);
    void take_unbroadcast(const std::set<Txid>& txids);
    LoadFigures figures() QUANTA_EXCLUDES(m_mutex);

private:
    void answered(const TransactionRef& transaction, const TransactionResult& result)
        QUANTA_EXCLUDES(m_mutex);
    void note_failed(const TransactionRef& transaction, const TransactionResult& result)
        QUANTA_REQUIRES(m_mutex);
    void offer_with_parents(const TransactionRef& child, const std::vector<Txid>& parents)
        QUANTA_EXCLUDES(m_mutex);

    Mempool& m_pool;
    const LoadOptions& m_options;
    const int64_t m_now_s;

    sys::Mutex m_mutex;
    sys::CondVar m_changed;
    size_t m_pending QUANTA_GUARDED_BY(m_mutex) = 0;
    LoadFigures m_figures QUANTA_GUARDED_BY(m_mutex);
    /// Those that pay too little alone, and those that may pay for them.
    std::unordered_map<Txid, TransactionRef, primitives::HashBytes> m_poor QUANTA_GUARDED_BY(m_mutex);
    std::vector<std::pair<TransactionRef, std::vector<Txid>>> m_children QUANTA_GUARDED_BY(m_mutex);
};

void Loading::offer(DumpReader::Item item) {
    const bool has_delta = item.delta.sat != 0;
    if (has_delta && m_options.apply_deltas) m_pool.prioritise(item.transaction->txid(), item.delta);
    const int64_t time_s = m_options.use_current_time ? m_now_s : item.time_s;
    {
        const sys::MutexLock lock(m_mutex);
        if (time_s <= m_now_s - m_pool.options().expiry_s) {
            ++m_figures.expired;
            return;
        }
        ++m_pending;
    }
    Terms terms;
    terms.time_s = time_s;
    const TransactionRef transaction = item.transaction;
    m_pool.submit(transaction, terms,
                  [this, transaction](const TransactionResult& result) { answered(transaction, result); });
}

void Loading::answered(const TransactionRef& transaction, const TransactionResult& result) {
    {
        const sys::MutexLock lock(m_mutex);
        if (result.accepted()) {
            ++m_figures.accepted;
        } else if (result.rejection->reason == "txn-already-in-mempool") {
            ++m_figures.already_there;
        } else {
            note_failed(transaction, result);
        }
        --m_pending;
        m_changed.notify_all();
    }
}

void Loading::note_failed(const TransactionRef& transaction, const TransactionResult& result) {
    ++m_figures.failed;
    if (m_poor.size() + m_children.size() >= kMaxSecondTries) return;
    if (result.rejection->kind == Rejection::Kind::Reconsiderable)
        m_poor.emplace(transaction->txid(), transaction);
    if (result.rejection->kind == Rejection::Kind::MissingInputs)
        m_children.emplace_back(transaction, result.missing_parents);
}

void Loading::offer_with_parents(const TransactionRef& child, const std::vector<Txid>& parents) {
    std::vector<TransactionRef> package;
    {
        const sys::MutexLock lock(m_mutex);
        for (const Txid& parent : parents) {
            const auto found = m_poor.find(parent);
            if (found == m_poor.end()) return;
            package.push_back(found->second);
        }
    }
    package.push_back(child);
    const PackageResult result = m_pool.accept_package(package);
    const auto entered = static_cast<size_t>(std::ranges::count_if(
        result.transactions, [](const TransactionResult& one) { return one.accepted(); }));
    const sys::MutexLock lock(m_mutex);
    m_figures.accepted += entered;
    m_figures.failed -= std::min(entered, m_figures.failed);
}

void Loading::finish() {
    std::vector<std::pair<TransactionRef, std::vector<Txid>>> children;
    {
        const sys::MutexLock lock(m_mutex);
        while (m_pending > 0)
            m_changed.wait(m_mutex);
        children.swap(m_children);
    }
    for (const auto& [child, parents] : children)
        offer_with_parents(child, parents);
}

void Loading::take_deltas(const std::map<Txid, primitives::Amount>& deltas) {
    if (!m_options.apply_deltas) return;
    for (const auto& [txid, delta] : deltas)
        m_pool.prioritise(txid, delta);
}

void Loading::take_unbroadcast(const std::set<Txid>& txids) {
    if (!m_options.apply_unbroadcast) return;
    size_t there = 0;
    for (const Txid& txid : txids) {
        if (!m_pool.reader().contains(txid)) continue;
        m_pool.set_unbroadcast(txid, true);
        ++there;
    }
    const sys::MutexLock lock(m_mutex);
    m_figures.unbroadcast = there;
}

LoadFigures Loading::figures() {
    const sys::MutexLock lock(m_mutex);
    return m_figures;
}

base::Result<void, std::string> load_all(DumpReader& reader, Loading& loading, const LoadOptions& options) {
    const uint64_t step = std::max<uint64_t>(1, reader.count() / kProgressSteps);
    for (uint64_t i = 0; i < reader.count(); ++i) {
        if (options.interrupt != nullptr && options.interrupt->load()) return Err(std::string("interrupted"));
        loading.offer(TRY(reader.next()));
        const bool tell = options.progress && (i + 1) % step == 0;
        if (tell) options.progress(static_cast<double>(i + 1) / static_cast<double>(reader.count()));
    }
    loading.take_deltas(TRY(reader.deltas()));
    loading.finish();
    loading.take_unbroadcast(TRY(reader.unbroadcast()));
    return {};
}

}  // namespace

base::Result<uint64_t, std::string> dump(const Mempool& pool, sys::FileSystem& files, sys::Random& random,
                                         const std::string& path, DumpVersion version) {
    const std::string temporary = path + ".new";
    const auto write = [&]() -> sys::FileResult<uint64_t> {
        const auto file = TRY(files.open(temporary, sys::OpenMode::Create));
        TRY(file->truncate(0));
        const uint64_t written =
            TRY(write_dump(*file, contents_of(pool.reader()), version, random.bytes<8>()));
        TRY(file->sync());
        return written;
    };
    const auto written = write();
    if (!written) {
        // On a full disk what was written so far is in the way.
        (void)files.remove(temporary);
        return Err(written.error().message());
    }
    auto moved = files.rename(temporary, path);
    if (moved) moved = files.sync_directory(sys::parent_directory(path));
    if (!moved) return Err(moved.error().message());
    return *written;
}

base::Result<LoadFigures, std::string> load(Mempool& pool, sys::FileSystem& files, const sys::Clock& clock,
                                            const std::string& path, const LoadOptions& options) {
    const auto file = files.open(path, sys::OpenMode::Read);
    if (!file) return Err(file.error().message());
    DumpReader reader = TRY(DumpReader::open(**file));
    Loading loading(pool, options, clock.system_time_s());
    const auto loaded = load_all(reader, loading, options);
    // Answers refer to it.
    loading.finish();
    if (!loaded) return Err(path + ": " + loaded.error());
    const LoadFigures figures = loading.figures();
    base::log_info("{}: of its transactions {} entered the mempool, {} were there, {} failed, {} had expired",
                   path, figures.accepted, figures.already_there, figures.failed, figures.expired);
    return figures;
}

}  // namespace quanta::mempool
