// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/importer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/log.h"
#include "chain/engine.h"
#include "chain/importer_access.h"
#include "chain/open_chain.h"
#include "crypto/hash.h"

namespace quanta::chain {

using base::Err;
using primitives::BlockHash;
using primitives::BlockHeader;

namespace {

constexpr size_t kPreviousAt = 4;  ///< offset of the parent's hash in a block, bytes
constexpr int64_t kReportInterval_us = 10'000'000;

BlockHash hash_of(const base::Bytes& raw) {
    return BlockHash(crypto::sha256d(base::ByteSpan(raw).first(BlockHeader::kSize)));
}

BlockHash parent_of(const base::Bytes& raw) {
    BlockHash parent;
    std::memcpy(parent.data(), raw.data() + kPreviousAt, BlockHash::kSize);
    return parent;
}

/// Hands blocks to the chain parents first: those whose parent has not been seen wait, by position, and are
/// read again when it has. One thread.
class Sequencer {
public:
    using Submit = std::function<void(base::Bytes, store::FilePosition)>;
    using Read = std::function<std::optional<base::Bytes>(store::FilePosition)>;

    Sequencer(const HeaderTree& tree, Submit submit, Read read)
        : m_tree(tree), m_submit(std::move(submit)), m_read(std::move(read)) {}

    void block(store::FilePosition position, base::Bytes raw) {
        if (raw.size() < BlockHeader::kSize) return;
        const BlockHash parent = parent_of(raw);
        if (!parent.is_null() && !m_submitted.contains(parent) && m_tree.find(parent) == nullptr) {
            m_waiting.emplace(parent, position);
            return;
        }
        std::vector<BlockHash> ready{hash_of(raw)};
        submit(ready.back(), std::move(raw), position);
        while (!ready.empty()) release_children(ready);
    }

    uint64_t submitted() const { return m_count; }
    size_t waiting() const { return m_waiting.size(); }

private:
    void submit(const BlockHash& hash, base::Bytes raw, store::FilePosition position) {
        m_submitted.insert(hash);
        m_submit(std::move(raw), position);
        ++m_count;
    }

    void release_children(std::vector<BlockHash>& ready) {
        const BlockHash parent = ready.back();
        ready.pop_back();
        const auto [first, last] = m_waiting.equal_range(parent);
        std::vector<store::FilePosition> positions;
        for (auto it = first; it != last; ++it) positions.push_back(it->second);
        m_waiting.erase(first, last);
        for (const store::FilePosition position : positions) {
            std::optional<base::Bytes> raw = m_read(position);
            if (!raw) continue;
            ready.push_back(hash_of(*raw));
            submit(ready.back(), std::move(*raw), position);
        }
    }

    const HeaderTree& m_tree;
    const Submit m_submit;
    const Read m_read;
    std::unordered_set<BlockHash, primitives::HashBytes> m_submitted;
    std::unordered_multimap<BlockHash, store::FilePosition, primitives::HashBytes> m_waiting;
    uint64_t m_count = 0;
};

/// Tells the log how far a file is, and when it will be through at the rate so far.
class Progress {
public:
    Progress(std::string what, uint64_t total_bytes)
        : m_what(std::move(what)), m_total(total_bytes), m_start_us(sys::system_clock().steady_us()), m_last_us(m_start_us) {}

