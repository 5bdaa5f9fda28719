// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "sign/input_signatures.h"
#include "sign/signature_maker.h"

namespace quanta::sign {

/// Signs all leaves behind the taproot output described by `known.taproot` that could be satisfied, and notes
/// signatures and sources of keys in `known`. Returns the smallest witness that spends the output: the items
/// of a leaf, its script and its control block. Nothing when no leaf can be satisfied yet.
std::optional<std::vector<base::Bytes>> solve_tapleaves(const Provider& provider, const SignatureMaker& maker,
                                                        InputSignatures& known);

}  // namespace quanta::sign
