// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "psbt/encode.h"

#include "base/check.h"
#include "codec/writer.h"
#include "psbt/fields.h"

namespace quanta::psbt {

namespace {

using base::Bytes;
using base::ByteSpan;
using codec::Writer;

/// `key` of one part and more behind it.
Bytes join(ByteSpan a, ByteSpan b) {
    Bytes joined(a.begin(), a.end());
    joined.insert(joined.end(), b.begin(), b.end());
    return joined;
}

/// The bytes an integer takes.
template <typename T>
Bytes le(T value) {
    Bytes bytes;
    Writer(bytes).write(value);
    return bytes;
}

Bytes compact(uint64_t value) {
    Bytes bytes;
    Writer(bytes).write_compact_size(value);
    return bytes;
}

void append_source(Bytes& to, const KeySource& source) {
    Writer writer(to);
    writer.write_bytes(source.fingerprint);
    for (const uint32_t number : source.path)
        writer.write(number);
}

Bytes source_bytes(const KeySource& source) {
    Bytes bytes;
    append_source(bytes, source);
    return bytes;
}

Bytes tap_source_bytes(const sign::TapKeySource& known) {
    Bytes bytes = compact(known.leaves.size());
    for (const crypto::Digest256& leaf : known.leaves)
        bytes.insert(bytes.end(), leaf.begin(), leaf.end());
    append_source(bytes, known.source);
    return bytes;
}

Bytes stack_bytes(const std::vector<Bytes>& items) {
    Bytes bytes = compact(items.size());
    for (const Bytes& item : items)
        Writer(bytes).write_sized_bytes(item);
    return bytes;
}

/// Writes one map.
class MapWriter {
public:
    explicit MapWriter(Bytes& out) : m_out(out) {}

    void field(uint64_t type, ByteSpan key, ByteSpan value) {
        Bytes whole = compact(type);
        whole.insert(whole.end(), key.begin(), key.end());
        raw(whole, value);
    }
    void field(uint64_t type, ByteSpan value) { field(type, {}, value); }
    /// Nothing for an empty value.
    void filled(uint64_t type, ByteSpan value) {
        if (!value.empty()) field(type, value);
    }
    template <typename Map>
    void entries(uint64_t type, const Map& map) {
        for (const auto& [key, value] : map)
            field(type, key, value);
    }
    void key_sources(uint64_t type, const std::map<crypto::PublicKey, KeySource>& keys) {
        for (const auto& [key, source] : keys)
            field(type, key.bytes(), source_bytes(source));
    }
    void tap_key_sources(uint64_t type, const std::map<crypto::XOnlyKey, sign::TapKeySource>& keys) {
        for (const auto& [key, known] : keys)
            field(type, key, tap_source_bytes(known));
    }
    void participants(uint64_t type, const Participants& participants) {
        for (const auto& [aggregate, keys] : participants) {
            Bytes value;
            for (const crypto::PublicKey& key : keys)
                Writer(value).write_bytes(key.bytes());
            field(type, aggregate.bytes(), value);
        }
    }
    void participant_bytes(uint64_t type, const ParticipantBytes& all) {
        for (const auto& [place, given] : all) {
            for (const auto& [participant, value] : given) {
                Bytes key = join(participant.bytes(), place.first.bytes());
                if (place.second != crypto::Digest256{}) key = join(key, place.second);
                field(type, key, value);
            }
        }
    }
    void proprietary(const ProprietaryFields& fields) {
        for (const auto& [key, field] : fields)
            raw(key, field.value);
    }
    void end(const UnknownFields& unknown) {
        for (const auto& [key, value] : unknown)
            raw(key, value);
        m_out.push_back(kSeparator);
    }

private:
    void raw(ByteSpan key, ByteSpan value) { Writer(m_out).write_sized_bytes(key).write_sized_bytes(value); }

