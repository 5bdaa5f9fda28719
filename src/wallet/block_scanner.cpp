// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "wallet/block_scanner.h"

#include "primitives/block.h"

namespace quanta::wallet {
namespace {

using base::Err;
using codec::DecodeError;
template <typename T>
using DecodeResult = base::Result<T, DecodeError>;

constexpr size_t kVersionSize = 4;
constexpr size_t kLockTimeSize = 4;
constexpr size_t kOutPointSize = 36;
constexpr size_t kSequenceSize = 4;
constexpr size_t kAmountSize = 8;
constexpr size_t kTxidSize = 32;
constexpr size_t kHeaderTimeOffset = 68;

/// Reads the inputs; whether one is watched.
DecodeResult<bool> scan_inputs(codec::Reader& reader, uint64_t count, const FingerprintSet& watched) {
    bool match = false;
    for (uint64_t i = 0; i < count; ++i) {
        const base::ByteSpan outpoint = TRY(reader.read_bytes(kOutPointSize));
        TRY(reader.read_sized_bytes());
        TRY(reader.read_bytes(kSequenceSize));
        const uint32_t index = base::read_le<uint32_t>(outpoint.data() + kTxidSize);
        match = match || watched.contains(outpoint_fingerprint(outpoint.data(), index));
    }
    return match;
}

/// Reads the outputs; whether one is watched.
DecodeResult<bool> scan_outputs(codec::Reader& reader, const FingerprintSet& watched) {
    const uint64_t count = TRY(reader.read_compact_size());
    bool match = false;
    for (uint64_t i = 0; i < count; ++i) {
        TRY(reader.read_bytes(kAmountSize));
        const base::ByteSpan script = TRY(reader.read_sized_bytes());
        match = match || watched.contains(script_fingerprint(script));
    }
    return match;
}

DecodeResult<void> skip_witnesses(codec::Reader& reader, uint64_t inputs) {
    for (uint64_t i = 0; i < inputs; ++i) {
        const uint64_t items = TRY(reader.read_compact_size());
        for (uint64_t item = 0; item < items; ++item)
            TRY(reader.read_sized_bytes());
    }
    return {};
}

/// Reads one transaction; whether it is watched.
DecodeResult<bool> scan_transaction(codec::Reader& reader, const Watched& watched) {
    TRY(reader.read_bytes(kVersionSize));
    uint64_t inputs = TRY(reader.read_compact_size());
    // No inputs, and then a flag: the form with witnesses (BIP144).
    const bool witnesses = inputs == 0;
    if (witnesses) {
        if (TRY(reader.read<uint8_t>()) != 1) return Err(DecodeError::UnknownTransactionData);
        inputs = TRY(reader.read_compact_size());
    }
    const bool spends = TRY(scan_inputs(reader, inputs, watched.outpoints));
    const bool pays = TRY(scan_outputs(reader, watched.scripts));
    if (witnesses) TRY(skip_witnesses(reader, inputs));
    TRY(reader.read_bytes(kLockTimeSize));
    return spends || pays;
}

}  // namespace

DecodeResult<ScannedBlock> scan_block(base::ByteSpan raw, const Watched& watched,
                                      const std::function<void(const Match&)>& found) {
    codec::Reader reader(raw);
    const base::ByteSpan header = TRY(reader.read_bytes(primitives::BlockHeader::kSize));
    ScannedBlock block;
    block.time_s = base::read_le<uint32_t>(header.data() + kHeaderTimeOffset);
    const uint64_t count = TRY(reader.read_compact_size());
    for (; block.transactions < count; ++block.transactions) {
        const size_t start = reader.position();
        if (TRY(scan_transaction(reader, watched)))
            found({block.transactions, raw.subspan(start, reader.position() - start)});
    }
    TRY(reader.expect_end());
    return block;
}

bool scan_one(base::ByteSpan raw, const Watched& watched) {
    codec::Reader reader(raw);
    return scan_transaction(reader, watched).value_or(false);
}

}  // namespace quanta::wallet
