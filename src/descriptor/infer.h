// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <string>

#include "base/bytes.h"
#include "params/params.h"

namespace quanta::descriptor {

/// The descriptor, with checksum, that says most about an output script when nothing else is known:
/// pk(key), multi(m,keys) or rawtr(key) where the script itself shows plausible keys, addr(address) for what has
/// an address on the chain of `params`, raw(hex) for everything else (BIP381, 383, 385, 386).
std::string infer_descriptor(base::ByteSpan script, const params::ChainParams& params);

}  // namespace quanta::descriptor
