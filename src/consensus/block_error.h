// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace quanta::consensus {

/// What a failure says about the block and whoever sent it.
enum class FailureClass : uint8_t {
    Consensus,      ///< the block breaks a rule for ever
    Mutated,        ///< these bytes are not the block its header commits to; another copy may be valid
    InvalidHeader,  ///< the header breaks a rule
    TimeFuture,     ///< the header is too far ahead of our clock; may become valid
    CachedInvalid,  ///< found invalid before
    MissingPrev,    ///< the parent is unknown
    InvalidPrev,    ///< the parent is invalid
    LowWork,        ///< not enough work behind the header
    Internal,       ///< our own failure (disk), says nothing about the block
};

/// Rules in the order a block meets them: check (context-free), accept (needs the headers), connect (needs the
/// coins). Each names the reject reason it maps to.
enum class ErrorCode : uint8_t {
    // header
    HighHash,            ///< high-hash
    BadDiffBits,         ///< bad-diffbits
    TimeTooOld,          ///< time-too-old
    TimeTimewarp,        ///< time-timewarp-attack (BIP94)
    TimeTooNew,          ///< time-too-new
    BadVersion,          ///< bad-version(0x…)
    DuplicateInvalid,    ///< duplicate-invalid
    PreviousNotFound,    ///< prev-blk-not-found
    PreviousInvalid,     ///< bad-prevblk
    TooLittleWork,       ///< too-little-chainwork
    // check
    BadMerkleRoot,       ///< bad-txnmrklroot
    DuplicateTransactions,  ///< bad-txns-duplicate
    BadSignetSolution,   ///< bad-signet-blksig
    BadLength,           ///< bad-blk-length
    CoinbaseMissing,     ///< bad-cb-missing
    CoinbaseMultiple,    ///< bad-cb-multiple
    InputsEmpty,         ///< bad-txns-vin-empty
    OutputsEmpty,        ///< bad-txns-vout-empty
    Oversize,            ///< bad-txns-oversize
    OutputNegative,      ///< bad-txns-vout-negative
    OutputTooLarge,      ///< bad-txns-vout-toolarge
    OutputTotalTooLarge, ///< bad-txns-txouttotal-toolarge
    InputsDuplicate,     ///< bad-txns-inputs-duplicate
    CoinbaseLength,      ///< bad-cb-length
    PrevoutNull,         ///< bad-txns-prevout-null
    TooManySigops,       ///< bad-blk-sigops
    // accept
    NonFinal,            ///< bad-txns-nonfinal
    CoinbaseHeight,      ///< bad-cb-height (BIP34)
    WitnessNonceSize,    ///< bad-witness-nonce-size (BIP141)
    WitnessMerkleMatch,  ///< bad-witness-merkle-match (BIP141)
    WitnessUnexpected,   ///< unexpected-witness (BIP141)
    BadWeight,           ///< bad-blk-weight
    // connect
    OverwritesCoins,     ///< bad-txns-BIP30
    MissingOrSpent,      ///< bad-txns-inputs-missingorspent
    PrematureCoinbaseSpend,  ///< bad-txns-premature-spend-of-coinbase
    InputValuesOutOfRange,   ///< bad-txns-inputvalues-outofrange
    InBelowOut,          ///< bad-txns-in-belowout
    FeeOutOfRange,       ///< bad-txns-fee-outofrange
    AccumulatedFeeOutOfRange,  ///< bad-txns-accumulated-fee-outofrange
    SequenceLocks,       ///< bad-txns-nonfinal (BIP68)
    ScriptFailed,        ///< block-script-verify-flag-failed (…)
    CoinbaseAmount,      ///< bad-cb-amount
    // ours
    InternalFailure,     ///< disk or database failed; the node stops
};

/// Why a block or header was refused.
struct BlockError {
    ErrorCode code = ErrorCode::InternalFailure;
    FailureClass failure = FailureClass::Internal;
    std::string reason;  ///< the reject reason of the deployed interface, "bad-txnmrklroot"
    std::string detail;  ///< what callers print after ", "; may be empty
};

/// The error for `code` with its reason and class from the one table of reject reasons. Reasons with a
/// parameter (BadVersion, ScriptFailed) are made by their rules.
BlockError make_error(ErrorCode code, std::string detail = {});

}  // namespace quanta::consensus
