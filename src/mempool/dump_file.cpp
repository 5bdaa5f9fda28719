// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "mempool/dump_file.h"

#include <algorithm>

#include "codec/reader.h"
#include "codec/writer.h"
#include "consensus/limits.h"
#include "primitives/transaction_parser.h"

namespace quanta::mempool {

using base::Err;
using primitives::Amount;
using primitives::Txid;

namespace {

/// Bytes read from or written to the file at once.
constexpr size_t kPiece = 1 << 20;
/// No transaction is longer, and nothing between two of them.
constexpr size_t kMaxItem = consensus::kMaxBlockSize + 64;

Err<std::string> cut_off() {
    return Err(std::string("the file ends too early"));
}

void apply_key(std::span<uint8_t> bytes, const DumpKey& key, uint64_t position) {
    for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] ^= key[(position + i) % key.size()];
}

/// Collects bytes and writes them in pieces.
class DumpWriter {
public:
    DumpWriter(sys::File& file, const DumpKey& key) : m_file(file), m_key(key) {}

    codec::Writer out() { return codec::Writer(m_piece); }
    /// What was written so far is not obfuscated.
    void begin_obfuscation() { m_plain = m_position + m_piece.size(); }
    sys::FileResult<void> flush(size_t unless_fewer_than) {
        if (m_piece.size() < unless_fewer_than) return {};
        const uint64_t from = std::max(m_position, m_plain);
        apply_key(std::span(m_piece).subspan(from - m_position), m_key, from);
        TRY(m_file.write_at(m_position, m_piece));
        m_position += m_piece.size();
        m_piece.clear();
        return {};
    }
    uint64_t written() const { return m_position; }

private:
    sys::File& m_file;
    const DumpKey& m_key;
    base::Bytes m_piece;
    uint64_t m_position = 0;
    uint64_t m_plain = 0;
};

}  // namespace

DumpReader::Result<DumpReader> DumpReader::open(sys::File& file) {
    DumpReader reader(file);
    TRY(reader.read_head());
    return reader;
}

DumpReader::Result<void> DumpReader::fill(size_t bytes) {
    while (rest().size() < bytes && !m_at_end) {
        m_window.erase(m_window.begin(), m_window.begin() + static_cast<ptrdiff_t>(m_used));
        m_used = 0;
        const size_t before = m_window.size();
        m_window.resize(before + kPiece);
        const auto read = m_file->read_at(m_position, std::span(m_window).subspan(before));
        if (!read) return Err(read.error().message());
        m_window.resize(before + *read);
        apply_key(std::span(m_window).subspan(before), m_key, m_position);
        m_position += *read;
        m_at_end = *read < kPiece;
    }
    return {};
}

template <typename T>
DumpReader::Result<T> DumpReader::number() {
    TRY(fill(sizeof(T)));
    codec::Reader reader(rest());
    const auto value = reader.read<T>();
    if (!value) return cut_off();
    m_used += sizeof(T);
    return *value;
}

DumpReader::Result<void> DumpReader::read_head() {
    const uint64_t version = TRY(number<uint64_t>());
    if (version == static_cast<uint64_t>(DumpVersion::Obfuscated)) {
        const uint8_t size = TRY(number<uint8_t>());
        if (size != m_key.size()) return Err(std::string("its key has a length that is not known"));
        base::write_le(m_key.data(), TRY(number<uint64_t>()));
        const uint64_t position = m_position - rest().size();
        apply_key(std::span(m_window).subspan(m_used), m_key, position);
    } else if (version != static_cast<uint64_t>(DumpVersion::Plain)) {
        return Err("it has version " + std::to_string(version) + ", which is not known");
    }
    m_count = TRY(number<uint64_t>());
    return {};
}

DumpReader::Result<DumpReader::Item> DumpReader::next() {
    TRY(fill(kMaxItem));
    const base::ByteSpan bytes = rest().first(std::min(rest().size(), kMaxItem));
    codec::Reader reader(bytes);
    primitives::TransactionStorage storage;
    primitives::TransactionParser parser(storage);
    const auto parsed = parser.parse_one(reader, primitives::WitnessForm::Allow);
    if (!parsed)
        return Err("a transaction is damaged: " + std::string(codec::decode_error_text(parsed.error())));
    const base::ByteSpan raw = bytes.first(reader.position());
    Item item;
    auto transaction = primitives::parse_transaction(base::Bytes(raw.begin(), raw.end()));
    if (!transaction) return Err(std::string("a transaction is damaged"));
    item.transaction = std::move(*transaction);
    m_used += raw.size();
    item.time_s = TRY(number<int64_t>());
    item.delta.sat = TRY(number<int64_t>());
    return item;
}

DumpReader::Result<uint64_t> DumpReader::list_size() {
    constexpr size_t kLongest = 9;
    TRY(fill(kLongest));
    codec::Reader reader(rest());
    const auto size = reader.read_compact_size();
    if (!size) return cut_off();
    m_used += reader.position();
    return *size;
}

DumpReader::Result<Txid> DumpReader::txid() {
    TRY(fill(Txid::kSize));
    if (rest().size() < Txid::kSize) return cut_off();
    Txid txid;
    std::copy_n(rest().begin(), Txid::kSize, txid.data());
    m_used += Txid::kSize;
    return txid;
}

DumpReader::Result<std::map<Txid, Amount>> DumpReader::deltas() {
    std::map<Txid, Amount> deltas;
    const uint64_t count = TRY(list_size());
    for (uint64_t i = 0; i < count; ++i) {
        const Txid id = TRY(txid());
        deltas[id] = Amount{TRY(number<int64_t>())};
    }
    return deltas;
}

DumpReader::Result<std::set<Txid>> DumpReader::unbroadcast() {
    std::set<Txid> txids;
    const uint64_t count = TRY(list_size());
    for (uint64_t i = 0; i < count; ++i)
        txids.insert(TRY(txid()));
    return txids;
}

sys::FileResult<uint64_t> write_dump(sys::File& file, const DumpContents& contents, DumpVersion version,
                                     const DumpKey& key) {
    constexpr DumpKey kPlain{};
    const bool obfuscated = version == DumpVersion::Obfuscated;
    DumpWriter writer(file, obfuscated ? key : kPlain);
    writer.out().write(static_cast<uint64_t>(version));
    if (obfuscated) writer.out().write_sized_bytes(key);
    writer.begin_obfuscation();
    writer.out().write(uint64_t{contents.entries.size()});
    for (const Entry& entry : contents.entries) {
        writer.out().write_bytes(entry.transaction->raw()).write(entry.time_s).write(entry.delta.sat);
        TRY(writer.flush(kPiece));
    }
    writer.out().write_compact_size(contents.deltas.size());
    for (const auto& [txid, delta] : contents.deltas) {
        writer.out().write_bytes(txid.bytes()).write(delta.sat);
        TRY(writer.flush(kPiece));
    }
    writer.out().write_compact_size(contents.unbroadcast.size());
    for (const Txid& txid : contents.unbroadcast) {
        writer.out().write_bytes(txid.bytes());
        TRY(writer.flush(kPiece));
    }
    TRY(writer.flush(0));
    return writer.written();
}

}  // namespace quanta::mempool
