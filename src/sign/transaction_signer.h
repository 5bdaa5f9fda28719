// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>

#include "script/verify.h"
#include "sign/signature_maker.h"

namespace quanta::sign {

/// Whether the coins of all inputs are known, which signatures of taproot cover.
enum class CoinsKnown : uint8_t { All, Some };

/// Signs input `index` of a transaction.
class TransactionSigner final : public SignatureMaker {
public:
    /// `context` outlives the object; where not all coins are known, that of the input must be. `hash_type`:
    /// one of those script::sighash_name knows, or kSigHashDefault, which means All outside of taproot.
    TransactionSigner(const script::SpendContext& context, size_t index, uint8_t hash_type,
                      CoinsKnown known = CoinsKnown::All)
        : m_context(context), m_index(index), m_hash_type(hash_type), m_known(known) {}

    std::optional<base::Bytes> ecdsa(const Provider& provider, const crypto::Digest160& key_hash,
                                     base::ByteSpan script_code, EcdsaRules rules) const override;
    std::optional<base::Bytes> schnorr(const Provider& provider, const crypto::XOnlyKey& key,
                                       const SchnorrTarget& target) const override;
    bool reaches_lock_time(uint32_t lock_time) const override;
    bool reaches_sequence(uint32_t sequence) const override;

private:
    /// Whether the type asks for the output beside the input and there is none: such a signature could be
    /// taken for any transaction.
    bool lacks_output() const;

    const script::SpendContext& m_context;
    const size_t m_index;
    const uint8_t m_hash_type;
    const CoinsKnown m_known;
};

}  // namespace quanta::sign
