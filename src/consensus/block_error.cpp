// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "consensus/block_error.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"

namespace quanta::consensus {

namespace {

struct Reason {
    ErrorCode code;
    FailureClass failure;
    std::string_view reason;
    std::string_view detail;
};

/// The reject reasons of the deployed interface with the detail of those that have a fixed one.
constexpr Reason kReasons[] = {
    {ErrorCode::HighHash, FailureClass::InvalidHeader, "high-hash", "proof of work failed"},
    {ErrorCode::BadDiffBits, FailureClass::InvalidHeader, "bad-diffbits", "incorrect proof of work"},
    {ErrorCode::TimeTooOld, FailureClass::InvalidHeader, "time-too-old", "block's timestamp is too early"},
    {ErrorCode::TimeTimewarp, FailureClass::InvalidHeader, "time-timewarp-attack",
     "block's timestamp is too early on diff adjustment block"},
    {ErrorCode::TimeTooNew, FailureClass::TimeFuture, "time-too-new",
     "block timestamp too far in the future"},
    {ErrorCode::BadVersion, FailureClass::InvalidHeader, "bad-version", ""},
    {ErrorCode::DuplicateInvalid, FailureClass::CachedInvalid, "duplicate-invalid", ""},
    {ErrorCode::PreviousNotFound, FailureClass::MissingPrev, "prev-blk-not-found", ""},
    {ErrorCode::PreviousInvalid, FailureClass::InvalidPrev, "bad-prevblk", ""},
    {ErrorCode::TooLittleWork, FailureClass::LowWork, "too-little-chainwork", ""},
    {ErrorCode::BadMerkleRoot, FailureClass::Mutated, "bad-txnmrklroot", "hashMerkleRoot mismatch"},
    {ErrorCode::DuplicateTransactions, FailureClass::Mutated, "bad-txns-duplicate", "duplicate transaction"},
    {ErrorCode::BadSignetSolution, FailureClass::Consensus, "bad-signet-blksig",
     "signet block signature validation failure"},
    {ErrorCode::BadLength, FailureClass::Consensus, "bad-blk-length", "size limits failed"},
    {ErrorCode::CoinbaseMissing, FailureClass::Consensus, "bad-cb-missing", "first tx is not coinbase"},
    {ErrorCode::CoinbaseMultiple, FailureClass::Consensus, "bad-cb-multiple", "more than one coinbase"},
    {ErrorCode::InputsEmpty, FailureClass::Consensus, "bad-txns-vin-empty", ""},
    {ErrorCode::OutputsEmpty, FailureClass::Consensus, "bad-txns-vout-empty", ""},
    {ErrorCode::Oversize, FailureClass::Consensus, "bad-txns-oversize", ""},
    {ErrorCode::OutputNegative, FailureClass::Consensus, "bad-txns-vout-negative", ""},
    {ErrorCode::OutputTooLarge, FailureClass::Consensus, "bad-txns-vout-toolarge", ""},
    {ErrorCode::OutputTotalTooLarge, FailureClass::Consensus, "bad-txns-txouttotal-toolarge", ""},
    {ErrorCode::InputsDuplicate, FailureClass::Consensus, "bad-txns-inputs-duplicate", ""},
    {ErrorCode::CoinbaseLength, FailureClass::Consensus, "bad-cb-length", ""},
    {ErrorCode::PrevoutNull, FailureClass::Consensus, "bad-txns-prevout-null", ""},
    {ErrorCode::TooManySigops, FailureClass::Consensus, "bad-blk-sigops", "out-of-bounds SigOpCount"},
    {ErrorCode::NonFinal, FailureClass::Consensus, "bad-txns-nonfinal", "non-final transaction"},
    {ErrorCode::CoinbaseHeight, FailureClass::Consensus, "bad-cb-height",
     "block height mismatch in coinbase"},
    {ErrorCode::WitnessNonceSize, FailureClass::Mutated, "bad-witness-nonce-size",
     "CheckWitnessMalleation : invalid witness reserved value size"},
    {ErrorCode::WitnessMerkleMatch, FailureClass::Mutated, "bad-witness-merkle-match",
     "CheckWitnessMalleation : witness merkle commitment mismatch"},
    {ErrorCode::WitnessUnexpected, FailureClass::Mutated, "unexpected-witness",
     "CheckWitnessMalleation : unexpected witness data found"},
    {ErrorCode::BadWeight, FailureClass::Consensus, "bad-blk-weight",
     "ContextualCheckBlock : weight limit failed"},
    {ErrorCode::OverwritesCoins, FailureClass::Consensus, "bad-txns-BIP30", "tried to overwrite transaction"},
    {ErrorCode::MissingOrSpent, FailureClass::Consensus, "bad-txns-inputs-missingorspent",
     "CheckTxInputs: inputs missing/spent"},
    {ErrorCode::PrematureCoinbaseSpend, FailureClass::Consensus, "bad-txns-premature-spend-of-coinbase", ""},
    {ErrorCode::InputValuesOutOfRange, FailureClass::Consensus, "bad-txns-inputvalues-outofrange", ""},
    {ErrorCode::InBelowOut, FailureClass::Consensus, "bad-txns-in-belowout", ""},
    {ErrorCode::FeeOutOfRange, FailureClass::Consensus, "bad-txns-fee-outofrange", ""},
    {ErrorCode::AccumulatedFeeOutOfRange, FailureClass::Consensus, "bad-txns-accumulated-fee-outofrange",
     "accumulated fee in the block out of range"},
    {ErrorCode::SequenceLocks, FailureClass::Consensus, "bad-txns-nonfinal", ""},
    {ErrorCode::ScriptFailed, FailureClass::Consensus, "block-script-verify-flag-failed", ""},
    {ErrorCode::CoinbaseAmount, FailureClass::Consensus, "bad-cb-amount", ""},
    {ErrorCode::InternalFailure, FailureClass::Internal, "internal-failure", ""},
};

}  // namespace

BlockError make_error(ErrorCode code, std::string detail) {
    const Reason* row = std::ranges::find(kReasons, code, &Reason::code);
    CHECK(row != std::end(kReasons));
    if (detail.empty()) detail = row->detail;
    return {code, row->failure, std::string(row->reason), std::move(detail)};
}

}  // namespace quanta::consensus
