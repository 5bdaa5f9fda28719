// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "txjson/psbt_json.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "base/hex.h"
#include "keys/base58.h"
#include "keys/key_path.h"
#include "script/script.h"
#include "script/sighash.h"
#include "txjson/transaction_json.h"

namespace quanta::txjson {

namespace {

using base::Bytes;
using base::ByteSpan;
using primitives::Amount;
using primitives::Transaction;
using psbt::Input;
using psbt::Output;
using psbt::Psbt;

/// `sum` plus `value`; nothing once something is beyond the range of money.
std::optional<Amount> add(std::optional<Amount> sum, std::optional<Amount> value) {
    if (!sum || !value || !value->in_money_range()) return std::nullopt;
    *sum += *value;
    return sum->in_money_range() ? sum : std::nullopt;
}

std::optional<Amount> fee_of(const Psbt& psbt) {
    std::optional<Amount> in = Amount{};
    for (const Input& input : psbt.inputs) {
        const auto output = input.spent_output();
        in = add(in, output ? std::optional(output->value) : std::nullopt);
    }
    std::optional<Amount> paid = Amount{};
    for (const Output& output : psbt.outputs)
        paid = add(paid, output.value);
    if (!in || !paid) return std::nullopt;
    return *in - *paid;
}

/// Writes the parts of a PSBT, each as a member of the object that the writer is in; those that are not there
/// leave no trace.
class PsbtMembers {
public:
    PsbtMembers(json::Writer& out, const params::ChainParams& params)
        : m_out(out), m_transactions(out, params) {}

    void global(const Psbt& psbt);
    void input(const Input& input, uint32_t version);
    void output(const Output& output, uint32_t version);

    void proprietary(const psbt::ProprietaryFields& fields);
    void unknown(const psbt::UnknownFields& fields);

private:
    void hex(std::string_view name, ByteSpan bytes) { m_out.member(name, base::to_hex(bytes)); }
    void hex_if_any(std::string_view name, ByteSpan bytes) {
        if (!bytes.empty()) hex(name, bytes);
    }
    template <typename T>
    void number(std::string_view name, const std::optional<T>& number) {
        if (number) m_out.member(name, *number);
    }
    /// An array of what `write_one` makes of each element; nothing for none.
    template <typename Container, typename WriteOne>
    void array(std::string_view name, const Container& elements, WriteOne write_one) {
        if (elements.empty()) return;
        m_out.key(name).begin_array();
        for (const auto& element : elements)
            write_one(element);
        m_out.end_array();
    }
    void hex_array(std::string_view name, const auto& elements) {
        m_out.key(name).begin_array();
        for (const auto& element : elements)
            m_out.value(base::to_hex(element));
        m_out.end_array();
    }

    void transaction(std::string_view name, const Transaction& transaction);
    void extended_keys(const Psbt& psbt);
    void spent_output(const Input& input);
    void signatures(const Input& input);
    void script(std::string_view name, ByteSpan script);
    void final_scripts(const Input& input);
    void source(const psbt::KeySource& source);
    void keys(const std::map<crypto::PublicKey, psbt::KeySource>& keys);
    void preimages(std::string_view name, const auto& preimages);
    void place(const Input& input);

    void taproot(const Input& input);
    void taproot_leaf_signatures(const Input& input);
    void taproot_leaves(const Input& input);
    void taproot_tree(const Output& output);
    void taproot_keys(const std::map<crypto::XOnlyKey, sign::TapKeySource>& keys);

    void participants(const psbt::Participants& participants);
    void participant_bytes(std::string_view name, std::string_view value_name,
                           const psbt::ParticipantBytes& given);

