// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "base/bytes.h"
#include "sign/input_signatures.h"
#include "sign/signature_maker.h"

namespace quanta::sign {

/// Adds to `known` what `provider` knows about spending an output of `coin_script`, with signatures by
/// `maker`, and puts script_sig and witness together as far as that goes. Nothing is done when `known` is
/// complete.
///
/// Returns whether they spend the output, by their form: whether signatures hold is another question, and
/// `known.complete` is left to who asks it. P2PK, P2PKH, multisig, their P2SH and witness v0 forms, taproot.
bool solve_input(const Provider& provider, const SignatureMaker& maker, base::ByteSpan coin_script,
                 InputSignatures& known);

/// The script that pushes `items`, each in the shortest way.
base::Bytes push_items(const std::vector<base::Bytes>& items);

}  // namespace quanta::sign
