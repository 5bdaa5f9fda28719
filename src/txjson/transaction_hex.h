// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "primitives/transaction.h"

namespace quanta::txjson {

/// The serialisations a text may hold: with witnesses (BIP144), without, or whichever makes sense. A
/// transaction without inputs, which is not complete yet, reads as both.
enum class TransactionForm : uint8_t { Extended, Plain, Either };

/// The transaction written in hex as `text`; null when it is none. For Either, the first form decides that
/// gives scripts without unknown operations and of allowed sizes, else the first that can be read at all.
std::shared_ptr<const primitives::Transaction> decode_transaction(std::string_view text,
                                                                  TransactionForm form);

/// Whether legacy scripts may hold every operation of `script`, pushes are of allowed sizes and the last one
/// is whole.
bool has_known_operations(base::ByteSpan script);

}  // namespace quanta::txjson