    Bytes& m_out;
};

void write_global(const Psbt& psbt, MapWriter& map) {
    if (psbt.version == kVersion0) {
        const auto transaction = psbt.unsigned_transaction();
        CHECK(transaction);
        map.field(global::kUnsignedTx, transaction->serialize());
    } else {
        map.field(global::kTxVersion, le(psbt.tx_version));
        if (psbt.fallback_lock_time) map.field(global::kFallbackLockTime, le(*psbt.fallback_lock_time));
        map.field(global::kInputCount, compact(psbt.inputs.size()));
        map.field(global::kOutputCount, compact(psbt.outputs.size()));
        if (psbt.modifiable) map.field(global::kModifiable, le(*psbt.modifiable));
    }
    for (const auto& [source, keys] : psbt.extended_keys) {
        for (const ExtendedKeyBytes& key : keys)
            map.field(global::kXpub, key, source_bytes(source));
    }
    if (psbt.version != kVersion0) map.field(global::kVersion, le(psbt.version));
    map.proprietary(psbt.proprietary);
    map.end(psbt.unknown);
}

void write_taproot(const Input& input, MapWriter& map) {
    map.filled(in::kTapKeySig, input.taproot_key_signature);
    for (const auto& [place, signature] : input.taproot_leaf_signatures)
        map.field(in::kTapLeafSig, join(place.first, place.second), signature);
    for (const auto& [leaf, controls] : input.taproot.leaves) {
        Bytes value = leaf.script;
        value.push_back(leaf.version);
        for (const Bytes& control : controls)
            map.field(in::kTapLeaf, control, value);
    }
    map.tap_key_sources(in::kTapBip32, input.taproot_keys);
    if (input.taproot.internal_key) map.field(in::kTapInternalKey, *input.taproot.internal_key);
    if (input.taproot.merkle_root) map.field(in::kTapMerkleRoot, *input.taproot.merkle_root);
}

/// What a final input does not need.
void write_unfinished(const Input& input, MapWriter& map) {
    for (const auto& [hash, known] : input.signatures)
        map.field(in::kPartialSig, known.key.bytes(), known.signature);
    if (input.sighash_type) map.field(in::kSighash, le(*input.sighash_type));
    map.filled(in::kRedeemScript, input.redeem_script);
    map.filled(in::kWitnessScript, input.witness_script);
    map.key_sources(in::kBip32, input.keys);
    map.entries(in::kRipemd160, input.preimages.ripemd160);
    map.entries(in::kSha256, input.preimages.sha256);
    map.entries(in::kHash160, input.preimages.hash160);
    map.entries(in::kHash256, input.preimages.hash256);
    write_taproot(input, map);
    map.participants(in::kParticipants, input.participants);
    map.participant_bytes(in::kPublicNonce, input.public_nonces);
    map.participant_bytes(in::kPartialMusigSig, input.partial_signatures);
}

void write_input(const Input& input, uint32_t version, MapWriter& map) {
    if (input.previous) map.field(in::kNonWitnessUtxo, input.previous->raw());
    if (input.witness_utxo) {
        Bytes value = le(input.witness_utxo->value.sat);
        Writer(value).write_sized_bytes(input.witness_utxo->script);
        map.field(in::kWitnessUtxo, value);
    }
    if (!input.is_final()) write_unfinished(input, map);
    map.filled(in::kFinalScriptSig, input.final_script_sig);
    if (!input.final_witness.empty()) map.field(in::kFinalWitness, stack_bytes(input.final_witness));
    if (version != kVersion0) {
        map.field(in::kPreviousTxid, input.prevout.txid.bytes());
        map.field(in::kOutputIndex, le(input.prevout.index));
        if (input.sequence) map.field(in::kSequence, le(*input.sequence));
        if (input.time_lock) map.field(in::kTimeLock, le(*input.time_lock));
        if (input.height_lock) map.field(in::kHeightLock, le(*input.height_lock));
    }
    map.proprietary(input.proprietary);
    map.end(input.unknown);
}

void write_output(const Output& output, uint32_t version, MapWriter& map) {
    map.filled(out::kRedeemScript, output.redeem_script);
    map.filled(out::kWitnessScript, output.witness_script);
    map.key_sources(out::kBip32, output.keys);
    if (version != kVersion0) {
        map.field(out::kAmount, le(output.value.sat));
        map.field(out::kScript, output.script);
    }
    map.proprietary(output.proprietary);
    if (output.taproot_internal_key) map.field(out::kTapInternalKey, *output.taproot_internal_key);
    Bytes tree;
    for (const sign::TapTreeLeaf& leaf : output.taproot_tree)
        Writer(tree).write(leaf.depth).write(leaf.version).write_sized_bytes(leaf.script);
    map.filled(out::kTapTree, tree);
    map.tap_key_sources(out::kTapBip32, output.taproot_keys);
    map.participants(out::kParticipants, output.participants);
    map.end(output.unknown);
}

}  // namespace

Bytes encode(const Psbt& psbt) {
    Bytes bytes(kMagic.begin(), kMagic.end());
    MapWriter map(bytes);
    write_global(psbt, map);
    for (const Input& input : psbt.inputs)
        write_input(input, psbt.version, map);
    for (const Output& output : psbt.outputs)
        write_output(output, psbt.version, map);
    return bytes;
}

}  // namespace quanta::psbt
