// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/importer.h"

#include <cstring>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/log.h"
#include "chain/engine.h"
#include "chain/importer_access.h"
#include "chain/open_chain.h"
#include "chain/tasks.h"
#include "crypto/hash.h"
#include "store/external_block_file.h"
#include "sys/mutex.h"

namespace quanta::chain {

using base::Err;
using primitives::BlockHash;
using primitives::BlockHeader;

namespace {

constexpr size_t kPreviousAt = 4;  ///< offset of the parent's hash in a block, bytes

BlockHash hash_of(const base::Bytes& raw) {
    return BlockHash(crypto::sha256d(base::ByteSpan(raw).first(BlockHeader::kSize)));
}

BlockHash parent_of(const base::Bytes& raw) {
    BlockHash parent;
    std::memcpy(parent.data(), raw.data() + kPreviousAt, BlockHash::kSize);
    return parent;
}

/// Where a block lies: the file by its number among those gone through, and the offset of its data.
struct Place {
    int32_t file;
    uint64_t offset;
};

store::FilePosition position_of(Place place) { return {place.file, static_cast<uint32_t>(place.offset)}; }

/// Blocks that the chain refused because their parent is unknown. Filled by the chain thread.
class Orphans {
public:
    struct Orphan {
        BlockHash hash;
        BlockHash parent;
        Place place;
    };
    void add(const Orphan& orphan) QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        m_orphans.push_back(orphan);
    }
    std::vector<Orphan> take() QUANTA_EXCLUDES(m_mutex) {
        const sys::MutexLock lock(m_mutex);
        return std::exchange(m_orphans, {});
    }

private:
    sys::Mutex m_mutex;
    std::vector<Orphan> m_orphans QUANTA_GUARDED_BY(m_mutex);
};

/// Hands blocks to the chain parents first: those whose parent has not been seen wait, by place, and are read
/// again when it has. So do those whose parent was handed over and refused, a damaged copy perhaps. One
/// thread.
class Sequencer {
public:
    using Submit = std::function<void(base::Bytes, Place, SubmitCallback)>;
    using Read = std::function<base::Result<base::Bytes, store::StoreError>(Place)>;

    Sequencer(const HeaderTree& tree, Submit submit, Read read)
        : m_tree(tree), m_submit(std::move(submit)), m_read(std::move(read)) {}

    void block(Place place, base::Bytes raw) {
        if (raw.size() < BlockHeader::kSize) return;
        const BlockHash parent = parent_of(raw);
        if (!parent.is_null() && !m_submitted.contains(parent) && m_tree.find(parent) == nullptr) {
            m_waiting.emplace(parent, place);
            return;
        }
        std::vector<BlockHash> ready{hash_of(raw)};
        submit(ready.back(), std::move(raw), place);
        while (!ready.empty()) release_children(ready);
    }

    /// Once all blocks handed over were answered: tries again those whose parent is known by now. Whether
    /// there were any.
    bool retry() {
        for (const Orphans::Orphan& orphan : m_orphans->take()) {
            m_submitted.erase(orphan.hash);
            m_waiting.emplace(orphan.parent, orphan.place);
        }
        std::vector<BlockHash> ready;
        for (const auto& [parent, place] : m_waiting) {
            if (m_tree.find(parent) != nullptr) ready.push_back(parent);
        }
        const bool any = !ready.empty();
        while (!ready.empty()) release_children(ready);
        return any;
    }

    uint64_t submitted() const { return m_count; }
    size_t waiting() const { return m_waiting.size(); }
    /// Why a block that had waited could not be read again, which loses it; once.
    std::optional<store::StoreError> take_failure() { return std::exchange(m_failure, {}); }

private:
    void submit(const BlockHash& hash, base::Bytes raw, Place place) {
        const Orphans::Orphan orphan{hash, parent_of(raw), place};
        m_submitted.insert(hash);
        m_submit(std::move(raw), place, [orphans = m_orphans, orphan](const SubmitResult& result) {
            const bool lacks_parent =
                !result && result.error().code == consensus::ErrorCode::PreviousNotFound;
            if (lacks_parent) orphans->add(orphan);
        });
        ++m_count;
    }

    void release_children(std::vector<BlockHash>& ready) {
        const BlockHash parent = ready.back();
        ready.pop_back();
        const auto [first, last] = m_waiting.equal_range(parent);
        std::vector<Place> places;
        for (auto it = first; it != last; ++it) places.push_back(it->second);
        m_waiting.erase(first, last);
        for (const Place place : places) {
            auto raw = m_read(place);
            if (!raw) m_failure = raw.error();
            if (!raw || raw->size() < BlockHeader::kSize) continue;
            ready.push_back(hash_of(*raw));
            submit(ready.back(), std::move(raw).value(), place);
        }
    }