    json::Writer& m_out;
    TransactionJson m_transactions;
};

void PsbtMembers::transaction(std::string_view name, const Transaction& transaction) {
    m_out.key(name);
    TransactionView view;
    view.hex = RawHex::Omit;
    m_transactions.transaction(transaction, view);
}

void PsbtMembers::global(const Psbt& psbt) {
    if (psbt.version == psbt::kVersion0) {
        const auto unsigned_transaction = psbt.unsigned_transaction();
        CHECK(unsigned_transaction);
        // It may lack inputs, which only the form without witnesses can be.
        const auto parsed =
            primitives::parse_transaction(unsigned_transaction->serialize(), primitives::WitnessForm::Forbid);
        CHECK(parsed);
        transaction("tx", **parsed);
    }
    extended_keys(psbt);
    if (psbt.version != psbt::kVersion0) {
        m_out.member("tx_version", psbt.tx_version);
        number("fallback_locktime", psbt.fallback_lock_time);
        m_out.member("input_count", psbt.inputs.size()).member("output_count", psbt.outputs.size());
    }
    if (psbt.modifiable) {
        m_out.member("inputs_modifiable", (*psbt.modifiable & psbt::kInputsModifiable) != 0);
        m_out.member("outputs_modifiable", (*psbt.modifiable & psbt::kOutputsModifiable) != 0);
        m_out.member("has_sighash_single", (*psbt.modifiable & psbt::kHasSighashSingle) != 0);
    }
    m_out.member("psbt_version", psbt.version);
}

void PsbtMembers::extended_keys(const Psbt& psbt) {
    m_out.key("global_xpubs").begin_array();
    for (const auto& [origin, keys] : psbt.extended_keys) {
        for (const psbt::ExtendedKeyBytes& key : keys) {
            m_out.begin_object().member("xpub", keys::encode_base58_check(key));
            source(origin);
            m_out.end_object();
        }
    }
    m_out.end_array();
}

void PsbtMembers::proprietary(const psbt::ProprietaryFields& fields) {
    m_out.key("proprietary").begin_array();
    for (const auto& [key, field] : fields) {
        m_out.begin_object();
        hex("identifier", field.identifier);
        m_out.member("subtype", field.subtype);
        hex("key", key);
        hex("value", field.value);
        m_out.end_object();
    }
    m_out.end_array();
}

void PsbtMembers::unknown(const psbt::UnknownFields& fields) {
    m_out.key("unknown").begin_object();
    for (const auto& [key, value] : fields)
        hex(base::to_hex(key), value);
    m_out.end_object();
}

void PsbtMembers::source(const psbt::KeySource& source) {
    hex("master_fingerprint", source.fingerprint);
    m_out.member("path", "m" + keys::format_key_path(source.path));
}

void PsbtMembers::keys(const std::map<crypto::PublicKey, psbt::KeySource>& keys) {
    array("bip32_derivs", keys, [&](const auto& entry) {
        m_out.begin_object();
        hex("pubkey", entry.first.bytes());
        source(entry.second);
        m_out.end_object();
    });
}

void PsbtMembers::script(std::string_view name, ByteSpan script) {
    if (script.empty()) return;
    m_out.key(name).begin_object().member("asm", script::to_asm(script));
    hex("hex", script);
    m_out.member("type", script::script_kind_name(script::classify_kind(script))).end_object();
}

void PsbtMembers::spent_output(const Input& input) {
    if (input.witness_utxo) {
        m_out.key("witness_utxo").begin_object().key("amount").amount(input.witness_utxo->value.sat);
        m_out.key("scriptPubKey");
        m_transactions.script_pub_key(input.witness_utxo->script);
        m_out.end_object();
    }
    if (input.previous) transaction("non_witness_utxo", *input.previous);
}

void PsbtMembers::signatures(const Input& input) {
    if (!input.signatures.empty()) {
        m_out.key("partial_signatures").begin_object();
        for (const auto& [hash, signature] : input.signatures)
            hex(base::to_hex(signature.key.bytes()), signature.signature);
        m_out.end_object();
    }
    if (input.sighash_type) {
        const auto name = script::sighash_name(static_cast<uint8_t>(*input.sighash_type));
        m_out.member("sighash", name.value_or(""));
    }
}

void PsbtMembers::final_scripts(const Input& input) {
    if (!input.final_script_sig.empty()) {
        m_out.key("final_scriptSig").begin_object();
        m_out.member("asm", script::to_asm(input.final_script_sig, script::AsmSigHash::Decode));
        hex("hex", input.final_script_sig);
        m_out.end_object();
    }
    if (!input.final_witness.empty()) hex_array("final_scriptwitness", input.final_witness);
}

void PsbtMembers::preimages(std::string_view name, const auto& preimages) {
    if (preimages.empty()) return;
    m_out.key(name).begin_object();
    for (const auto& [hash, preimage] : preimages)
        hex(base::to_hex(hash), preimage);
    m_out.end_object();
}

void PsbtMembers::place(const Input& input) {
    m_out.member("previous_txid", input.prevout.txid.to_text());
    m_out.member("previous_vout", input.prevout.index);
    number("sequence", input.sequence);
    number("time_locktime", input.time_lock);
    number("height_locktime", input.height_lock);
}

void PsbtMembers::taproot_leaf_signatures(const Input& input) {
    array("taproot_script_path_sigs", input.taproot_leaf_signatures, [&](const auto& entry) {
        const auto& [key, leaf] = entry.first;
        m_out.begin_object();
        hex("pubkey", key);
        hex("leaf_hash", leaf);
        hex("sig", entry.second);
        m_out.end_object();
    });
}

void PsbtMembers::taproot_leaves(const Input& input) {
    array("taproot_scripts", input.taproot.leaves, [&](const auto& entry) {
        const auto& [leaf, control_blocks] = entry;
        m_out.begin_object();
        hex("script", leaf.script);
        m_out.member("leaf_ver", leaf.version);
        hex_array("control_blocks", control_blocks);
        m_out.end_object();
    });
}

void PsbtMembers::taproot_keys(const std::map<crypto::XOnlyKey, sign::TapKeySource>& keys) {
    array("taproot_bip32_derivs", keys, [&](const auto& entry) {
        const auto& [key, known] = entry;
        m_out.begin_object();
        hex("pubkey", key);
        source(known.source);
        hex_array("leaf_hashes", known.leaves);
        m_out.end_object();
    });
}

void PsbtMembers::taproot(const Input& input) {
    hex_if_any("taproot_key_path_sig", input.taproot_key_signature);
    taproot_leaf_signatures(input);
    taproot_leaves(input);
    taproot_keys(input.taproot_keys);
    if (input.taproot.internal_key) hex("taproot_internal_key", *input.taproot.internal_key);
    if (input.taproot.merkle_root) hex("taproot_merkle_root", *input.taproot.merkle_root);
}

void PsbtMembers::taproot_tree(const Output& output) {
    array("taproot_tree", output.taproot_tree, [&](const sign::TapTreeLeaf& leaf) {
        m_out.begin_object().member("depth", leaf.depth).member("leaf_ver", leaf.version);
        hex("script", leaf.script);
        m_out.end_object();
    });
}

void PsbtMembers::participants(const psbt::Participants& participants) {
    array("musig2_participant_pubkeys", participants, [&](const auto& entry) {
        m_out.begin_object();
        hex("aggregate_pubkey", entry.first.bytes());
        m_out.key("participant_pubkeys").begin_array();
        for (const crypto::PublicKey& key : entry.second)
            m_out.value(base::to_hex(key.bytes()));
        m_out.end_array().end_object();
    });
}

void PsbtMembers::participant_bytes(std::string_view name, std::string_view value_name,
                                    const psbt::ParticipantBytes& given) {
    if (given.empty()) return;
    m_out.key(name).begin_array();
    for (const auto& [place, by_participant] : given) {
        const auto& [aggregate, leaf] = place;
        for (const auto& [participant, bytes] : by_participant) {
            m_out.begin_object();
            hex("participant_pubkey", participant.bytes());
            hex("aggregate_pubkey", aggregate.bytes());
            if (leaf != crypto::Digest256{}) hex("leaf_hash", leaf);
            hex(value_name, bytes);
            m_out.end_object();
        }
    }
    m_out.end_array();
}

void PsbtMembers::input(const Input& input, uint32_t version) {
    m_out.begin_object();
    spent_output(input);
    signatures(input);
    script("redeem_script", input.redeem_script);
    script("witness_script", input.witness_script);
    keys(input.keys);
    final_scripts(input);
    preimages("ripemd160_preimages", input.preimages.ripemd160);
    preimages("sha256_preimages", input.preimages.sha256);
    preimages("hash160_preimages", input.preimages.hash160);
    preimages("hash256_preimages", input.preimages.hash256);
    if (version != psbt::kVersion0) place(input);
    taproot(input);
    participants(input.participants);
    participant_bytes("musig2_pubnonces", "pubnonce", input.public_nonces);
    participant_bytes("musig2_partial_sigs", "partial_sig", input.partial_signatures);
    if (!input.proprietary.empty()) proprietary(input.proprietary);
    if (!input.unknown.empty()) unknown(input.unknown);
    m_out.end_object();
}

void PsbtMembers::output(const Output& output, uint32_t version) {
    m_out.begin_object();
    script("redeem_script", output.redeem_script);
    script("witness_script", output.witness_script);
    keys(output.keys);
    if (version != psbt::kVersion0) {
        m_out.key("amount").amount(output.value.sat).key("script");
        m_transactions.script_pub_key(output.script);
    }
    if (output.taproot_internal_key) hex("taproot_internal_key", *output.taproot_internal_key);
    taproot_tree(output);
    taproot_keys(output.taproot_keys);
    participants(output.participants);
    if (!output.proprietary.empty()) proprietary(output.proprietary);
    if (!output.unknown.empty()) unknown(output.unknown);
    m_out.end_object();
}

}  // namespace

void write_psbt(json::Writer& out, const params::ChainParams& params, const Psbt& psbt) {
    PsbtMembers members(out, params);
    out.begin_object();
    members.global(psbt);
    members.proprietary(psbt.proprietary);
    members.unknown(psbt.unknown);
    out.key("inputs").begin_array();
    for (const Input& input : psbt.inputs)
        members.input(input, psbt.version);
    out.end_array().key("outputs").begin_array();
    for (const Output& output : psbt.outputs)
        members.output(output, psbt.version);
    out.end_array();
    if (const auto fee = fee_of(psbt)) out.key("fee").amount(fee->sat);
    out.end_object();
}

}  // namespace quanta::txjson
