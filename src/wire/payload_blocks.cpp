// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Transactions, and the compact blocks of BIP152.

#include <array>
#include <memory>
#include <utility>

#include "base/check.h"
#include "primitives/transaction_parser.h"
#include "wire/payload.h"

namespace quanta::wire::payload {

using base::Err;
using codec::DecodeError;
using codec::Reader;
using codec::Writer;
using primitives::Transaction;
using TransactionPointer = std::shared_ptr<const Transaction>;

namespace {

/// Bytes of a short id.
constexpr size_t kShortIdSize = 6;

/// Reads transactions that follow each other into one piece of memory, which they share: millions of tiny
/// ones would cost many times their bytes on their own.
class Batch {
public:
    explicit Batch(base::ByteSpan bytes)
        : m_memory(std::make_shared<Memory>(bytes)), m_reader(m_memory->raw), m_parser(m_memory->storage) {}

    Reader& reader() { return m_reader; }
    base::Result<void, DecodeError> read_one() {
        return m_parser.parse_one(m_reader, primitives::WitnessForm::Allow);
    }
    /// All that were read. Call once.
    std::vector<TransactionPointer> finish() {
        m_parser.finish();
        std::vector<TransactionPointer> transactions;
        transactions.reserve(m_memory->storage.transactions.size());
        for (const Transaction& transaction : m_memory->storage.transactions) {
            transactions.emplace_back(m_memory, &transaction);
        }
        return transactions;
    }

private:
    struct Memory {
        explicit Memory(base::ByteSpan bytes) : raw(bytes.begin(), bytes.end()) {}
        base::Bytes raw;
        primitives::TransactionStorage storage;
    };

