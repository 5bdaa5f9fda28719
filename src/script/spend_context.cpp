// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "base/check.h"
#include "codec/writer.h"
#include "script/preimage.h"
#include "script/script.h"
#include "script/verify.h"

namespace quanta::script {
namespace {

using crypto::Digest256;
using primitives::Coin;
using primitives::TxIn;
using primitives::TxOut;

/// Which hashes the inputs of a transaction may need.
struct Needs {
    bool legacy = false;
    bool segwit = false;
    bool taproot = false;

    void add(const Coin& coin, const TxIn& input) {
        const auto program = is_witness_program(coin.script);
        const bool wraps = is_p2sh(coin.script);
        legacy |= !program && !(wraps && !input.witness.empty());
        segwit |= wraps || (program && program->version == 0);
        taproot |= program && program->is_taproot();
    }
};

Digest256 again(const Digest256& hash) {
    return crypto::sha256(hash);
}

}  // namespace

SpendContext::SpendContext(const primitives::Transaction& transaction, std::span<const Coin> coins)
    : m_transaction(transaction), m_coins(coins) {
    CHECK(coins.size() == transaction.inputs().size());
    Needs needs;
    for (size_t i = 0; i < coins.size(); ++i)
        needs.add(coins[i], transaction.inputs()[i]);
    if (needs.legacy) make_legacy();
    m_has_segwit = needs.segwit;
    m_has_taproot = needs.taproot;
    if (!needs.segwit && !needs.taproot) return;
    hash_inputs(m_taproot);
    if (needs.segwit) {
        m_segwit = {again(m_taproot.prevouts), again(m_taproot.sequences), again(m_taproot.outputs)};
    }
    if (needs.taproot) hash_coins();
}

/// The part of the taproot hashes that BIP143 shares, once more hashed.
void SpendContext::hash_inputs(TaprootHashes& hashes) const {
    crypto::Sha256 prevouts;
    crypto::Sha256 sequences;
    for (const TxIn& input : m_transaction.inputs()) {
        prevouts.write(Preimage<36>().put(input.prevout).bytes());
        sequences.write(Preimage<4>().put(input.sequence).bytes());
    }
    crypto::Sha256 outputs;
    for (const TxOut& output : m_transaction.outputs())
        hash_output(outputs, output);
    hashes.prevouts = prevouts.finalize();
    hashes.sequences = sequences.finalize();
    hashes.outputs = outputs.finalize();
}

void SpendContext::hash_coins() {
    crypto::Sha256 amounts;
    crypto::Sha256 scripts;
    for (const Coin& coin : m_coins) {
        amounts.write(Preimage<8>().put(coin.value.sat).bytes());
        hash_sized(scripts, coin.script);
    }
    m_taproot.amounts = amounts.finalize();
    m_taproot.scripts = scripts.finalize();
}

/// Rationale: hashing the whole transaction for each input makes large transactions quadratic. The hashers
/// halve that, and the flat form leaves two writes per hash.
void SpendContext::make_legacy() {
    const auto inputs = m_transaction.inputs();
    codec::Writer writer(m_legacy.bytes);
    writer.write(m_transaction.version()).write_compact_size(inputs.size());
    m_legacy.first_script = m_legacy.bytes.size() + LegacyForm::kBlankInputSize - 5;
    m_legacy.before_script.reserve(inputs.size());
    m_legacy.bytes.reserve(m_transaction.stripped_size());
    crypto::Sha256d hasher;
    hasher.write(m_legacy.bytes);
    for (const TxIn& input : inputs) {
        const auto rest = Preimage<5>().put(uint8_t{0}).put(input.sequence);
        const auto outpoint = Preimage<36>().put(input.prevout);
        m_legacy.before_script.push_back(hasher.write(outpoint.bytes()));
        hasher.write(rest.bytes());
        writer.write_bytes(outpoint.bytes()).write_bytes(rest.bytes());
    }
    writer.write_compact_size(m_transaction.outputs().size());
    for (const TxOut& output : m_transaction.outputs()) {
        writer.write(output.value.sat).write_sized_bytes(output.script);
    }
    writer.write(m_transaction.lock_time());
}

}  // namespace quanta::script
