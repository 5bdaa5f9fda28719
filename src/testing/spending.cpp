// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "testing/spending.h"

#include "base/check.h"
#include "crypto/hash.h"
#include "script/script.h"
#include "script/sighash.h"
#include "script/taproot.h"

namespace quanta::testing {

using crypto::PrivateKey;
using primitives::Amount;
using primitives::Coin;
using primitives::MutableTransaction;
using primitives::Transaction;
using script::ScriptBuilder;

namespace {

PrivateKey numbered_key(uint32_t number) {
    uint8_t bytes[4];
    base::write_le(bytes, number);
    return PrivateKey::from_bytes(crypto::tagged_hash("quanta test key", bytes)).value();
}

}  // namespace

base::Bytes anyone_script() {
    return {script::OP_1};
}

base::Bytes anyone_witness_script() {
    return ScriptBuilder().op(script::OP_0).push(crypto::sha256(anyone_script())).bytes();
}

std::vector<base::Bytes> anyone_witness() {
    return {anyone_script()};
}

SpendableCoin coin_of(const Transaction& transaction, uint32_t index, primitives::Height height) {
    const primitives::TxOut& output = transaction.outputs()[index];
    return {{transaction.txid(), index},
            {output.value, primitives::ScriptBytes(output.script), height, transaction.is_coinbase()}};
}

MutableTransaction spend_to(std::span<const SpendableCoin> coins, base::ByteSpan script, Amount fee,
                            size_t outputs) {
    MutableTransaction transaction;
    Amount left = Amount{} - fee;
    for (const SpendableCoin& coin : coins) {
        transaction.inputs.push_back({coin.outpoint, {}, 0xffffffff, {}});
        left += coin.coin.value;
    }
    const Amount part{left.sat / static_cast<int64_t>(outputs)};
    const base::Bytes owned(script.begin(), script.end());
    transaction.outputs.assign(outputs, {part, owned});
    return transaction;
}

TestKey::TestKey(uint32_t number) : m_key(numbered_key(number)) {}

base::Bytes TestKey::p2wpkh_script() const {
    return ScriptBuilder().op(script::OP_0).push(m_key.public_key().hash()).bytes();
}

base::Bytes TestKey::p2tr_script() const {
    const crypto::XOnlyKey internal = m_key.public_key().xonly();
    const auto output = crypto::xonly_tweak_add(internal, script::taptweak_hash(internal, std::nullopt));
    CHECK(output.has_value());
    return ScriptBuilder().op(script::OP_1).push(output->key).bytes();
}

void TestKey::sign_p2wpkh(MutableTransaction& transaction, size_t index, std::span<const Coin> coins) const {
    const crypto::PublicKey public_key = m_key.public_key();
    const base::Bytes code = ScriptBuilder()
                                 .op(script::OP_DUP)
                                 .op(script::OP_HASH160)
                                 .push(public_key.hash())
                                 .op(script::OP_EQUALVERIFY)
                                 .op(script::OP_CHECKSIG)
                                 .bytes();
    const auto frozen = transaction.freeze();
    const script::SpendContext context(*frozen, coins);
    const crypto::DerSignature der =
        m_key.sign_ecdsa(script::segwit_signature_hash(context, index, code, script::kSigHashAll));
    base::Bytes signature(der.bytes().begin(), der.bytes().end());
    signature.push_back(script::kSigHashAll);
    transaction.inputs[index].witness = {signature, {public_key.bytes().begin(), public_key.bytes().end()}};
}

void TestKey::sign_p2tr(MutableTransaction& transaction, size_t index, std::span<const Coin> coins) const {
    const auto frozen = transaction.freeze();
    const script::SpendContext context(*frozen, coins);
    const auto hash = script::taproot_signature_hash(context, index, script::kSigHashDefault, {});
    const auto tweak = script::taptweak_hash(m_key.public_key().xonly(), std::nullopt);
    const auto output_key = m_key.taproot_tweak(tweak);
    CHECK(hash.has_value() && output_key.has_value());
    const crypto::SchnorrSignature signature = output_key->sign_schnorr(*hash);
    transaction.inputs[index].witness = {{signature.begin(), signature.end()}};
}

}  // namespace quanta::testing
