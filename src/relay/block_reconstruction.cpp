// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/block_reconstruction.h"

#include <algorithm>
#include <utility>

#include "primitives/merkle.h"

namespace quanta::relay {

using base::Err;
using primitives::Block;
using Fault = ReconstructionFault;

base::Result<BlockReconstruction, Fault> BlockReconstruction::begin(const wire::CompactBlock& message) {
    if (message.too_much) return Err(Fault::TooMuch);
    const size_t count = message.short_ids.size() + message.prefilled.size();
    if (count == 0 || count > kMaxTransactions) return Err(Fault::Malformed);
    BlockReconstruction made(message.header, message.nonce);
    made.m_places.resize(count);
    for (const wire::PrefilledTransaction& entry : message.prefilled) {
        // Ascending, by the decoder; a place beyond the end leaves too few for the short ids.
        if (entry.index >= count || made.m_places[entry.index].transaction || !entry.transaction)
            return Err(Fault::Malformed);
        made.m_places[entry.index].transaction = entry.transaction;
    }
    made.m_by_id.reserve(message.short_ids.size());
    auto id = message.short_ids.begin();
    for (uint32_t place = 0; place < count; ++place) {
        if (made.m_places[place].transaction) continue;
        if (!made.m_by_id.emplace(*id++ & ShortIds::kMask, place).second) return Err(Fault::Collision);
    }
    made.m_open = message.short_ids.size();
    return made;
}

void BlockReconstruction::offer(const TransactionPtr& transaction) {
    const auto found = m_by_id.find(m_ids.of(transaction->wtxid()));
    if (found == m_by_id.end()) return;
    Place& place = m_places[found->second];
    if (place.disputed) return;
    if (place.transaction == nullptr) {
        place.transaction = transaction;
        --m_open;
    } else if (place.transaction->wtxid() != transaction->wtxid()) {
        place.transaction.reset();
        place.disputed = true;
        ++m_open;
    }
}

std::vector<uint32_t> BlockReconstruction::missing() const {
    std::vector<uint32_t> places;
    places.reserve(m_open);
    for (uint32_t i = 0; i < m_places.size(); ++i) {
        if (m_places[i].transaction == nullptr) places.push_back(i);
    }
    return places;
}

base::Result<std::shared_ptr<const Block>, Fault> BlockReconstruction::finish(
    std::span<const TransactionPtr> rest) const {
    if (rest.size() != m_open) return Err(Fault::WrongCount);
    std::vector<base::Bytes> transactions;
    transactions.reserve(m_places.size());
    auto next = rest.begin();
    for (const Place& place : m_places) {
        const TransactionPtr& transaction = place.transaction != nullptr ? place.transaction : *next++;
        const base::ByteSpan raw = transaction->raw();
        transactions.emplace_back(raw.begin(), raw.end());
    }
    auto block = Block::parse(Block::assemble(m_header, transactions));
    if (!block) return Err(Fault::Collision);
    const primitives::MerkleResult merkle = primitives::transaction_merkle_root(**block);
    if (merkle.mutated || merkle.root != m_header.merkle_root) return Err(Fault::Collision);
    return std::move(*block);
}

TransactionPtr transaction_of(const std::shared_ptr<const Block>& block, size_t index) {
    return {block, &block->transactions()[index]};
}

wire::CompactBlock make_compact(const std::shared_ptr<const Block>& block, uint64_t nonce,
                                std::span<const uint32_t> prefill) {
    wire::CompactBlock compact{block->header(), nonce, {}, {}};
    const ShortIds ids(block->header(), nonce);
    const auto transactions = block->transactions();
    for (uint32_t i = 0; i < transactions.size(); ++i) {
        if (i == 0 || std::ranges::binary_search(prefill, i))
            compact.prefilled.push_back({i, transaction_of(block, i)});
        else
            compact.short_ids.push_back(ids.of(transactions[i].wtxid()));
    }
    return compact;
}

}  // namespace quanta::relay
