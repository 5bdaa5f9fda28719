// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/extract.h"

#include <optional>
#include <utility>

#include "crypto/secp256k1.h"
#include "script/script.h"
#include "script/sighash.h"
#include "sign/signature_maker.h"
#include "sign/standard_flags.h"

namespace quanta::sign {

namespace {

using base::Bytes;
using base::ByteSpan;
using script::ScriptKind;
using script::SpendContext;

/// What a script that pushes alone leaves on the stack; nothing when it does more.
std::vector<Bytes> pushed_items(ByteSpan script) {
    std::vector<Bytes> items;
    script::ScriptReader reader(script);
    while (reader.next()) {
        const script::Opcode opcode = reader.opcode();
        if (opcode > script::OP_16 || opcode == script::OP_RESERVED) return {};
        if (opcode <= script::OP_PUSHDATA4) {
            items.emplace_back(reader.data().begin(), reader.data().end());
        } else {
            const int number = opcode == script::OP_1NEGATE ? -1 : script::small_number(opcode);
            const script::ScriptNum pushed(number);
            items.emplace_back(pushed.bytes().begin(), pushed.bytes().end());
        }
    }
    return items;
}

/// Takes apart an input that does not spend its coin yet.
class Extractor {
public:
    Extractor(const SpendContext& context, size_t index) : m_context(context), m_index(index) {}

    void extract(InputSignatures& into) {
        const primitives::TxIn& input = m_context.transaction().inputs()[m_index];
        const ByteSpan coin_script = m_context.coins()[m_index].script;
        std::vector<Bytes> items = pushed_items(input.script_sig);
        Bytes script(coin_script.begin(), coin_script.end());
        EcdsaRules rules = EcdsaRules::Legacy;
        if (script::is_p2sh(script) && !items.empty() && !items.back().empty()) {
            script = into.redeem_script = std::move(items.back());
            items.pop_back();
        }
        const auto program = script::is_witness_program(script);
        if (program && program->is_v0_scripthash() && !input.witness.empty()) {
            items.clear();
            for (const ByteSpan item : input.witness)
                items.emplace_back(item.begin(), item.end());
            script = into.witness_script = std::move(items.back());
            items.pop_back();
            rules = EcdsaRules::WitnessV0;
        }
        match_keys(script, items, rules, into);
    }

private:
    /// Finds the key of each of `items` that is a signature. A multisig's are in the order of its keys.
    void match_keys(ByteSpan script, const std::vector<Bytes>& items, EcdsaRules rules,
                    InputSignatures& into) {
        const script::ScriptType type = script::classify(script);
        if (type.type != ScriptKind::Multisig) return;
        size_t next = 0;
        for (const ByteSpan key_bytes : type.solutions) {
            const auto key = crypto::PublicKey::from_bytes(key_bytes);
            for (size_t i = next; key && i < items.size(); ++i) {
                if (!holds(*key, items[i], script, rules)) continue;
                into.signatures.emplace(key->hash(), KeySignature{*key, items[i]});
                next = i + 1;
                break;
            }
        }
    }

    bool holds(const crypto::PublicKey& key, const Bytes& signature, ByteSpan script,
               EcdsaRules rules) const {
        if (signature.empty()) return false;
        const ByteSpan der = ByteSpan(signature).first(signature.size() - 1);
        const int32_t type = signature.back();
        const crypto::Digest256 hash = rules == EcdsaRules::WitnessV0
                                           ? script::segwit_signature_hash(m_context, m_index, script, type)
                                           : script::legacy_signature_hash(m_context, m_index, script, type);
        return crypto::ecdsa_verify_lax(key.bytes(), der, hash);
    }

    const SpendContext& m_context;
    const size_t m_index;
};

}  // namespace

InputSignatures extract_signatures(const SpendContext& context, size_t index) {
    const primitives::TxIn& input = context.transaction().inputs()[index];
    InputSignatures known;
    known.script_sig.assign(input.script_sig.begin(), input.script_sig.end());
    for (const ByteSpan item : input.witness)
        known.witness.emplace_back(item.begin(), item.end());
    if (script::verify_input(context, index, kStandardFlags)) {
        known.complete = true;
        return known;
    }
    Extractor(context, index).extract(known);
    return known;
}

}  // namespace quanta::sign
