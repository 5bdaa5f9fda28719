// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/transaction_signer.h"

#include "script/script.h"
#include "script/sighash.h"
#include "script/taproot.h"

namespace quanta::sign {

namespace {

/// Sequence numbers (BIP68): no relative lock, a lock in time rather than blocks, the bits of the lock.
constexpr uint32_t kSequenceFinal = 0xffffffff;
constexpr uint32_t kSequenceDisabled = 1u << 31;
constexpr uint32_t kSequenceIsTime = 1u << 22;
constexpr uint32_t kSequenceMask = 0xffff;
/// The first version of transactions with relative locks.
constexpr uint32_t kRelativeLockVersion = 2;

}  // namespace

bool TransactionSigner::lacks_output() const {
    return (m_hash_type & script::kSigHashOutputMask) == script::kSigHashSingle &&
           m_index >= m_context.transaction().outputs().size();
}

std::optional<base::Bytes> TransactionSigner::ecdsa(const Provider& provider,
                                                    const crypto::Digest160& key_hash,
                                                    base::ByteSpan script_code, EcdsaRules rules) const {
    if (lacks_output()) return std::nullopt;
    const auto public_key = provider.public_key(key_hash);
    const auto key = provider.private_key(key_hash);
    if (!key || !public_key) return std::nullopt;
    // Witness programs take compressed keys alone (policy).
    const bool witness = rules == EcdsaRules::WitnessV0;
    if (witness && public_key->form() != crypto::KeyForm::Compressed) return std::nullopt;
    const auto type =
        m_hash_type == script::kSigHashDefault ? static_cast<uint8_t>(script::kSigHashAll) : m_hash_type;
    const crypto::Digest256 hash = witness
                                       ? script::segwit_signature_hash(m_context, m_index, script_code, type)
                                       : script::legacy_signature_hash(m_context, m_index, script_code, type);
    const crypto::DerSignature made = key->sign_ecdsa(hash);
    base::Bytes signature(made.bytes().begin(), made.bytes().end());
    signature.push_back(type);
    return signature;
}

std::optional<base::Bytes> TransactionSigner::schnorr(const Provider& provider, const crypto::XOnlyKey& key,
                                                      const SchnorrTarget& target) const {
    if (m_known != CoinsKnown::All || !m_context.has_taproot()) return std::nullopt;
    std::optional<crypto::PrivateKey> secret = private_key_of(provider, key);
    if (secret && target.tweaked) {
        secret = secret->taproot_tweak(script::taptweak_hash(key, target.merkle_root));
    }
    if (!secret) return std::nullopt;
    script::TaprootExtension extension;
    extension.leaf_hash = target.leaf_hash;
    const auto hash = script::taproot_signature_hash(m_context, m_index, m_hash_type, extension);
    if (!hash) return std::nullopt;
    const crypto::SchnorrSignature made = secret->sign_schnorr(*hash);
    base::Bytes signature(made.begin(), made.end());
    if (m_hash_type != script::kSigHashDefault) signature.push_back(m_hash_type);
    return signature;
}

bool TransactionSigner::reaches_lock_time(uint32_t lock_time) const {
    const primitives::Transaction& transaction = m_context.transaction();
    const bool is_time = lock_time >= script::kLockTimeThreshold;
    if (is_time != (transaction.lock_time() >= script::kLockTimeThreshold)) return false;
    return lock_time <= transaction.lock_time() && transaction.inputs()[m_index].sequence != kSequenceFinal;
}

bool TransactionSigner::reaches_sequence(uint32_t sequence) const {
    const primitives::Transaction& transaction = m_context.transaction();
    const uint32_t own = transaction.inputs()[m_index].sequence;
    if (transaction.version() < kRelativeLockVersion || (own & kSequenceDisabled) != 0) return false;
    if ((own & kSequenceIsTime) != (sequence & kSequenceIsTime)) return false;
    return (sequence & kSequenceMask) <= (own & kSequenceMask);
}

}  // namespace quanta::sign
