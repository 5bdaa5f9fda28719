// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "sign/provider.h"

/// @file
/// Messages signed by whoever can spend an output script (BIP322): a transaction that nobody can mine commits
/// to message and script, and another one that spends it is the proof. The proof is written as its witness
/// (Simple, "smp"), whole (Full, "ful"), or as a PSBT that spends coins besides (funds, "pof":
/// psbt/funds_proof.h).

namespace quanta::sign {

/// How a proof is written.
enum class ProofFormat : uint8_t {
    Simple,  ///< witness alone: for scripts that are spent by one, and without time locks
    Full,    ///< the whole transaction: for all
    Funds,   ///< a PSBT
};

/// A proof as text, taken apart.
struct ProofText {
    ProofFormat format = ProofFormat::Simple;
    base::Bytes bytes;
};
/// Reads prefix and base64. Text without a known prefix is Simple, as before there were prefixes. Errors are
/// sentences.
base::Result<ProofText, std::string> read_proof_text(std::string_view text);
/// The inverse, always with prefix.
std::string write_proof_text(const ProofText& proof);

/// Fields of the proof that time locks ask for; zeros otherwise.
struct ProofTimes {
    uint32_t version = 0;  ///< 2 where sequence is used
    uint32_t lock_time = 0;
    uint32_t sequence = 0;
};

/// What a proof says.
struct ProofVerdict {
    enum class State : uint8_t {
        Valid,         ///< at the times below
        Inconclusive,  ///< by rules that are not known here, or coins that are not
        Invalid,
    };
    State state = State::Invalid;
    /// When the script allows it: the lock time and the age of the coin it asks for; zeros for any.
    uint32_t lock_time = 0;
    uint32_t sequence = 0;
    std::string reason;  ///< unless it is valid

    friend bool operator==(const ProofVerdict&, const ProofVerdict&) = default;
};

/// The tagged hash of the message.
crypto::Digest256 proof_message_hash(std::string_view message);
/// The transaction whose one output, of `script`, the proof spends.
primitives::MutableTransaction proof_to_spend(std::string_view message, base::ByteSpan script);
/// The proof that spends it, not signed.
primitives::MutableTransaction proof_to_sign(const primitives::MutableTransaction& to_spend,
                                             const ProofTimes& times);

/// Signs `message` for `script` with what `provider` knows, in the Simple or Full format. Errors are
/// sentences: something is missing, or the Simple format does not do.
base::Result<std::string, std::string> sign_message(std::string_view message, base::ByteSpan script,
                                                    const Provider& provider, ProofFormat format,
                                                    const ProofTimes& times = {});

/// Whether `text` proves that somebody who can spend `script` signed `message`. Simple and Full; of Funds it
/// says Inconclusive.
ProofVerdict verify_message(std::string_view message, base::ByteSpan script, std::string_view text);

/// Whether `to_sign` is such a proof. `coins` are those its inputs from the second on spend, as far as they
/// are known. That they exist and are unspent is for others to see.
ProofVerdict verify_proof(std::string_view message, base::ByteSpan script,
                          const primitives::Transaction& to_sign,
                          const std::vector<std::optional<primitives::Coin>>& coins);

}  // namespace quanta::sign
