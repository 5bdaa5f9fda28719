// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/fake_file_system.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace quanta::sys {

namespace {

using base::Err;

constexpr std::string_view kHiddenPrefix = ".faulty-";

int errno_of(FileErrorCode code) {
    switch (code) {
        case FileErrorCode::NotFound: return ENOENT;
        case FileErrorCode::Exists: return EEXIST;
        case FileErrorCode::Permission: return EACCES;
        case FileErrorCode::DiskFull: return ENOSPC;
        case FileErrorCode::Locked: return EAGAIN;
        case FileErrorCode::NotDirectory: return ENOTDIR;
        case FileErrorCode::TooLarge: return EFBIG;
        case FileErrorCode::TooManyOpen: return EMFILE;
        case FileErrorCode::Io: return EIO;
    }
    return EIO;
}

std::string_view operation_name(FaultTarget target) {
    switch (target) {
        case FaultTarget::Writes: return "write";
        case FaultTarget::Syncs: return "sync";
        case FaultTarget::Reads: return "read";
    }
    return "use";
}

FileError fault(FileErrorCode code, std::string_view operation, const std::string& path) {
    return {code, path, errno_of(code), std::string(operation)};
}

}  // namespace

/// Hands on to a file of the base, after asking the file system.
class FaultyFileSystem::FaultyFile final : public File {
public:
    FaultyFile(FaultyFileSystem& files, std::unique_ptr<File> file, std::shared_ptr<Node> node,
               std::string path)
        : m_files(files), m_file(std::move(file)), m_node(std::move(node)), m_path(std::move(path)) {
        MutexLock lock(m_files.m_mutex);
        m_generation = m_files.m_generation;
    }

    FileResult<size_t> read_at(uint64_t offset, std::span<uint8_t> out) override {
        MutexLock lock(m_files.m_mutex);
        TRY(enter(FaultTarget::Reads));
        return m_file->read_at(offset, out);
    }

    FileResult<void> write_at(uint64_t offset, base::ByteSpan data) override {
        MutexLock lock(m_files.m_mutex);
        TRY(enter(FaultTarget::Writes));
        if (m_node) TRY(m_files.remember(m_node, offset, data.size()));
        return m_file->write_at(offset, data);
    }

    FileResult<void> truncate(uint64_t size) override {
        MutexLock lock(m_files.m_mutex);
        TRY(enter(FaultTarget::Writes));
        const uint64_t old_size = TRY(m_file->size());
        if (m_node) TRY(m_files.remember(m_node, size, old_size > size ? old_size - size : 0));
        return m_file->truncate(size);
    }

    FileResult<void> allocate(uint64_t offset, uint64_t length) override {
        MutexLock lock(m_files.m_mutex);
        TRY(enter(FaultTarget::Writes));
        if (m_node) TRY(m_files.remember(m_node, offset, 0));
        return m_file->allocate(offset, length);
    }

    FileResult<void> sync() override {
        MutexLock lock(m_files.m_mutex);
        TRY(enter(FaultTarget::Syncs));
        if (m_node) {
            m_node->undo.clear();
            m_files.m_dirty.erase(m_node);
        }
        return {};
    }

    FileResult<uint64_t> size() override {
        MutexLock lock(m_files.m_mutex);
        TRY(check_alive());
        return m_file->size();
    }

private:
    FileResult<void> enter(FaultTarget target) QUANTA_REQUIRES(m_files.m_mutex) {
        TRY(check_alive());
        return m_files.enter(target, m_path);
    }
    FileResult<void> check_alive() const QUANTA_REQUIRES(m_files.m_mutex) {
        if (m_generation != m_files.m_generation) return Err(fault(FileErrorCode::Io, "use", m_path));
        return {};
    }

    FaultyFileSystem& m_files;
    const std::unique_ptr<File> m_file;
    /// Null when opened for reading.
    const std::shared_ptr<Node> m_node;
    const std::string m_path;
    uint64_t m_generation = 0;
};

FaultyFileSystem::~FaultyFileSystem() {
    MutexLock lock(m_mutex);
    for (const NameChange& change : m_name_changes) {
        if (change.hidden) (void)m_base.remove(*change.hidden);
    }
}

void FaultyFileSystem::fail_after(FaultTarget target, uint64_t count, FileErrorCode code,
                                  FaultRepeat repeat) {
    MutexLock lock(m_mutex);
    m_faults[static_cast<size_t>(target)] = Fault{count, code, repeat};
}

