// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include "script/flags.h"

namespace quanta::sign {

/// The rules that transactions must keep to be relayed: signatures are made to them.
inline constexpr script::VerifyFlags kStandardFlags =
    script::kVerifyP2sh | script::kVerifyStrictEncoding | script::kVerifyDerSignatures | script::kVerifyLowS |
    script::kVerifyNullDummy | script::kVerifyMinimalData | script::kVerifyDiscourageUpgradableNops |
    script::kVerifyCleanStack | script::kVerifyCheckLockTime | script::kVerifyCheckSequence |
    script::kVerifyWitness | script::kVerifyDiscourageUpgradableWitnessProgram | script::kVerifyMinimalIf |
    script::kVerifyNullFail | script::kVerifyWitnessPubkeyType | script::kVerifyConstScriptCode |
    script::kVerifyTaproot | script::kVerifyDiscourageUpgradableTaprootVersion |
    script::kVerifyDiscourageOpSuccess | script::kVerifyDiscourageUpgradablePubkeyType;

}  // namespace quanta::sign
