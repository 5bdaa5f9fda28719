// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/reader.h"
#include "codec/writer.h"
#include "primitives/coin.h"

/// @file
/// The compact encodings of amounts, scripts, coins and undo data, as deployed nodes write them. Any thread.

namespace quanta::store {

/// `sat` as a number that is small when it has few digits before its trailing zeros.
/// `sat` is at most 2^64 / 10 (far above any valid amount).
uint64_t compress_amount(uint64_t sat);
/// The inverse; nothing when that is above kMaxMoneySat.
std::optional<uint64_t> decompress_amount(uint64_t compressed);

/// Appends `script`: 21 bytes for a pay to public key hash or script hash, 33 for a pay to public key (of 65
/// bytes only if it is a point of the curve), else a VarInt of size + 6 and the bytes.
void write_script(codec::Writer& writer, base::ByteSpan script);
/// Reads what write_script wrote. BadValue when a compressed key is no point.
base::Result<primitives::ScriptBytes, codec::DecodeError> read_script(codec::Reader& reader);

/// Appends height and coinbase flag, amount and script of `coin`, whose amount is in the money range.
void write_coin(codec::Writer& writer, const primitives::Coin& coin);
/// Reads what write_coin wrote. BadValue for a height above 2^31 - 1 or an amount outside of the money range.
base::Result<primitives::Coin, codec::DecodeError> read_coin(codec::Reader& reader);

/// The undo data of a block as rev files hold it, without magic, size and checksum. The counts of `undo` add
/// up to its coins.
base::Bytes encode_undo(const primitives::BlockUndo& undo);
/// Reads undo data that take up all of `bytes`. Memory is at most a constant times their size.
base::Result<primitives::BlockUndo, codec::DecodeError> decode_undo(base::ByteSpan bytes);

}  // namespace quanta::store
