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

/// Goes past inputs and outputs.
base::Result<void, DecodeError> skip_inputs_and_outputs(Reader& reader, size_t inputs) {
    constexpr size_t kOutPoint = 36;
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
    return {};
}

/// Goes past a transaction and adds its witness items to `count`; no further than beyond kMaxWitnessItems.
base::Result<void, DecodeError> count_witness_items(Reader& reader, size_t& count) {
    TRY(reader.read<uint32_t>());
    size_t inputs = TRY(reader.read_compact_size());
    // In the extended form a marker, 0, stands where the inputs are counted, and before a flag that is not 0.
    const bool extended = inputs == 0 && TRY(reader.read<uint8_t>()) != 0;
    if (extended) inputs = TRY(reader.read_compact_size());
    if (inputs > 0 || extended) TRY(skip_inputs_and_outputs(reader, inputs));
    for (size_t i = 0; extended && i < inputs; ++i) {
        const size_t items = TRY(reader.read_compact_size());
        for (size_t item = 0; item < items; ++item) {
            if (++count > kMaxWitnessItems) return {};
            TRY(reader.read_sized_bytes());
        }
    }
    TRY(reader.read<uint32_t>());
    return {};
}

/// Reads transactions that follow each other into one piece of memory, which they share: millions of tiny
/// ones would cost many times their bytes on their own.
class Batch {
public:
    explicit Batch(base::ByteSpan bytes)
        : m_memory(std::make_shared<Memory>(bytes)),
          m_reader(m_memory->raw),
          m_parser(m_memory->storage),
          m_counts(bytes.size() > kMaxWitnessItems) {}

    Reader& reader() { return m_reader; }
    base::Result<void, DecodeError> read_one() {
        // Counted before they take memory.
        Reader ahead = m_reader;
        if (m_counts) TRY(count_witness_items(ahead, m_witness_items));
        if (too_much()) return Err(DecodeError::SizeTooLarge);
        return m_parser.parse_one(m_reader, primitives::WitnessForm::Allow);
    }
    /// Whether read_one() failed because of kMaxWitnessItems.
    bool too_much() const { return m_witness_items > kMaxWitnessItems; }
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
    const bool m_counts;  ///< so many bytes that there may be too many items
    size_t m_witness_items = 0;
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

/// Adds the prefilled transactions to `message`, which has its short ids.
base::Result<void, DecodeError> read_prefilled(Reader& reader, CompactBlock& message) {
    const size_t count = TRY(reader.read_compact_size(kMaxCompactTransactions - message.short_ids.size()));
    Batch batch(reader.peek_rest());
    Distances distances;
    std::vector<PrefilledTransaction> prefilled;
    for (size_t i = 0; i < count; ++i) {
        // Each distance fits 16 bits; their sum, below 2^32, is for whoever knows the block to judge.
        const uint64_t distance = TRY(batch.reader().read_compact_size(kMaxTransactionIndex));
        prefilled.push_back({static_cast<uint32_t>(distances.decode(distance)), nullptr});
        const auto read = batch.read_one();
        message.too_much = batch.too_much();
        if (message.too_much) return {};
        if (!read) return Err(read.error());
    }
    std::vector<TransactionPointer> transactions = batch.finish();
    for (size_t i = 0; i < count; ++i)
        prefilled[i].transaction = std::move(transactions[i]);
    message.prefilled = std::move(prefilled);
    return {};
}

}  // namespace

bool has_too_many_witness_items(base::ByteSpan transaction) {
    // An item takes a byte at least.
    if (transaction.size() <= kMaxWitnessItems) return false;
    size_t count = 0;
    Reader reader(transaction);
    return count_witness_items(reader, count) && count > kMaxWitnessItems;
}

void write(Writer& writer, const Tx& message) {
    writer.write_bytes(message.transaction->raw());
}

Read<CompactBlock> read(Reader& reader, Want<CompactBlock>) {
    CompactBlock message;
    message.header = TRY(primitives::BlockHeader::parse(reader));
    message.nonce = TRY(reader.read<uint64_t>());
    message.short_ids = TRY(read_short_ids(reader));
    TRY(read_prefilled(reader, message));
    if (message.too_much) message.short_ids.clear();
    return message;
}

void write(Writer& writer, const CompactBlock& message) {
    CHECK(!message.too_much &&
          message.short_ids.size() + message.prefilled.size() <= kMaxCompactTransactions);
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
    for (size_t i = 0; i < count; ++i) {
        const auto read = batch.read_one();
        message.too_much = batch.too_much();
        if (message.too_much) return message;
        if (!read) return Err(BadMessage(read.error()));
    }
    message.transactions = batch.finish();
    return message;
}

void write(Writer& writer, const BlockTransactions& message) {
    CHECK(!message.too_much && message.transactions.size() <= kMaxTransactionIndex + 1);
    writer.write_bytes(message.block.bytes()).write_compact_size(message.transactions.size());
    for (const TransactionPointer& transaction : message.transactions)
        writer.write_bytes(transaction->raw());
}

}  // namespace quanta::wire::payload
