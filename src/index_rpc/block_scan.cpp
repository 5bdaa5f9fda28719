// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "index_rpc/block_scan.h"

#include <algorithm>

#include "filters/filter_matcher.h"

namespace quanta::index_rpc {

namespace {

using base::ByteSpan;
using base::Err;
using chain::HeaderNode;
using primitives::Height;

/// Blocks whose filters are read at a time.
constexpr Height kBlocksAtOnce = 1'000;

/// Whether the block of `node` has to do with one of `needles`; what is not on disk any more may have.
base::Result<bool, std::string> is_relevant(const chain::BlockArchive& blocks, const HeaderNode& node,
                                            const Needles& needles) {
    const auto hit = [&](ByteSpan script) { return needles.contains(base::as_text(script)); };
    const auto block = blocks.read_block(node);
    if (!block && block.error().code == store::StoreErrorCode::NotFound) return true;
    if (!block) return Err(block.error().message);
    const auto pays = [&](const primitives::TxOut& output) { return hit(output.script); };
    if (std::ranges::any_of((*block)->all_outputs(), pays)) return true;
    if (node.parent() == nullptr) return false;
    const auto undo = blocks.read_undo(node);
    if (!undo) return Err(undo.error().message);
    return std::ranges::any_of(undo->coins, [&](const auto& coin) { return hit(coin.script); });
}

std::vector<ByteSpan> views_of(const Needles& needles) {
    std::vector<ByteSpan> views;
    for (const std::string& needle : needles)
        views.push_back(base::as_bytes(needle));
    return views;
}

}  // namespace

BlockScan::Place::Place(BlockScan& scan) : m_scan(scan), m_taken(!scan.m_running.exchange(true)) {
    if (!m_taken) return;
    m_scan.m_stop = false;
    m_scan.m_percent = 0;
}

BlockScan::Place::~Place() {
    if (m_taken) m_scan.m_running = false;
}

base::Result<BlockScanResult, std::string> BlockScan::run(const Range& range, const Needles& needles,
                                                          const std::atomic<bool>& interrupt) {
    const filters::FilterMatcher matcher(views_of(needles));
    BlockScanResult result;
    Height next = range.first;
    const auto stopped = [&] { return m_stop || interrupt; };
    while (next <= range.last.height && !stopped()) {
        const HeaderNode& last = *range.last.at(std::min(range.last.height, next + kBlocksAtOnce - 1));
        const auto filters = range.index.filters({next, &last}, UINT64_MAX);
        if (!filters) return Err(filters.error().message);
        for (const base::Bytes& filter : *filters) {
            const HeaderNode& node = *last.at(next);
            if (stopped()) break;
            const auto match = matcher.matches(node.hash, filter);
            if (!match) return Err("the filter of block " + node.hash.to_text() + " is damaged");
            const bool relevant =
                *match && (range.blocks == nullptr || TRY(is_relevant(*range.blocks, node, needles)));
            if (relevant) result.relevant.push_back(node.hash);
            result.last = m_height = next++;
            m_percent = static_cast<int>(int64_t{100} * (next - range.first) /
                                         (int64_t{1} + range.last.height - range.first));
        }
        if (next <= last.height && !stopped()) {
            result.missing = last.at(next);
            return result;
        }
    }
    result.complete = next > range.last.height;
    return result;
}

}  // namespace quanta::index_rpc
