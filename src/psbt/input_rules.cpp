// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <array>
#include <utility>

#include "psbt/field_rules.h"
#include "script/script.h"
#include "script/signature_checks.h"
#include "script/taproot.h"

namespace quanta::psbt {

namespace {

using base::Bytes;
using base::ByteSpan;
using codec::Reader;

constexpr size_t kXOnlySize = 32;
constexpr size_t kHashSize = 32;
/// Bytes of a Schnorr signature without and with its hash type.
constexpr size_t kSchnorrSize = 64;

bool is_schnorr_size(ByteSpan signature) {
    return signature.size() == kSchnorrSize || signature.size() == kSchnorrSize + 1;
}

const char* read_previous(const Field& field, Input& input) {
    if (!field.place.empty()) return kWrongKey;
    auto parsed = primitives::parse_transaction(Bytes(field.value.begin(), field.value.end()));
    if (!parsed) return "it is no transaction";
    input.previous = std::move(*parsed);
    return nullptr;
}

const char* read_witness_utxo(const Field& field, Input& input) {
    if (!field.place.empty()) return kWrongKey;
    Reader reader(field.value);
    const auto value = reader.read<int64_t>();
    if (!value) return kWrongValue;
    const auto script = reader.read_sized_bytes();
    if (!script || !reader.at_end()) return kWrongValue;
    input.witness_utxo = WitnessUtxo{{*value}, {script->begin(), script->end()}};
    return nullptr;
}

const char* read_signature(const Field& field, Input& input) {
    const auto key = read_key(field.place);
    if (!key) return "it does not name a key";
    constexpr auto kForm = script::kVerifyDerSignatures | script::kVerifyStrictEncoding;
    if (field.value.empty() || !script::check_signature_form(field.value, kForm)) return "it is no signature";
    input.signatures.emplace(key->hash(),
                             sign::KeySignature{*key, Bytes(field.value.begin(), field.value.end())});
    return nullptr;
}

const char* read_final_witness(const Field& field, Input& input) {
    if (!field.place.empty()) return kWrongKey;
    Reader reader(field.value);
    const auto count = reader.read_compact_size();
    // An item takes a byte at least.
    if (!count || *count > reader.remaining()) return kWrongValue;
    for (uint64_t i = 0; i < *count; ++i) {
        const auto item = reader.read_sized_bytes();
        if (!item) return kWrongValue;
        input.final_witness.emplace_back(item->begin(), item->end());
    }
    return reader.at_end() ? nullptr : kWrongValue;
}

template <size_t N>
const char* read_preimage(const Field& field, std::map<std::array<uint8_t, N>, Bytes>& into) {
    const auto hash = read_array_value<N>(field.place);
    if (!hash) return kWrongKey;
    into.emplace(*hash, Bytes(field.value.begin(), field.value.end()));
    return nullptr;
}

const char* read_time_lock(const Field& field, Input& input) {
    if (const char* wrong = read_number(field, input.time_lock)) return wrong;
    return *input.time_lock >= script::kLockTimeThreshold ? nullptr : "it is no time";
}

const char* read_height_lock(const Field& field, Input& input) {
    if (const char* wrong = read_number(field, input.height_lock)) return wrong;
    const bool is_height = *input.height_lock > 0 && *input.height_lock < script::kLockTimeThreshold;
    return is_height ? nullptr : "it is no height";
}

const char* read_tap_leaf_signature(const Field& field, Input& input) {
    if (field.place.size() != kXOnlySize + kHashSize) return kWrongKey;
    if (!is_schnorr_size(field.value)) return kWrongValue;
    const auto key = *read_array_value<kXOnlySize>(field.place.first(kXOnlySize));
    const auto leaf = *read_array_value<kHashSize>(field.place.last(kHashSize));
    input.taproot_leaf_signatures.emplace(std::pair(key, leaf),
                                          Bytes(field.value.begin(), field.value.end()));
    return nullptr;
}

const char* read_tap_leaf(const Field& field, Input& input) {
    if (!script::is_control_size(field.place.size())) return kWrongKey;
    if (field.value.empty()) return kWrongValue;
    sign::TapLeaf leaf{{field.value.begin(), field.value.end() - 1}, field.value.back()};
    input.taproot.leaves[std::move(leaf)].emplace(field.place.begin(), field.place.end());
    return nullptr;
}

const char* read_participant_bytes(const Field& field, size_t size, ParticipantBytes& into) {
    constexpr size_t kKeySize = crypto::PublicKey::kCompressedSize;
    const bool has_leaf = field.place.size() == 2 * kKeySize + kHashSize;
    if (!has_leaf && field.place.size() != 2 * kKeySize) return kWrongKey;
    const auto participant = read_compressed_key(field.place.first(kKeySize));
    const auto aggregate = read_compressed_key(field.place.subspan(kKeySize, kKeySize));
    if (!participant || !aggregate) return "it does not name a key";
    if (field.value.size() != size) return kWrongValue;
    crypto::Digest256 leaf{};
    if (has_leaf) leaf = *read_array_value<kHashSize>(field.place.last(kHashSize));
    // Zeros stand for the key path, which is written without them.
    if (has_leaf && leaf == crypto::Digest256{}) return kWrongKey;
    into[{*aggregate, leaf}].emplace(*participant, Bytes(field.value.begin(), field.value.end()));
    return nullptr;
}

using Rule = FieldRule<Input>;
using F = const Field&;
using I = Input&;

constexpr Rule kRules[] = {
    {in::kNonWitnessUtxo, Allowed::Always, read_previous},
    {in::kWitnessUtxo, Allowed::Always, read_witness_utxo},
    {in::kPartialSig, Allowed::Always, read_signature},
    {in::kSighash, Allowed::Always, [](F f, I i) { return read_number(f, i.sighash_type); }},
    {in::kRedeemScript, Allowed::Always, [](F f, I i) { return read_bytes(f, i.redeem_script); }},
    {in::kWitnessScript, Allowed::Always, [](F f, I i) { return read_bytes(f, i.witness_script); }},
    {in::kBip32, Allowed::Always, [](F f, I i) { return read_key_source(f, i.keys); }},
    {in::kFinalScriptSig, Allowed::Always, [](F f, I i) { return read_bytes(f, i.final_script_sig); }},
    {in::kFinalWitness, Allowed::Always, read_final_witness},
    {in::kRipemd160, Allowed::Always, [](F f, I i) { return read_preimage(f, i.preimages.ripemd160); }},
    {in::kSha256, Allowed::Always, [](F f, I i) { return read_preimage(f, i.preimages.sha256); }},
    {in::kHash160, Allowed::Always, [](F f, I i) { return read_preimage(f, i.preimages.hash160); }},
    {in::kHash256, Allowed::Always, [](F f, I i) { return read_preimage(f, i.preimages.hash256); }},
    {in::kPreviousTxid, Allowed::Version2,
     [](F f, I i) {
         std::optional<crypto::Digest256> hash;
         const char* wrong = read_array(f, hash);
         if (!wrong) i.prevout.txid = primitives::Txid(*hash);
         return wrong;
     }},
    {in::kOutputIndex, Allowed::Version2,
     [](F f, I i) {
         std::optional<uint32_t> index;
         const char* wrong = read_number(f, index);
         if (!wrong) i.prevout.index = *index;
         return wrong;
     }},
    {in::kSequence, Allowed::Version2, [](F f, I i) { return read_number(f, i.sequence); }},
    {in::kTimeLock, Allowed::Version2, read_time_lock},
    {in::kHeightLock, Allowed::Version2, read_height_lock},
    {in::kTapKeySig, Allowed::Always,
     [](F f, I i) {
         if (!is_schnorr_size(f.value)) return kWrongValue;
         return read_bytes(f, i.taproot_key_signature);
     }},
    {in::kTapLeafSig, Allowed::Always, read_tap_leaf_signature},
    {in::kTapLeaf, Allowed::Always, read_tap_leaf},
    {in::kTapBip32, Allowed::Always, [](F f, I i) { return read_tap_key_source(f, i.taproot_keys); }},
    {in::kTapInternalKey, Allowed::Always, [](F f, I i) { return read_array(f, i.taproot.internal_key); }},
    {in::kTapMerkleRoot, Allowed::Always, [](F f, I i) { return read_array(f, i.taproot.merkle_root); }},
    {in::kParticipants, Allowed::Always, [](F f, I i) { return read_participants(f, i.participants); }},
    {in::kPublicNonce, Allowed::Always,
     [](F f, I i) { return read_participant_bytes(f, kPublicNonceSize, i.public_nonces); }},
    {in::kPartialMusigSig, Allowed::Always,
     [](F f, I i) { return read_participant_bytes(f, kPartialSignatureSize, i.partial_signatures); }},
};

}  // namespace

std::span<const Rule> input_rules() {
    return kRules;
}

}  // namespace quanta::psbt
