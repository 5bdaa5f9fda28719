// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "primitives/transaction.h"

#include <algorithm>

#include "base/check.h"
#include "codec/writer.h"
#include "crypto/hash.h"
#include "primitives/transaction_parser.h"

namespace quanta::primitives {

using base::Err;
using codec::DecodeError;
using codec::Reader;

namespace {

constexpr size_t kOutPointSize = 36;
/// Version and lock time, bytes each.
constexpr size_t kWordSize = 4;
/// Fewest bytes of an input (outpoint, empty script, sequence) and of an output (value, empty script).
constexpr size_t kMinInputSize = kOutPointSize + 1 + kWordSize;
constexpr size_t kMinOutputSize = 9;
constexpr uint8_t kWitnessFlag = 1;

/// Room for `count` more elements, bounded by what the rest of the input can hold.
template <typename T>
void reserve_more(std::vector<T>& vector, size_t count, size_t remaining, size_t min_size) {
    const size_t wanted = vector.size() + std::min(count, remaining / min_size);
    if (wanted > vector.capacity()) vector.reserve(std::max(wanted, vector.capacity() * 2));
}

/// From this many witness items on, room is made for exactly as many as there are.
constexpr size_t kManyItems = 4096;

/// Goes past `count` witness items; `reader` is a copy.
base::Result<void, DecodeError> skip_items(Reader reader, size_t count) {
    for (size_t i = 0; i < count; ++i) TRY(reader.read_sized_bytes());
    return {};
}

/// A transaction on its own, with the bytes and parts it views.
struct OwnedTransaction {
    base::Bytes raw;
    TransactionStorage storage;
};

}  // namespace

/// Where the parts of one transaction lie in its bytes.
struct TransactionParser::Layout {
    uint32_t version;
    uint32_t lock_time;
    size_t body_start;  ///< of the input count, after marker and flag
    size_t body_end;    ///< after the last output
    bool has_witness;
};

base::Result<size_t, DecodeError> TransactionParser::parse_inputs(Reader& reader) {
    const size_t count = TRY(reader.read_compact_size());
    reserve_more(m_storage.inputs, count, reader.remaining(), kMinInputSize);
    for (size_t i = 0; i < count; ++i) {
        const base::ByteSpan outpoint = TRY(reader.read_bytes(kOutPointSize));
        TxIn input;
        std::memcpy(input.prevout.txid.data(), outpoint.data(), Txid::kSize);
        input.prevout.index = base::read_le<uint32_t>(outpoint.data() + Txid::kSize);
        input.script_sig = TRY(reader.read_sized_bytes());
        input.sequence = TRY(reader.read<uint32_t>());
        m_storage.inputs.push_back(input);
        m_witness_counts.push_back(0);
    }
    return count;
}

base::Result<size_t, DecodeError> TransactionParser::parse_outputs(Reader& reader) {
    const size_t count = TRY(reader.read_compact_size());
    reserve_more(m_storage.outputs, count, reader.remaining(), kMinOutputSize);
    for (size_t i = 0; i < count; ++i) {
        const int64_t value = TRY(reader.read<int64_t>());
        m_storage.outputs.push_back({Amount{value}, TRY(reader.read_sized_bytes())});
    }
    return count;
}

base::Result<bool, DecodeError> TransactionParser::parse_witnesses(Reader& reader, size_t input_count) {
    bool any = false;
    for (size_t i = 0; i < input_count; ++i) {
        const size_t items = TRY(reader.read_compact_size());
        // An item may be a single byte, and takes 16 here: who claims many and has few gets no room for them, and
        // who has them no more than they take.
        std::vector<base::ByteSpan>& storage = m_storage.witness_items;
        const size_t wanted = storage.size() + items;
        if (items < kManyItems) {
            reserve_more(storage, items, reader.remaining(), sizeof(base::ByteSpan));
        } else if (wanted > storage.capacity()) {
            TRY(skip_items(reader, items));
            storage.reserve(std::max(wanted, storage.capacity() / 4 * 5));
        }
        for (size_t item = 0; item < items; ++item) {
            storage.push_back(TRY(reader.read_sized_bytes()));
        }
        m_witness_counts[m_witness_counts.size() - input_count + i] = static_cast<uint32_t>(items);
        any = any || items > 0;
    }
    return any;
}

base::Result<TransactionParser::Layout, DecodeError> TransactionParser::parse_parts(Reader& reader,
                                                                                    WitnessForm form) {
    Layout layout{};
    layout.version = TRY(reader.read<uint32_t>());
    layout.body_start = reader.position();
    uint8_t flags = 0;
    size_t inputs = TRY(parse_inputs(reader));
    size_t outputs = 0;
    if (inputs == 0 && form == WitnessForm::Allow) {
        // No inputs: the count was the marker of the extended form, or there is nothing at all.
        flags = TRY(reader.read<uint8_t>());
        if (flags != 0) {
            layout.body_start = reader.position();
            inputs = TRY(parse_inputs(reader));
            outputs = TRY(parse_outputs(reader));
        }
    } else {
        outputs = TRY(parse_outputs(reader));
    }
    layout.body_end = reader.position();
    if (flags & kWitnessFlag) {
        layout.has_witness = TRY(parse_witnesses(reader, inputs));
        if (!layout.has_witness) return Err(DecodeError::SuperfluousWitness);
    }
    if (flags & ~kWitnessFlag) return Err(DecodeError::UnknownTransactionData);
    layout.lock_time = TRY(reader.read<uint32_t>());
    m_counts.push_back({inputs, outputs});
    return layout;
}

base::Result<void, DecodeError> TransactionParser::parse_one(Reader& reader, WitnessForm form) {
    const size_t start = reader.position();
    const base::ByteSpan from_start = reader.peek_rest();
    const Layout layout = TRY(parse_parts(reader, form));
    Transaction transaction;
    transaction.m_version = layout.version;
    transaction.m_lock_time = layout.lock_time;
    transaction.m_raw = from_start.first(reader.position() - start);
    const size_t body_size = layout.body_end - layout.body_start;
    transaction.m_stripped_size = layout.has_witness ? body_size + 2 * kWordSize : transaction.m_raw.size();
    const crypto::Digest256 whole = crypto::sha256d(transaction.m_raw);
    transaction.m_wtxid = Wtxid(whole);
    if (!layout.has_witness) {
        transaction.m_txid = Txid(whole);
    } else {
        crypto::Sha256d hasher;
        hasher.write(transaction.m_raw.first(kWordSize));
        hasher.write(transaction.m_raw.subspan(layout.body_start - start, body_size));
        hasher.write(transaction.m_raw.last(kWordSize));
        transaction.m_txid = Txid(hasher.finalize());
    }
    m_storage.transactions.push_back(transaction);
    return {};
}

void TransactionParser::finish() {
    std::span<const base::ByteSpan> witness_items = m_storage.witness_items;
    for (size_t i = 0; i < m_storage.inputs.size(); ++i) {
        m_storage.inputs[i].witness = witness_items.first(m_witness_counts[i]);
        witness_items = witness_items.subspan(m_witness_counts[i]);
    }
    std::span<const TxIn> inputs = m_storage.inputs;
    std::span<const TxOut> outputs = m_storage.outputs;
    for (size_t i = 0; i < m_storage.transactions.size(); ++i) {
        Transaction& transaction = m_storage.transactions[i];
        transaction.m_inputs = inputs.first(m_counts[i].inputs);
        transaction.m_outputs = outputs.first(m_counts[i].outputs);
        inputs = inputs.subspan(m_counts[i].inputs);
        outputs = outputs.subspan(m_counts[i].outputs);
    }
}

Amount Transaction::output_sum() const {
    Amount sum;
    for (const TxOut& output : m_outputs) sum += output.value;
    return sum;
}

void Transaction::append_stripped(base::Bytes& out) const {
    if (!has_witness()) {
        out.insert(out.end(), m_raw.begin(), m_raw.end());
        return;
    }
    // Version, marker and flag come first; the body is as long as the stripped form less its two words.
    const base::ByteSpan body = m_raw.subspan(kWordSize + 2, m_stripped_size - 2 * kWordSize);
    codec::Writer(out).write(m_version).write_bytes(body).write(m_lock_time);
}

base::Result<std::shared_ptr<const Transaction>, DecodeError> parse_transaction(base::Bytes raw,
                                                                                WitnessForm form) {
    auto owned = std::make_shared<OwnedTransaction>();
    owned->raw = std::move(raw);
    Reader reader(owned->raw);
    TransactionParser parser(owned->storage);
    TRY(parser.parse_one(reader, form));
    TRY(reader.expect_end());
    parser.finish();
    const Transaction* transaction = owned->storage.transactions.data();
    return std::shared_ptr<const Transaction>(std::move(owned), transaction);
}

MutableTransaction::MutableTransaction(const Transaction& transaction)
    : version(transaction.version()), lock_time(transaction.lock_time()) {
    for (const TxIn& input : transaction.inputs()) {
        Input copy{input.prevout, base::Bytes(input.script_sig.begin(), input.script_sig.end()), input.sequence, {}};
        for (base::ByteSpan item : input.witness) copy.witness.emplace_back(item.begin(), item.end());
        inputs.push_back(std::move(copy));
    }
    for (const TxOut& output : transaction.outputs()) {
        outputs.push_back({output.value, base::Bytes(output.script.begin(), output.script.end())});
    }
}

base::Bytes MutableTransaction::serialize(WitnessForm form) const {
    const bool witness = form == WitnessForm::Allow &&
                         std::any_of(inputs.begin(), inputs.end(), [](const Input& input) { return !input.witness.empty(); });
    base::Bytes out;
    codec::Writer writer(out);
    writer.write(version);
    if (witness) writer.write(uint8_t{0}).write(kWitnessFlag);
    writer.write_compact_size(inputs.size());
    for (const Input& input : inputs) {
        writer.write_bytes(input.prevout.txid.bytes()).write(input.prevout.index);
        writer.write_sized_bytes(input.script_sig).write(input.sequence);
    }
    writer.write_compact_size(outputs.size());
    for (const Output& output : outputs) writer.write(output.value.sat).write_sized_bytes(output.script);
    for (size_t i = 0; witness && i < inputs.size(); ++i) {
        writer.write_compact_size(inputs[i].witness.size());
        for (const base::Bytes& item : inputs[i].witness) writer.write_sized_bytes(item);
    }
    writer.write(lock_time);
    return out;
}

std::shared_ptr<const Transaction> MutableTransaction::freeze() const {
    CHECK(!inputs.empty());
    return std::move(parse_transaction(serialize())).value();
}

}  // namespace quanta::primitives
