// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <span>
#include <vector>

#include "json/writer.h"
#include "mempool/reader.h"
#include "mempool_rpc/context.h"

namespace quanta::mempool_rpc {

/// Members of an entry of the pool. `bip125` adds bip125-replaceable (-deprecatedrpc=bip125).
void write_entry(json::Writer& out, const mempool::EntryDetails& details, bool bip125);
/// What they are, for help texts.
std::vector<rpc::Shape> entry_shapes();

/// All of `txids` that are still in the pool, as an object by txid; a few hundred are copied at a time.
void write_entries(json::Writer& out, const Context& context, std::span<const primitives::Txid> txids);
/// `txids` as an array.
void write_txids(json::Writer& out, std::span<const primitives::Txid> txids);

}  // namespace quanta::mempool_rpc
