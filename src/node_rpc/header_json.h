// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chain/snapshot.h"
#include "json/writer.h"
#include "rpc/method.h"

namespace quanta::node_rpc {

/// How many times harder than the easiest target of mainnet `bits` is.
double difficulty(uint32_t bits);
/// `bits` as 8 hex digits.
std::string bits_text(uint32_t bits);
/// The target of `bits` as 64 hex digits.
std::string target_text(uint32_t bits);
/// Blocks of the active chain from `node` to the tip, both counted; -1 when `node` is not on it.
int32_t confirmations(const chain::Snapshot& snapshot, const chain::HeaderNode& node);

/// Writes the members that headers and blocks share, from hash to nextblockhash.
void write_header_members(json::Writer& out, const chain::Snapshot& snapshot, const chain::HeaderNode& node);
/// What write_header_members writes, for help texts.
std::vector<rpc::Shape> header_shapes();

}  // namespace quanta::node_rpc
