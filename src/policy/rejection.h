// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <string>

#include "consensus/block_error.h"

namespace quanta::policy {

/// Why a transaction is not taken into the mempool: policy and mempool make these.
struct Rejection {
    /// What the failure says about the transaction and about whoever sent it.
    enum class Kind : uint8_t {
        Consensus,          ///< no block may hold it, ever
        InputsNotStandard,  ///< spends coins in a way that is not relayed
        NotStandard,        ///< has a form that is not relayed
        MissingInputs,      ///< a coin is not known; may be an orphan
        PrematureSpend,     ///< locked for now: coinbase, lock time or relative lock
        WitnessMutated,     ///< the witness is at fault; the same txid may be fine with another one
        WitnessStripped,    ///< a witness is needed and absent; says nothing about the txid
        Conflict,           ///< it, or one with the same txid, is here or confirmed already
        MempoolPolicy,      ///< does not fit what the pool holds
        NoMempool,          ///< there is no pool
        Reconsiderable,     ///< pays too little by itself; may pass within a package
    };

    Kind kind = Kind::Consensus;
    std::string reason;  ///< the reject reason of the deployed interface, "min relay fee not met"
    std::string detail;  ///< what callers show after ", "; may be empty

    /// "reason", or "reason, detail" where there is a detail.
    std::string text() const;

    friend bool operator==(const Rejection&, const Rejection&) = default;
};

/// Why a package is not taken as a whole.
struct PackageRejection {
    enum class Kind : uint8_t {
        Policy,       ///< the package breaks a rule of packages
        Transaction,  ///< a member failed; the results of the members say why
        Mempool,      ///< our own failure
    };

    Kind kind = Kind::Policy;
    std::string reason;  ///< "package-not-sorted"
    std::string detail;  ///< may be empty

    /// As Rejection::text.
    std::string text() const;

    friend bool operator==(const PackageRejection&, const PackageRejection&) = default;
};

/// A failure of consensus::check_transaction, consensus::check_inputs or of a coin that is missing.
Rejection from_consensus(const consensus::BlockError& error);

}  // namespace quanta::policy