    void at(uint64_t done_bytes, uint64_t blocks) {
        const int64_t now = sys::system_clock().steady_us();
        if (now - m_last_us < kReportInterval_us || done_bytes == 0) return;
        m_last_us = now;
        const double part = static_cast<double>(done_bytes) / static_cast<double>(std::max<uint64_t>(m_total, done_bytes));
        const double left_s = static_cast<double>(now - m_start_us) / 1e6 * (1 - part) / part;
        base::log_info("{}: {:.1f}%, {} blocks, about {:.0f} s left", m_what, part * 100, blocks, left_s);
    }

private:
    const std::string m_what;
    const uint64_t m_total;
    const int64_t m_start_us;
    int64_t m_last_us;
};

/// Reads one record of a file outside the blocks directory again.
std::optional<base::Bytes> read_record(const std::filesystem::path& path, uint64_t offset) {
    constexpr uint64_t kLengthSize = 4;
    auto file = sys::real_file_system().open(path.string(), sys::OpenMode::Read);
    if (!file || offset < kLengthSize) return std::nullopt;
    std::array<uint8_t, kLengthSize> length;
    if ((*file)->read_at(offset - kLengthSize, length).value_or(0) != length.size()) return std::nullopt;
    base::Bytes raw(std::min<uint64_t>(base::read_le<uint32_t>(length.data()), codec::kMaxSize));
    if ((*file)->read_at(offset, raw).value_or(0) != raw.size() || raw.size() < BlockHeader::kSize) return std::nullopt;
    return raw;
}

}  // namespace

base::Result<void, std::string> import_file(Chain& chain, const std::filesystem::path& path) {
    Engine& engine = engine_of(chain);
    base::log_info("importing blocks from {}", path.string());
    Sequencer sequencer(
        chain.headers(), [&](base::Bytes raw, store::FilePosition) { chain.submit_raw(std::move(raw), {}); },
        [&](store::FilePosition position) { return read_record(path, position.offset); });
    Progress progress("importing " + path.filename().string(),
                      sys::real_file_system().file_size(path.string()).value_or(0));
    auto scanned = store::BlockFiles::scan_external(
        path, chain.params().message_start, sys::real_file_system(), [&](store::FilePosition position, base::Bytes raw) {
            progress.at(position.offset, sequencer.submitted());
            sequencer.block(position, std::move(raw));
            return !engine.interrupted();
        });
    if (!scanned) return Err("cannot import " + path.string() + ": " + scanned.error().message);
    engine.wait_until_settled();
    base::log_info("imported {}: {} blocks, {} without their parents, tip height {}", path.string(),
                   sequencer.submitted(), sequencer.waiting(), chain.snapshot()->height());
    return {};
}

base::Result<void, std::string> finish_reindex(Chain& chain) {
    Engine& engine = engine_of(chain);
    if (!engine.reindexing()) return {};
    const BlockArchive& archive = engine.archive();
    int32_t start = 0;
    std::vector<int32_t> files;
    engine.run([&] {
        start = reindex_start(engine.mutable_archive());
        files = engine.mutable_archive().files().existing_files();
    });
    Sequencer sequencer(
        chain.headers(),
        [&](base::Bytes raw, store::FilePosition position) { chain.submit_stored(std::move(raw), position, {}); },
        [&](store::FilePosition position) -> std::optional<base::Bytes> {
            auto raw = archive.block_files().read_block(position);
            return raw ? std::optional(std::move(raw).value()) : std::nullopt;
        });
    for (size_t i = 0; i < files.size() && !engine.interrupted(); ++i) {
        if (files[i] < start) continue;
        base::log_info("reindexing block file {} of {}", i + 1, files.size());
        auto scanned = archive.block_files().scan(files[i], 0, [&](store::FilePosition position, base::Bytes raw) {
            sequencer.block(position, std::move(raw));
            return !engine.interrupted();
        });
        if (!scanned) return Err("cannot reindex: " + scanned.error().message);
        // A block that waits for its parent is found again only if its file is gone through again.
        const bool resumable = sequencer.waiting() == 0;
        engine.wait_until_settled();
        if (resumable && !engine.interrupted()) engine.run([&] { engine.set_reindex_progress(files[i] + 1, false); });
    }
    if (engine.interrupted()) return {};
    engine.run([&] { engine.set_reindex_progress(0, true); });
    base::log_info("reindexing is through: {} blocks, tip height {}", sequencer.submitted(), chain.snapshot()->height());
    return {};
}

}  // namespace quanta::chain