void FaultyFileSystem::clear_faults() {
    MutexLock lock(m_mutex);
    m_faults = {};
}

uint64_t FaultyFileSystem::change_count() const {
    MutexLock lock(m_mutex);
    return m_changes;
}

uint64_t FaultyFileSystem::sync_count() const {
    MutexLock lock(m_mutex);
    return m_syncs;
}

void FaultyFileSystem::cut_power_after(uint64_t count, Random* random) {
    MutexLock lock(m_mutex);
    const uint64_t passes = count > m_changes ? count - m_changes : 0;
    m_planned = {passes, PlannedCut::Count::Changes, PlannedCut::Loss::Unsynced, random};
}

void FaultyFileSystem::plan_cut(const PlannedCut& cut) {
    MutexLock lock(m_mutex);
    m_planned = cut;
}

void FaultyFileSystem::cut_power(Random* random) {
    MutexLock lock(m_mutex);
    if (m_powered) cut(PlannedCut::Loss::Unsynced, random);
}

bool FaultyFileSystem::is_powered() const {
    MutexLock lock(m_mutex);
    return m_powered;
}

void FaultyFileSystem::restore_power() {
    MutexLock lock(m_mutex);
    m_powered = true;
    m_planned.reset();
}

FileResult<std::unique_ptr<File>> FaultyFileSystem::open(const std::string& path, OpenMode mode) {
    std::unique_ptr<File> file;
    std::shared_ptr<Node> node;
    {
        MutexLock lock(m_mutex);
        TRY(check_power(path));
        const bool creates = mode != OpenMode::Read && mode != OpenMode::ReadWrite && !m_base.exists(path);
        if (creates) TRY(enter(FaultTarget::Writes, path));
        file = TRY(m_base.open(path, mode));
        if (creates) m_name_changes.push_back({std::nullopt, path, std::nullopt, parent_directory(path)});
        if (mode != OpenMode::Read) node = TRY(node_of(path));
    }
    return std::unique_ptr<File>(std::make_unique<FaultyFile>(*this, std::move(file), std::move(node), path));
}

bool FaultyFileSystem::exists(const std::string& path) {
    MutexLock lock(m_mutex);
    return m_powered && m_base.exists(path);
}

bool FaultyFileSystem::is_directory(const std::string& path) {
    MutexLock lock(m_mutex);
    return m_powered && m_base.is_directory(path);
}

FileResult<uint64_t> FaultyFileSystem::file_size(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(check_power(path));
    return m_base.file_size(path);
}

FileResult<void> FaultyFileSystem::remove(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(enter(FaultTarget::Writes, path));
    if (m_base.is_directory(path)) return m_base.remove(path);
    const std::optional<std::string> hidden = TRY(hide(path));
    if (!hidden) return Err(fault(FileErrorCode::NotFound, "remove", path));
    m_name_changes.push_back({path, std::nullopt, hidden, parent_directory(path)});
    return {};
}

FileResult<void> FaultyFileSystem::rename(const std::string& from, const std::string& to) {
    MutexLock lock(m_mutex);
    TRY(enter(FaultTarget::Writes, from));
    if (!m_base.exists(from)) return Err(fault(FileErrorCode::NotFound, "rename", from));
    const std::optional<std::string> hidden = TRY(hide(to));
    TRY(m_base.rename(from, to));
    const auto moved = m_nodes.extract(from);
    m_nodes.erase(to);
    if (moved) m_nodes.emplace(to, moved.mapped());
    m_name_changes.push_back({from, to, hidden, parent_directory(to)});
    return {};
}

FileResult<void> FaultyFileSystem::create_directories(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(enter(FaultTarget::Writes, path));
    return m_base.create_directories(path);
}

FileResult<std::vector<std::string>> FaultyFileSystem::list_directory(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(check_power(path));
    std::vector<std::string> names = TRY(m_base.list_directory(path));
    std::erase_if(names, [](const std::string& name) { return name.starts_with(kHiddenPrefix); });
    return names;
}

FileResult<void> FaultyFileSystem::sync_directory(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(enter(FaultTarget::Syncs, path));
    if (!m_base.is_directory(path)) return Err(fault(FileErrorCode::NotFound, "sync", path));
    std::erase_if(m_name_changes, [&](const NameChange& change) {
        if (change.directory != path) return false;
        if (change.hidden) (void)m_base.remove(*change.hidden);
        return true;
    });
    return {};
}

