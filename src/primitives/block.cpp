// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "primitives/block.h"

#include <cstring>

#include "codec/writer.h"
#include "crypto/hash.h"

namespace quanta::primitives {

using codec::DecodeError;
using codec::Reader;

namespace {

// Offsets of the header's fields, bytes.
constexpr size_t kPreviousAt = 4;
constexpr size_t kMerkleRootAt = 36;
constexpr size_t kTimeAt = 68;
constexpr size_t kBitsAt = 72;
constexpr size_t kNonceAt = 76;

/// A transaction takes at least this many bytes: version, two counts, lock time.
constexpr size_t kMinTransactionSize = 10;

}  // namespace

std::array<uint8_t, BlockHeader::kSize> BlockHeader::serialize() const {
    std::array<uint8_t, kSize> out;
    base::write_le(out.data(), static_cast<uint32_t>(version));
    std::memcpy(out.data() + kPreviousAt, previous.data(), BlockHash::kSize);
    std::memcpy(out.data() + kMerkleRootAt, merkle_root.data(), MerkleRoot::kSize);
    base::write_le(out.data() + kTimeAt, time);
    base::write_le(out.data() + kBitsAt, bits);
    base::write_le(out.data() + kNonceAt, nonce);
    return out;
}

BlockHash BlockHeader::hash() const { return BlockHash(crypto::sha256d(serialize())); }

base::Result<BlockHeader, DecodeError> BlockHeader::parse(Reader& reader) {
    const base::ByteSpan bytes = TRY(reader.read_bytes(kSize));
    BlockHeader header;
    header.version = static_cast<int32_t>(base::read_le<uint32_t>(bytes.data()));
    std::memcpy(header.previous.data(), bytes.data() + kPreviousAt, BlockHash::kSize);
    std::memcpy(header.merkle_root.data(), bytes.data() + kMerkleRootAt, MerkleRoot::kSize);
    header.time = base::read_le<uint32_t>(bytes.data() + kTimeAt);
    header.bits = base::read_le<uint32_t>(bytes.data() + kBitsAt);
    header.nonce = base::read_le<uint32_t>(bytes.data() + kNonceAt);
    return header;
}

base::Result<std::shared_ptr<const Block>, DecodeError> Block::parse(base::Bytes raw) {
    const std::shared_ptr<Block> block(new Block);
    block->m_raw = std::move(raw);
    Reader reader(block->m_raw);
    block->m_header = TRY(BlockHeader::parse(reader));
    block->m_hash = BlockHash(crypto::sha256d(base::ByteSpan(block->m_raw).first(BlockHeader::kSize)));
    const size_t count = TRY(reader.read_compact_size());
    const size_t count_size = reader.position() - BlockHeader::kSize;
    block->m_storage.transactions.reserve(std::min(count, reader.remaining() / kMinTransactionSize));
    TransactionParser parser(block->m_storage);
    for (size_t i = 0; i < count; ++i) TRY(parser.parse_one(reader, WitnessForm::Allow));
    TRY(reader.expect_end());
    parser.finish();
    block->m_stripped_size = BlockHeader::kSize + count_size;
    for (const Transaction& transaction : block->transactions()) block->m_stripped_size += transaction.stripped_size();
    return std::shared_ptr<const Block>(block);
}

base::Bytes Block::assemble(const BlockHeader& header, std::span<const base::Bytes> transactions) {
    base::Bytes out;
    codec::Writer writer(out);
    writer.write_bytes(header.serialize()).write_compact_size(transactions.size());
    for (const base::Bytes& transaction : transactions) writer.write_bytes(transaction);
    return out;
}

}  // namespace quanta::primitives
