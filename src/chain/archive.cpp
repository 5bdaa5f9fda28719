// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "chain/archive.h"

#include <algorithm>

#include "base/log.h"
#include "chain/tasks.h"
#include "primitives/merkle.h"

namespace quanta::chain {

using base::Err;
using store::StoreError;
using store::StoreErrorCode;

namespace {

store::HeaderRecord record_of(const HeaderNode& node) {
    store::HeaderRecord record;
    record.header = node.header();
    record.hash = node.hash;
    record.height = node.height;
    record.transaction_count = node.transaction_count();
    record.validity = node.validity();
    record.failure = node.failure();
    record.block = node.block_position();
    record.undo = node.undo_position();
    return record;
}

}  // namespace

BlockArchive::BlockArchive(std::unique_ptr<store::HeaderIndex> index,
                           std::unique_ptr<store::BlockFiles> files)
    : m_index(std::move(index)), m_files(std::move(files)) {
    const auto pruned = m_index->value(kPrunedValue);
    m_pruned = pruned && pruned->has_value();
}

base::Result<base::Bytes, StoreError> BlockArchive::read_raw_block(const HeaderNode& node) const {
    const store::FilePosition position = node.block_position();
    if (position.is_null()) {
        return Err(StoreError{StoreErrorCode::NotFound, "block " + node.hash.to_text() + " is not on disk"});
    }
    return m_files->read_block(position);
}

base::Result<std::shared_ptr<const primitives::Block>, StoreError> BlockArchive::read_block(
    const HeaderNode& node) const {
    auto block = primitives::Block::parse(TRY(read_raw_block(node)));
    const bool right = block && (*block)->hash() == node.hash &&
                       primitives::transaction_merkle_root(**block).root == node.merkle_root;
    if (!right) {
        return Err(
            StoreError{StoreErrorCode::Corruption, "block " + node.hash.to_text() + " is damaged on disk"});
    }
    return std::move(block).value();
}

base::Result<primitives::BlockUndo, StoreError> BlockArchive::read_undo(const HeaderNode& node) const {
    const store::FilePosition position = node.undo_position();
    if (position.is_null()) {
        return Err(StoreError{StoreErrorCode::NotFound,
                              "undo data of block " + node.hash.to_text() + " is not on disk"});
    }
    return m_files->read_undo(position, node.previous->hash);
}

base::Result<void, StoreError> BlockArchive::store_block(HeaderNode& node, const primitives::Block& block) {
    node.set_block_position(TRY(m_files->append_block(block.raw(), node.height, node.time)));
    m_unflushed_bytes += block.raw().size();
    mark_dirty(node);
    return {};
}

base::Result<void, StoreError> BlockArchive::store_undo(HeaderNode& node, const primitives::BlockUndo& undo) {
    if (node.has_undo() || node.previous == nullptr) return {};
    node.set_undo_position(TRY(m_files->append_undo(node.block_position().file, undo, node.previous->hash)));
    mark_dirty(node);
    return {};
}

void BlockArchive::set_value(std::string name, std::string value) {
    m_values.emplace_back(std::move(name), std::move(value));
}

base::Result<void, StoreError> BlockArchive::flush() {
    store::IndexChanges changes;
    changes.files = m_files->take_changed();
    if (m_dirty.empty() && changes.files.empty() && m_values.empty()) return {};
    TRY(m_files->sync());
    changes.headers.reserve(m_dirty.size());
    for (const HeaderNode* node : m_dirty) changes.headers.push_back(record_of(*node));
    changes.values = std::move(m_values);
    m_values.clear();
    TRY(m_index->write(changes));
    m_dirty.clear();
    m_unflushed_bytes = 0;
    return {};
}

base::Result<void, StoreError> BlockArchive::prune_files(std::span<const int32_t> files, HeaderTree& tree,
                                                         Task& task) {
    tree.for_each([&](HeaderNode& node) {
        if (!std::binary_search(files.begin(), files.end(), node.block_position().file)) return;
        node.set_block_position({});
        node.set_undo_position({});
        note_missing(node.height);
        mark_dirty(node);
    });
    for (const int32_t file : files) m_files->forget_file(file);
    if (!m_pruned) set_value(kPrunedValue, "1");
    m_pruned = true;
    TRY(flush());
    for (const int32_t file : files) {
        base::log_debug(base::Category::Prune, "deleting block file {}", file);
        TRY(m_files->remove_file(file));
        task.add(1);
    }
    return {};
}

base::Result<void, StoreError> BlockArchive::remove_orphans() {
    if (!m_pruned) return {};  // files without a known block are somebody's, not ours to delete
    const std::vector<store::BlockFileInfo>& infos = m_files->infos();
    for (int32_t file : m_files->existing_files()) {
        const bool used = static_cast<size_t>(file) >= infos.size() || infos[file].blocks > 0;
        if (!used && file < m_files->current_file()) TRY(m_files->remove_file(file));
    }
    return {};
}

std::optional<primitives::Height> BlockArchive::first_stored_height(const HeaderNode& tip) const {
    const primitives::Height missing_up_to = m_missing_up_to.load(std::memory_order_acquire);
    if (missing_up_to < 0) return std::nullopt;
    const HeaderNode* node = tip.at(std::min(missing_up_to, tip.height));
    while (node->has_block() && node->previous != nullptr) node = node->parent();
    if (node->has_block()) return std::nullopt;
    return node->height + 1;
}

}  // namespace quanta::chain
