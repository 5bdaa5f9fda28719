// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/hex.h"
#include "crypto/hash.h"
#include "params/chains.h"
#include "primitives/transaction.h"

namespace quanta::params {

namespace {

using primitives::Amount;
using primitives::Block;
using primitives::BlockHeader;
using primitives::MerkleRoot;
using primitives::MutableTransaction;

constexpr Amount kGenesisReward{50 * primitives::kCoinSat};
constexpr uint8_t kOpPushData1 = 0x4c;
constexpr uint8_t kOpCheckSig = 0xac;

constexpr std::string_view kText = "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks";
constexpr std::string_view kTestnet4Text =
    "03/May/2024 000000000000000000001ebd58c244970b3aa9d783bb001011fbe8ea8e98e00e";
constexpr std::string_view kOutputKey =
    "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f";
constexpr size_t kTestnet4KeySize = 33;

/// Pushes of the bits of the first block ever (whatever this chain's are) and of the number 4, then the text.
base::Bytes coinbase_script(std::string_view text) {
    base::Bytes script{0x04, 0xff, 0xff, 0x00, 0x1d, 0x01, 0x04};
    if (text.size() >= kOpPushData1) script.push_back(kOpPushData1);
    script.push_back(static_cast<uint8_t>(text.size()));
    script.insert(script.end(), text.begin(), text.end());
    return script;
}

std::vector<uint8_t> build(const GenesisHeader& fields, std::string_view text, base::ByteSpan key) {
    MutableTransaction coinbase;
    coinbase.version = 1;
    coinbase.inputs.push_back({{}, coinbase_script(text), 0xffffffff, {}});
    base::Bytes output{static_cast<uint8_t>(key.size())};
    output.insert(output.end(), key.begin(), key.end());
    output.push_back(kOpCheckSig);
    coinbase.outputs.push_back({kGenesisReward, output});
    const base::Bytes transaction = coinbase.serialize();

    BlockHeader header;
    header.version = 1;
    header.merkle_root = MerkleRoot(crypto::sha256d(transaction));
    header.time = fields.time;
    header.bits = fields.bits;
    header.nonce = fields.nonce;
    return Block::assemble(header, std::span(&transaction, 1));
}

}  // namespace

std::vector<uint8_t> genesis_block(const GenesisHeader& header) {
    const std::optional<base::Bytes> key = base::from_hex(kOutputKey);
    CHECK(key.has_value());
    return build(header, kText, *key);
}

std::vector<uint8_t> testnet4_genesis_block(const GenesisHeader& header) {
    return build(header, kTestnet4Text, base::Bytes(kTestnet4KeySize));
}

}  // namespace quanta::params
