// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sys/file.h"
#include "sys/mutex.h"
#include "sys/random.h"

namespace quanta::sys {

/// Which operations a fault strikes.
enum class FaultTarget : uint8_t {
    Writes,  ///< write_at, truncate, allocate, creating, removing and renaming.
    Syncs,   ///< sync and sync_directory.
    Reads,   ///< read_at.
};
inline constexpr size_t kFaultTargetCount = 3;

enum class FaultRepeat : uint8_t { Once, Always };

/// When the power goes by itself, and what is lost then.
struct PlannedCut {
    enum class Count : uint8_t { Changes, Syncs };
    enum class Loss : uint8_t {
        Unsynced,  ///< All that was not synced; with `random` a part of it.
        Nothing,   ///< What the end of the process alone loses.
    };
    uint64_t passes = 0;  ///< Operations from now on that still work: the next one does not.
    Count count = Count::Changes;
    Loss loss = Loss::Unsynced;
    Random* random = nullptr;  ///< As for cut_power(); outlives the cut.
};

/// A file system for tests: it hands everything on to another one, remembers what a power cut would lose,
/// and fails where it is told to.
///
/// Durable is a file's contents after File::sync, and a created, renamed or removed name after
/// sync_directory of its directory (new directories themselves are durable at once). All of this is kept
/// track of here; the base is never synced, which is what takes time. Names that start with ".faulty-" are
/// its own and never shown. Every method: any thread.
class FaultyFileSystem final : public FileSystem {
public:
    /// `base` outlives this.
    explicit FaultyFileSystem(FileSystem& base) : m_base(base) {}
    /// Everything stays as it is.
    ~FaultyFileSystem() override;

    /// Lets `count` more operations of `target` pass and fails the next, or all from then on, with `code`.
    void fail_after(FaultTarget target, uint64_t count, FileErrorCode code, FaultRepeat repeat);
    /// No more faults.
    void clear_faults();
    /// Writes and syncs that were tried so far: the points at which the power may be cut.
    uint64_t change_count() const;
    /// Syncs among them.
    uint64_t sync_count() const;
    /// Cuts the power in place of the write or sync that makes change_count() exceed `count`, as
    /// cut_power(random) does. `random` outlives the cut.
    void cut_power_after(uint64_t count, Random* random = nullptr);
    /// Cuts the power as planned; replaces an earlier plan.
    void plan_cut(const PlannedCut& cut);

    /// Puts every file and name back to what was durable. Without `random` all else is lost; with it each
    /// file keeps a random number of the writes since its last sync, oldest first, and so do the names. From
    /// now on everything fails with Io.
    void cut_power(Random* random = nullptr);
    bool is_powered() const;
    /// Works again; files that were open before the cut stay dead.
    void restore_power();

    FileResult<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override;
    bool exists(const std::string& path) override;
    bool is_directory(const std::string& path) override;
    FileResult<uint64_t> file_size(const std::string& path) override;
    FileResult<void> remove(const std::string& path) override;
    FileResult<void> rename(const std::string& from, const std::string& to) override;
    FileResult<void> create_directories(const std::string& path) override;
    FileResult<std::vector<std::string>> list_directory(const std::string& path) override;
    FileResult<void> sync_directory(const std::string& path) override;
    FileResult<uint64_t> available_bytes(const std::string& path) override;

private:
    class FaultyFile;

    /// How to take one change of a file back.
    struct Undo {
        uint64_t offset;
        base::Bytes old_bytes;
        uint64_t old_size;
    };
    /// A file whatever it is called, with its changes since the last sync.
    struct Node {
        std::unique_ptr<File> handle;
        std::vector<Undo> undo;
    };
    /// A change of names: `to` appeared, from `from` if that is set; what `to` was before is in `hidden`.
    /// Without `to`, `from` was removed.
    struct NameChange {
        std::optional<std::string> from;
        std::optional<std::string> to;
        std::optional<std::string> hidden;
        /// The directory whose sync makes it durable.
        std::string directory;
    };
    struct Fault {
        uint64_t passes;
        FileErrorCode code;
        FaultRepeat repeat;
    };

    FileResult<void> enter(FaultTarget target, const std::string& path) QUANTA_REQUIRES(m_mutex);
    FileResult<void> check_power(const std::string& path) const QUANTA_REQUIRES(m_mutex);
    FileResult<void> strike(FaultTarget target, const std::string& path) QUANTA_REQUIRES(m_mutex);
    void cut(PlannedCut::Loss loss, Random* random) QUANTA_REQUIRES(m_mutex);
    void undo_names(size_t keep) QUANTA_REQUIRES(m_mutex);
    FileResult<std::shared_ptr<Node>> node_of(const std::string& path) QUANTA_REQUIRES(m_mutex);
    /// Remembers the bytes in [offset, offset + length) and the size of `node`.
    FileResult<void> remember(const std::shared_ptr<Node>& node, uint64_t offset, uint64_t length)
        QUANTA_REQUIRES(m_mutex);
    /// Moves an existing file out of the way instead of losing it; nothing when there is none.
    FileResult<std::optional<std::string>> hide(const std::string& path) QUANTA_REQUIRES(m_mutex);

    FileSystem& m_base;

    mutable Mutex m_mutex;
    bool m_powered QUANTA_GUARDED_BY(m_mutex) = true;
    /// Counts power cuts: files of an earlier generation are dead.
    uint64_t m_generation QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_changes QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_syncs QUANTA_GUARDED_BY(m_mutex) = 0;
    uint64_t m_hidden_count QUANTA_GUARDED_BY(m_mutex) = 0;
    std::optional<PlannedCut> m_planned QUANTA_GUARDED_BY(m_mutex);
    std::array<std::optional<Fault>, kFaultTargetCount> m_faults QUANTA_GUARDED_BY(m_mutex);
    std::map<std::string, std::weak_ptr<Node>> m_nodes QUANTA_GUARDED_BY(m_mutex);
    /// Nodes with changes not yet synced.
    std::set<std::shared_ptr<Node>> m_dirty QUANTA_GUARDED_BY(m_mutex);
    std::list<NameChange> m_name_changes QUANTA_GUARDED_BY(m_mutex);
};

}  // namespace quanta::sys
