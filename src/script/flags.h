// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

namespace quanta::script {

/// Which rules a script is verified under: a set of these bits (numbers as deployed interfaces count them).
using VerifyFlags = uint32_t;

enum Verify : VerifyFlags {
    kVerifyNone = 0,
    kVerifyP2sh = 1u << 0,                 ///< BIP16
    kVerifyStrictEncoding = 1u << 1,       ///< policy: defined hash types and key forms
    kVerifyDerSignatures = 1u << 2,        ///< BIP66
    kVerifyLowS = 1u << 3,                 ///< policy: S in the lower half of the order
    kVerifyNullDummy = 1u << 4,            ///< BIP147
    kVerifySigPushOnly = 1u << 5,          ///< policy: scriptSig of pushes alone
    kVerifyMinimalData = 1u << 6,          ///< policy: shortest pushes and numbers
    kVerifyDiscourageUpgradableNops = 1u << 7,
    kVerifyCleanStack = 1u << 8,           ///< policy; needs P2SH and witness
    kVerifyCheckLockTime = 1u << 9,        ///< BIP65
    kVerifyCheckSequence = 1u << 10,       ///< BIP112
    kVerifyWitness = 1u << 11,             ///< BIP141; needs P2SH
    kVerifyDiscourageUpgradableWitnessProgram = 1u << 12,
    kVerifyMinimalIf = 1u << 13,           ///< policy in witness v0
    kVerifyNullFail = 1u << 14,            ///< policy: failing signatures are empty
    kVerifyWitnessPubkeyType = 1u << 15,   ///< policy: compressed keys in witness v0
    kVerifyConstScriptCode = 1u << 16,     ///< policy: no code separator or signature deletion in legacy scripts
    kVerifyTaproot = 1u << 17,             ///< BIP341, BIP342
    kVerifyDiscourageUpgradableTaprootVersion = 1u << 18,
    kVerifyDiscourageOpSuccess = 1u << 19,
    kVerifyDiscourageUpgradablePubkeyType = 1u << 20,
};

}  // namespace quanta::script
