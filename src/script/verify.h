// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hash.h"
#include "primitives/coin.h"
#include "primitives/transaction.h"
#include "script/flags.h"

namespace quanta::script {

/// Why a script does not allow a spend. Names and texts: script-error table of the deployed interface.
enum class ScriptError : uint8_t {
    EvalFalse, OpReturn, ScriptSize, PushSize, OpCount, StackSize, SigCount, PubkeyCount, Verify, EqualVerify,
    CheckMultisigVerify, CheckSigVerify, NumEqualVerify, BadOpcode, DisabledOpcode, InvalidStackOperation,
    InvalidAltstackOperation, UnbalancedConditional, NegativeLockTime, UnsatisfiedLockTime, SigHashType, SigDer,
    MinimalData, SigPushOnly, SigHighS, SigNullDummy, PubkeyType, CleanStack, MinimalIf, SigNullFail,
    DiscourageUpgradableNops, DiscourageUpgradableWitnessProgram, DiscourageUpgradableTaprootVersion,
    DiscourageOpSuccess, DiscourageUpgradablePubkeyType, WitnessProgramWrongLength, WitnessProgramWitnessEmpty,
    WitnessProgramMismatch, WitnessMalleated, WitnessMalleatedP2sh, WitnessUnexpected, WitnessPubkeyType,
    SchnorrSigSize, SchnorrSigHashType, SchnorrSig, TaprootWrongControlSize, TapscriptValidationWeight,
    TapscriptCheckMultisig, TapscriptMinimalIf, TapscriptEmptyPubkey, OpCodeSeparator, SigFindAndDelete, ScriptNum,
    Unknown,
};

/// The sentence users of the deployed interface know ("Script failed an OP_VERIFY operation").
std::string_view script_error_text(ScriptError error);
/// The upper-case word test vectors use ("EVAL_FALSE").
std::string_view script_error_name(ScriptError error);

/// A transaction about to be verified, with the coins it spends and the hashes its inputs share (BIP143,
/// BIP341), computed once on construction. Immutable afterwards: several threads may verify different inputs.
class SpendContext {
public:
    /// `coins` are those of `transaction`'s inputs, in order; both must outlive this.
    SpendContext(const primitives::Transaction& transaction, std::span<const primitives::Coin> coins);

    const primitives::Transaction& transaction() const { return m_transaction; }
    std::span<const primitives::Coin> coins() const { return m_coins; }

    /// What BIP143 hashes share, each a double SHA-256. Computed when some input may need them.
    struct SegwitHashes {
        crypto::Digest256 prevouts, sequences, outputs;
    };
    /// What BIP341 hashes share, each a single SHA-256. Computed when some spent output is taproot.
    struct TaprootHashes {
        crypto::Digest256 prevouts, amounts, scripts, sequences, outputs;
    };
    /// What legacy hashes of the usual type share: the transaction with empty scriptSigs, and for each input
    /// a hasher that took all before its script. Made when some coin is spent by a legacy script; else empty.
    struct LegacyForm {
        base::Bytes bytes;
        std::vector<crypto::Sha256d> before_script;
        size_t first_script = 0;  ///< where the first input's script would stand

        /// Where what follows the script of input `index` begins.
        size_t after_script(size_t index) const { return first_script + index * kBlankInputSize + 1; }
        /// Bytes of an input without script: outpoint, size zero, sequence.
        static constexpr size_t kBlankInputSize = 41;
    };
    const SegwitHashes& segwit() const { return m_segwit; }
    const TaprootHashes& taproot() const { return m_taproot; }
    const LegacyForm& legacy() const { return m_legacy; }
    /// Whether segwit() and taproot() were computed.
    bool has_segwit() const { return m_has_segwit; }
    bool has_taproot() const { return m_has_taproot; }

private:
    void make_legacy();
    void hash_inputs(TaprootHashes& hashes) const;
    void hash_coins();

    const primitives::Transaction& m_transaction;
    std::span<const primitives::Coin> m_coins;
    bool m_has_segwit = false;
    bool m_has_taproot = false;
    SegwitHashes m_segwit{};
    TaprootHashes m_taproot{};
    LegacyForm m_legacy;
};

/// Whether input `index` of the transaction may spend its coin under `flags`. Pure; any thread. Allocates
/// little; cost is bounded by the limits of consensus. `flags` must hold what its members require
/// (CleanStack: P2SH and Witness; Witness: P2SH).
base::Result<void, ScriptError> verify_input(const SpendContext& context, size_t index, VerifyFlags flags);

}  // namespace quanta::script
