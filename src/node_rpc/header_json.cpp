// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "node_rpc/header_json.h"

#include <fmt/core.h>

#include "primitives/uint256.h"

namespace quanta::node_rpc {

using rpc::Kind;

double difficulty(uint32_t bits) {
    // Mantissa and exponent are taken apart by hand so that every digit is the one clients know.
    constexpr double kEasiestMantissa = 0x00ffff;
    constexpr int kEasiestExponent = 29;
    double ratio = kEasiestMantissa / static_cast<double>(bits & 0x00ffffff);
    int exponent = static_cast<int>(bits >> 24);
    for (; exponent < kEasiestExponent; ++exponent)
        ratio *= 256.0;
    for (; exponent > kEasiestExponent; --exponent)
        ratio /= 256.0;
    return ratio;
}

std::string bits_text(uint32_t bits) {
    return fmt::format("{:08x}", bits);
}

std::string target_text(uint32_t bits) {
    return primitives::decode_compact(bits).value.to_text();
}

int32_t confirmations(const chain::Snapshot& snapshot, const chain::HeaderNode& node) {
    return snapshot.contains(node) ? snapshot.height() - node.height + 1 : -1;
}

void write_header_members(json::Writer& out, const chain::Snapshot& snapshot, const chain::HeaderNode& node) {
    out.member("hash", node.hash.to_text()).member("confirmations", confirmations(snapshot, node));
    out.member("height", node.height).member("version", node.version);
    out.member("versionHex", fmt::format("{:08x}", static_cast<uint32_t>(node.version)));
    out.member("merkleroot", node.merkle_root.to_text()).member("time", node.time);
    out.member("mediantime", node.median_time_past()).member("nonce", node.nonce);
    out.member("bits", bits_text(node.bits)).member("target", target_text(node.bits));
    out.member("difficulty", difficulty(node.bits)).member("chainwork", node.chain_work.to_text());
    out.member("nTx", node.transaction_count());
    if (node.parent() != nullptr) out.member("previousblockhash", node.parent()->hash.to_text());
    if (const chain::HeaderNode* next = snapshot.next(node))
        out.member("nextblockhash", next->hash.to_text());
}

std::vector<rpc::Shape> header_shapes() {
    return {
        {Kind::Hex, "hash", "The block's hash"},
        {Kind::Number, "confirmations",
         "Blocks from this one to the tip, both counted; -1 off the active chain"},
        {Kind::Number, "height", "Blocks below it"},
        {Kind::Number, "version", "Its version"},
        {Kind::Hex, "versionHex", "Its version in hex"},
        {Kind::Hex, "merkleroot", "The root of the tree of its transactions"},
        {Kind::Time, "time", "When it was made, as its miner says"},
        {Kind::Time, "mediantime", "The median time of it and the ten blocks before"},
        {Kind::Number, "nonce", "What its miner searched for"},
        {Kind::Hex, "bits", "Its target in compact form"},
        {Kind::Hex, "target", "Its target: the most its hash may be"},
        {Kind::Number, "difficulty", "How many times harder than the easiest target that is"},
        {Kind::Hex, "chainwork", "Hashes expected to be needed for the chain up to it"},
        {Kind::Number, "nTx", "Its transactions; 0 while they are not known"},
        {Kind::Hex, "previousblockhash", "The block before it", {}, true},
        {Kind::Hex, "nextblockhash", "The block after it on the active chain", {}, true},
    };
}

}  // namespace quanta::node_rpc