    std::shared_ptr<Memory> m_memory;
    Reader m_reader;
    primitives::TransactionParser m_parser;
};

/// Ascending numbers, each as its distance from the one before less one.
class Distances {
public:
    /// The number `distance` stands for.
    uint64_t decode(uint64_t distance) {
        const uint64_t index = m_next + distance;
        m_next = index + 1;
        return index;
    }
    /// What stands for `index`, which must be above the one before.
    uint64_t encode(uint64_t index) {
        CHECK(index >= m_next);
        return index - std::exchange(m_next, index + 1);
    }

private:
    uint64_t m_next = 0;
};

base::Result<std::vector<uint64_t>, DecodeError> read_short_ids(Reader& reader) {
    const size_t count = TRY(reader.read_compact_size(kMaxCompactTransactions));
    const base::ByteSpan bytes = TRY(reader.read_bytes(count * kShortIdSize));
    std::vector<uint64_t> ids(count);
    for (size_t i = 0; i < count; ++i) {
        const uint8_t* const at = bytes.data() + i * kShortIdSize;
        ids[i] = base::read_le<uint32_t>(at) | uint64_t{base::read_le<uint16_t>(at + 4)} << 32;
    }
    return ids;
}

base::Result<std::vector<PrefilledTransaction>, DecodeError> read_prefilled(Reader& reader, size_t limit) {
    const size_t count = TRY(reader.read_compact_size(limit));
    Batch batch(reader.peek_rest());
    Distances distances;
    std::vector<PrefilledTransaction> prefilled;
    for (size_t i = 0; i < count; ++i) {
        // Each distance fits 16 bits; their sum, below 2^32, is for whoever knows the block to judge.
        const uint64_t distance = TRY(batch.reader().read_compact_size(kMaxTransactionIndex));
        prefilled.push_back({static_cast<uint32_t>(distances.decode(distance)), nullptr});
        TRY(batch.read_one());
    }
    std::vector<TransactionPointer> transactions = batch.finish();
    for (size_t i = 0; i < count; ++i)
        prefilled[i].transaction = std::move(transactions[i]);
    return prefilled;
}

/// Goes through the parts of a transaction and counts.
base::Result<size_t, DecodeError> count_witness_items(base::ByteSpan transaction, size_t limit) {
    constexpr size_t kOutPoint = 36;
    Reader reader(transaction);
    TRY(reader.read<uint32_t>());
    // In the extended form a marker, 0, stands where the inputs are counted.
    if (TRY(reader.read_compact_size()) != 0) return size_t{0};
    TRY(reader.read<uint8_t>());
    const size_t inputs = TRY(reader.read_compact_size());
    for (size_t i = 0; i < inputs; ++i) {
        TRY(reader.read_bytes(kOutPoint));
        TRY(reader.read_sized_bytes());
        TRY(reader.read<uint32_t>());
    }
    const size_t outputs = TRY(reader.read_compact_size());
    for (size_t i = 0; i < outputs; ++i) {
        TRY(reader.read<int64_t>());
        TRY(reader.read_sized_bytes());
    }
    size_t count = 0;
    for (size_t i = 0; i < inputs && count <= limit; ++i) {
        const size_t items = TRY(reader.read_compact_size());
        count += items;
        for (size_t item = 0; item < items && count <= limit; ++item)
            TRY(reader.read_sized_bytes());
    }
    return count;
}

}  // namespace

size_t witness_items(base::ByteSpan transaction, size_t limit) {
    return count_witness_items(transaction, limit).value_or(0);
}

void write(Writer& writer, const Tx& message) {
    writer.write_bytes(message.transaction->raw());
}

Read<CompactBlock> read(Reader& reader, Want<CompactBlock>) {
    CompactBlock message;
    message.header = TRY(primitives::BlockHeader::parse(reader));
    message.nonce = TRY(reader.read<uint64_t>());
    message.short_ids = TRY(read_short_ids(reader));
    message.prefilled = TRY(read_prefilled(reader, kMaxCompactTransactions - message.short_ids.size()));
    return message;
}

void write(Writer& writer, const CompactBlock& message) {
    CHECK(message.short_ids.size() + message.prefilled.size() <= kMaxCompactTransactions);
    writer.write_bytes(message.header.serialize()).write(message.nonce);
    writer.write_compact_size(message.short_ids.size());
    for (uint64_t id : message.short_ids) {
        writer.write(static_cast<uint32_t>(id)).write(static_cast<uint16_t>(id >> 32));
    }
    writer.write_compact_size(message.prefilled.size());
    Distances distances;
    for (const PrefilledTransaction& entry : message.prefilled) {
        writer.write_compact_size(distances.encode(entry.index)).write_bytes(entry.transaction->raw());
    }
}

Read<GetBlockTransactions> read(Reader& reader, Want<GetBlockTransactions>) {
    GetBlockTransactions message;
    TRY(reader.read_into(message.block));
    const size_t count = TRY(reader.read_compact_size(kMaxTransactionIndex + 1));
    Distances distances;
    for (size_t i = 0; i < count; ++i) {
        const uint64_t index = distances.decode(TRY(reader.read_compact_size()));
        if (index > kMaxTransactionIndex) return Err(BadMessage(DecodeError::BadValue));
        message.indexes.push_back(static_cast<uint32_t>(index));
    }
    return message;
}

void write(Writer& writer, const GetBlockTransactions& message) {
    writer.write_bytes(message.block.bytes()).write_compact_size(message.indexes.size());
    Distances distances;
    for (uint32_t index : message.indexes) {
        CHECK(index <= kMaxTransactionIndex);
        writer.write_compact_size(distances.encode(index));
    }
}

Read<BlockTransactions> read(Reader& reader, Want<BlockTransactions>) {
    BlockTransactions message;
    TRY(reader.read_into(message.block));
    const size_t count = TRY(reader.read_compact_size(kMaxTransactionIndex + 1));
    Batch batch(reader.peek_rest());
    for (size_t i = 0; i < count; ++i)
        TRY(batch.read_one());
    message.transactions = batch.finish();
    return message;
}

void write(Writer& writer, const BlockTransactions& message) {
    CHECK(message.transactions.size() <= kMaxTransactionIndex + 1);
    writer.write_bytes(message.block.bytes()).write_compact_size(message.transactions.size());
    for (const TransactionPointer& transaction : message.transactions)
        writer.write_bytes(transaction->raw());
}

}  // namespace quanta::wire::payload
