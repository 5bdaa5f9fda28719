// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/witness_commitment.h"

#include <algorithm>
#include <array>

#include "script/script.h"

namespace quanta::consensus {

using primitives::TxOut;

namespace {

/// OP_RETURN, a push of 36 bytes, and the tag of commitments (BIP141).
constexpr std::array<uint8_t, 6> kPrefix{0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed};

bool is_commitment(const TxOut& output) {
    return output.script.size() >= kWitnessCommitmentSize &&
           std::ranges::equal(output.script.first(kPrefix.size()), kPrefix);
}

}  // namespace

std::optional<size_t> witness_commitment_index(const primitives::Transaction& coinbase) {
    const std::span<const TxOut> outputs = coinbase.outputs();
    for (size_t i = outputs.size(); i > 0; --i) {
        if (is_commitment(outputs[i - 1])) return i - 1;
    }
    return std::nullopt;
}

crypto::Digest256 witness_commitment(const primitives::MerkleRoot& witness_root, base::ByteSpan nonce) {
    return crypto::Sha256d().write(witness_root.bytes()).write(nonce).finalize();
}

base::Bytes witness_commitment_script(const crypto::Digest256& commitment) {
    base::Bytes script(kWitnessCommitmentSize);
    const auto end = std::ranges::copy(kPrefix, script.begin()).out;
    std::ranges::copy(commitment, end);
    return script;
}

base::Bytes coinbase_height_script(primitives::Height height) {
    return script::ScriptBuilder().number(height).bytes();
}

}  // namespace quanta::consensus