FileResult<uint64_t> FaultyFileSystem::available_bytes(const std::string& path) {
    MutexLock lock(m_mutex);
    TRY(check_power(path));
    return m_base.available_bytes(path);
}

FileResult<void> FaultyFileSystem::enter(FaultTarget target, const std::string& path) {
    TRY(check_power(path));
    if (target == FaultTarget::Reads) return strike(target, path);
    ++m_changes;
    const bool is_sync = target == FaultTarget::Syncs;
    if (is_sync) ++m_syncs;
    const bool counts = m_planned && (is_sync || m_planned->count == PlannedCut::Count::Changes);
    if (counts && m_planned->passes-- == 0) {
        cut(m_planned->loss, m_planned->random);
        return check_power(path);
    }
    return strike(target, path);
}

FileResult<void> FaultyFileSystem::check_power(const std::string& path) const {
    if (!m_powered) return Err(fault(FileErrorCode::Io, "use", path));
    return {};
}

FileResult<void> FaultyFileSystem::strike(FaultTarget target, const std::string& path) {
    std::optional<Fault>& planned = m_faults[static_cast<size_t>(target)];
    if (!planned || planned->passes-- > 0) return {};
    const FileErrorCode code = planned->code;
    if (planned->repeat == FaultRepeat::Once) planned.reset();
    else planned->passes = 0;
    return Err(fault(code, operation_name(target), path));
}

void FaultyFileSystem::cut(PlannedCut::Loss loss, Random* random) {
    const auto kept_of = [loss, random](size_t count) {
        if (loss == PlannedCut::Loss::Nothing) return count;
        return random != nullptr ? static_cast<size_t>(random->below(count + 1)) : 0;
    };
    for (const std::shared_ptr<Node>& node : m_dirty) {
        const size_t kept = kept_of(node->undo.size());
        for (; node->undo.size() > kept; node->undo.pop_back()) {
            const Undo& undo = node->undo.back();
            (void)node->handle->write_at(undo.offset, undo.old_bytes);
            (void)node->handle->truncate(undo.old_size);
        }
        node->undo.clear();
    }
    undo_names(kept_of(m_name_changes.size()));
    m_dirty.clear();
    m_nodes.clear();
    m_powered = false;
    ++m_generation;
}

void FaultyFileSystem::undo_names(size_t keep) {
    for (; m_name_changes.size() > keep; m_name_changes.pop_back()) {
        const NameChange& change = m_name_changes.back();
        if (change.from && change.to) (void)m_base.rename(*change.to, *change.from);
        else if (change.to) (void)m_base.remove(*change.to);
        if (change.hidden) (void)m_base.rename(*change.hidden, change.to.value_or(change.from.value_or("")));
    }
    for (const NameChange& kept : m_name_changes) {
        if (kept.hidden) (void)m_base.remove(*kept.hidden);
    }
    m_name_changes.clear();
}

FileResult<std::shared_ptr<FaultyFileSystem::Node>> FaultyFileSystem::node_of(const std::string& path) {
    std::weak_ptr<Node>& known = m_nodes[path];
    if (std::shared_ptr<Node> node = known.lock()) return node;
    auto node = std::make_shared<Node>();
    node->handle = TRY(m_base.open(path, OpenMode::ReadWrite));
    known = node;
    return node;
}

FileResult<void> FaultyFileSystem::remember(const std::shared_ptr<Node>& node, uint64_t offset,
                                            uint64_t length) {
    const uint64_t size = TRY(node->handle->size());
    const uint64_t overlap = offset < size ? std::min(length, size - offset) : 0;
    base::Bytes old_bytes(overlap);
    TRY(node->handle->read_at(offset, old_bytes));
    node->undo.push_back({offset, std::move(old_bytes), size});
    m_dirty.insert(node);
    return {};
}

FileResult<std::optional<std::string>> FaultyFileSystem::hide(const std::string& path) {
    if (!m_base.exists(path)) return std::optional<std::string>();
    const std::string name = std::string(kHiddenPrefix) + std::to_string(m_hidden_count++);
    const std::string hidden = join_path(parent_directory(path), name);
    TRY(m_base.rename(path, hidden));
    m_nodes.erase(path);
    return std::optional(hidden);
}

}  // namespace quanta::sys