    const HeaderTree& m_tree;
    const Submit m_submit;
    const Read m_read;
    const std::shared_ptr<Orphans> m_orphans = std::make_shared<Orphans>();
    std::unordered_set<BlockHash, primitives::HashBytes> m_submitted;
    std::unordered_multimap<BlockHash, Place, primitives::HashBytes> m_waiting;
    uint64_t m_count = 0;
    std::optional<store::StoreError> m_failure;
};

/// Instead of a block that is not read any more.
store::StoreError cut_short() { return {store::StoreErrorCode::Io, "the node is shutting down"}; }

/// A block file a reindex goes through.
struct FileToScan {
    int32_t number;
    uint64_t size_bytes;
};

/// Those an earlier reindex has not gone through, in their order.
std::vector<FileToScan> files_to_scan(Engine& engine) {
    std::vector<FileToScan> files;
    engine.run([&] {
        const BlockArchive& archive = engine.archive();
        const std::vector<store::BlockFileInfo>& infos = archive.block_files().infos();
        const int32_t start = reindex_start(archive);
        for (const int32_t number : archive.block_files().existing_files()) {
            const auto index = static_cast<size_t>(number);
            if (number >= start) files.push_back({number, index < infos.size() ? infos[index].size : 0});
        }
    });
    return files;
}

/// Waits until all blocks were answered, and tries again those that came before their parents.
void settle(Engine& engine, Sequencer& sequencer) {
    do {
        engine.wait_until_settled();
    } while (sequencer.retry() && !engine.interrupted());
}

}  // namespace

struct FileImporter::Impl {
    explicit Impl(Chain& of)
        : chain(of),
          sequencer(
              of.headers(),
              [this](base::Bytes raw, Place, SubmitCallback done) {
                  chain.submit_raw(std::move(raw), std::move(done));
              },
              [this](Place place) -> base::Result<base::Bytes, store::StoreError> {
                  if (engine_of(chain).interrupted()) return Err(cut_short());
                  return files[static_cast<size_t>(place.file)]->read(place.offset);
              }) {}

    Chain& chain;
    std::vector<std::unique_ptr<store::ExternalBlockFile>> files;
    Sequencer sequencer;
};

FileImporter::FileImporter(Chain& chain) : m_impl(std::make_unique<Impl>(chain)) {}
FileImporter::~FileImporter() = default;

base::Result<void, std::string> FileImporter::import(const std::filesystem::path& path) {
    Chain& chain = m_impl->chain;
    Engine& engine = engine_of(chain);
    Sequencer& sequencer = m_impl->sequencer;
    base::log_info("importing blocks from {}", path.string());
    const auto failed = [&](const store::StoreError& error) {
        return Err("cannot import " + path.string() + ": " + error.message);
    };
    auto opened = store::ExternalBlockFile::open(path, chain.params().message_start, sys::real_file_system());
    if (!opened) return failed(opened.error());
    m_impl->files.push_back(std::move(opened).value());
    store::ExternalBlockFile& file = *m_impl->files.back();
    const auto number = static_cast<int32_t>(m_impl->files.size() - 1);
    std::optional<Task> task(std::in_place, *engine.options().tasks, "importing " + path.filename().string(),
                             "bytes", file.size_bytes());
    auto scanned = file.scan(
        [&](uint64_t offset, base::Bytes raw) {
            sequencer.block({number, offset}, std::move(raw));
            return true;
        },
        [&](uint64_t offset) {
            task->at(offset);
            return !engine.interrupted();
        });
    if (!scanned) return failed(scanned.error());
    task.reset();  // what is left to connect is another piece of work
    settle(engine, sequencer);
    const auto unread = sequencer.take_failure();
    if (unread && !engine.interrupted()) return failed(*unread);
    base::log_info("imported {}: {} blocks so far, {} without their parents, tip height {}", path.string(),
                   sequencer.submitted(), sequencer.waiting(), chain.snapshot()->height());
    return {};
}

base::Result<void, std::string> import_file(Chain& chain, const std::filesystem::path& path) {
    return FileImporter(chain).import(path);
}

base::Result<void, std::string> finish_reindex(Chain& chain) {
    Engine& engine = engine_of(chain);
    if (!engine.reindexing()) return {};
    const BlockArchive& archive = engine.archive();
    const std::vector<FileToScan> files = files_to_scan(engine);
    uint64_t total_bytes = 0;
    for (const FileToScan& file : files) total_bytes += file.size_bytes;
    Sequencer sequencer(
        chain.headers(),
        [&](base::Bytes raw, Place place, SubmitCallback done) {
            chain.submit_raw(std::move(raw), std::move(done), position_of(place));
        },
        [&](Place place) -> base::Result<base::Bytes, store::StoreError> {
            if (engine.interrupted()) return Err(cut_short());
            return archive.block_files().read_block(position_of(place));
        });
    Task task(*engine.options().tasks, "reindexing", "bytes", total_bytes);
    uint64_t before = 0;  // bytes of the files that are through
    for (const FileToScan& file : files) {
        if (engine.interrupted()) return {};
        base::log_info("reindexing block file {} of {}", file.number + 1, files.back().number + 1);
        auto scanned =
            archive.block_files().scan(file.number, 0, [&](store::FilePosition position, base::Bytes raw) {
                task.at(before + position.offset);
                sequencer.block({position.file, position.offset}, std::move(raw));
                return !engine.interrupted();
            });
        if (!scanned) return Err("cannot reindex: " + scanned.error().message);
        before += file.size_bytes;
        task.at(before);
        // A block that waits for its parent is found again only if its file is gone through again.
        settle(engine, sequencer);
        const auto unread = sequencer.take_failure();
        if (engine.interrupted()) return {};
        if (unread) return Err("cannot reindex: " + unread->message);
        const bool resumable = sequencer.waiting() == 0;
        if (resumable) engine.run([&] { engine.set_reindex_progress(file.number + 1, false); });
    }
    if (engine.interrupted()) return {};
    engine.run([&] { engine.set_reindex_progress(0, true); });
    base::log_info("reindexing is through: {} blocks, tip height {}", sequencer.submitted(),
                   chain.snapshot()->height());
    return {};
}

}  // namespace quanta::chain
