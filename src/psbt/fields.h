// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>

/// @file
/// Inside of this library: the first bytes of files and of the keys of their fields (BIP174, 370, 371, 373).

namespace quanta::psbt {

inline constexpr std::array<uint8_t, 5> kMagic = {'p', 's', 'b', 't', 0xff};
/// Ends a map.
inline constexpr uint8_t kSeparator = 0;

namespace global {
enum Type : uint64_t {
    kUnsignedTx = 0x00,
    kXpub = 0x01,
    kTxVersion = 0x02,
    kFallbackLockTime = 0x03,
    kInputCount = 0x04,
    kOutputCount = 0x05,
    kModifiable = 0x06,
    kVersion = 0xfb,
};
}  // namespace global

namespace in {
enum Type : uint64_t {
    kNonWitnessUtxo = 0x00,
    kWitnessUtxo = 0x01,
    kPartialSig = 0x02,
    kSighash = 0x03,
    kRedeemScript = 0x04,
    kWitnessScript = 0x05,
    kBip32 = 0x06,
    kFinalScriptSig = 0x07,
    kFinalWitness = 0x08,
    kRipemd160 = 0x0a,
    kSha256 = 0x0b,
    kHash160 = 0x0c,
    kHash256 = 0x0d,
    kPreviousTxid = 0x0e,
    kOutputIndex = 0x0f,
    kSequence = 0x10,
    kTimeLock = 0x11,
    kHeightLock = 0x12,
    kTapKeySig = 0x13,
    kTapLeafSig = 0x14,
    kTapLeaf = 0x15,
    kTapBip32 = 0x16,
    kTapInternalKey = 0x17,
    kTapMerkleRoot = 0x18,
    kParticipants = 0x1a,
    kPublicNonce = 0x1b,
    kPartialMusigSig = 0x1c,
};
}  // namespace in

namespace out {
enum Type : uint64_t {
    kRedeemScript = 0x00,
    kWitnessScript = 0x01,
    kBip32 = 0x02,
    kAmount = 0x03,
    kScript = 0x04,
    kTapInternalKey = 0x05,
    kTapTree = 0x06,
    kTapBip32 = 0x07,
    kParticipants = 0x08,
};
}  // namespace out

/// In every map.
inline constexpr uint64_t kProprietary = 0xfc;

}  // namespace quanta::psbt
