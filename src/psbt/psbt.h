// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"
#include "primitives/transaction.h"
#include "sign/input_signatures.h"
#include "sign/provider.h"

namespace quanta::psbt {

using primitives::Txid;
using sign::KeySource;

/// Fields nobody here knows, by their whole key.
using UnknownFields = std::map<base::Bytes, base::Bytes>;

/// A field that somebody made up for their own use (BIP174).
struct Proprietary {
    base::Bytes identifier;
    uint64_t subtype = 0;
    base::Bytes value;
};
/// By their whole key.
using ProprietaryFields = std::map<base::Bytes, Proprietary>;

/// Order of sources: by fingerprint, then shorter paths first.
struct SourceOrder {
    bool operator()(const KeySource& a, const KeySource& b) const {
        if (a.fingerprint != b.fingerprint) return a.fingerprint < b.fingerprint;
        return a.path.size() != b.path.size() ? a.path.size() < b.path.size() : a.path < b.path;
    }
};

/// An extended public key as it is serialised (BIP32): 78 bytes.
using ExtendedKeyBytes = std::array<uint8_t, 78>;
/// Order of extended keys: by the key, then by what else distinguishes them.
struct ExtendedKeyOrder {
    bool operator()(const ExtendedKeyBytes& a, const ExtendedKeyBytes& b) const;
};

/// Names a signer's part in a signature of several (BIP373): the aggregate key, and the leaf the signature is
/// for, zeros for the key path.
using AggregatePlace = std::pair<crypto::PublicKey, crypto::Digest256>;

/// Sizes of a public nonce and of a partial signature of several signers, bytes.
inline constexpr size_t kPublicNonceSize = 66;
inline constexpr size_t kPartialSignatureSize = 32;

/// Keys that form an aggregate each, by the aggregate.
using Participants = std::map<crypto::PublicKey, std::vector<crypto::PublicKey>>;
/// Bytes each participant gives, by the aggregate and by the participant.
using ParticipantBytes = std::map<AggregatePlace, std::map<crypto::PublicKey, base::Bytes>>;

/// What an input spends, where that alone is told.
struct WitnessUtxo {
    primitives::Amount value;
    base::Bytes script;

    friend bool operator==(const WitnessUtxo&, const WitnessUtxo&) = default;
};

/// Bytes that hash to something, by their hash, for each kind of hash.
struct Preimages {
    std::map<crypto::Digest160, base::Bytes> ripemd160;
    std::map<crypto::Digest256, base::Bytes> sha256;
    std::map<crypto::Digest160, base::Bytes> hash160;
    std::map<crypto::Digest256, base::Bytes> hash256;
};

struct Input {
    primitives::OutPoint prevout;
    /// Absent: 0xffffffff. Always there in version 0.
    std::optional<uint32_t> sequence;
    /// The least lock time this input needs, as a time and as a height (BIP370).
    std::optional<uint32_t> time_lock;
    std::optional<uint32_t> height_lock;

    std::shared_ptr<const primitives::Transaction> previous;  ///< the transaction it spends an output of
    std::optional<WitnessUtxo> witness_utxo;
    std::optional<uint32_t> sighash_type;
    /// Scripts; empty when they are not there.
    base::Bytes redeem_script;
    base::Bytes witness_script;
    base::Bytes final_script_sig;
    std::vector<base::Bytes> final_witness;
    std::map<crypto::Digest160, sign::KeySignature> signatures;  ///< by the hash of the key
    std::map<crypto::PublicKey, KeySource> keys;
    Preimages preimages;

    sign::TaprootOutput taproot;
    base::Bytes taproot_key_signature;
    std::map<std::pair<crypto::XOnlyKey, crypto::Digest256>, base::Bytes> taproot_leaf_signatures;
    std::map<crypto::XOnlyKey, sign::TapKeySource> taproot_keys;

    Participants participants;
    ParticipantBytes public_nonces;
    ParticipantBytes partial_signatures;

    ProprietaryFields proprietary;
    UnknownFields unknown;

    /// Whether there is a script or a witness that spends the output; not whether it does.
    bool is_final() const { return !final_script_sig.empty() || !final_witness.empty(); }
    /// The output it spends, where that is told; nothing, too, when the previous transaction is another than
    /// the outpoint names or lacks the output.
    std::optional<WitnessUtxo> spent_output() const;
};

struct Output {
    primitives::Amount value;
    base::Bytes script;
    base::Bytes redeem_script;
    base::Bytes witness_script;
    std::map<crypto::PublicKey, KeySource> keys;

    std::optional<crypto::XOnlyKey> taproot_internal_key;
    std::vector<sign::TapTreeLeaf> taproot_tree;
    std::map<crypto::XOnlyKey, sign::TapKeySource> taproot_keys;
    Participants participants;

    ProprietaryFields proprietary;
    UnknownFields unknown;
};

/// What may still be done to a transaction (BIP370), by bits.
enum Modifiable : uint8_t { kInputsModifiable = 1, kOutputsModifiable = 2, kHasSighashSingle = 4 };

/// Versions: BIP174 and BIP370.
inline constexpr uint32_t kVersion0 = 0;
inline constexpr uint32_t kVersion2 = 2;

/// A partially signed transaction: a value. In version 0 the transaction's fields stand in the same places as
/// in version 2, its lock time as the fallback.
struct Psbt {
    uint32_t version = kVersion2;
    uint32_t tx_version = 2;
    std::optional<uint32_t> fallback_lock_time;
    std::optional<uint8_t> modifiable;
    std::map<KeySource, std::set<ExtendedKeyBytes, ExtendedKeyOrder>, SourceOrder> extended_keys;
    ProprietaryFields proprietary;
    UnknownFields unknown;
    std::vector<Input> inputs;
    std::vector<Output> outputs;

    /// `transaction` without what spends its inputs, and nothing known about it.
    static Psbt from_transaction(const primitives::MutableTransaction& transaction, uint32_t version);

    /// The lock time that all inputs allow: a height if they do, else a time; nothing when some need a height
    /// and some a time.
    std::optional<uint32_t> lock_time() const;
    /// The transaction to sign; nothing as for lock_time().
    std::optional<primitives::MutableTransaction> unsigned_transaction() const;
    /// The same for all versions of a PSBT as it is worked on; nothing as for lock_time().
    std::optional<Txid> unique_id() const;
};

}  // namespace quanta::psbt
