// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <variant>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/secp256k1.h"
#include "primitives/script_bytes.h"

namespace quanta::keys {

/// An output script of no known form.
struct NoDestination {
    auto operator<=>(const NoDestination&) const = default;
};
/// A bare public key, plausible by size and prefix alone. It has no address.
struct BareKey {
    crypto::PublicKey key;
    auto operator<=>(const BareKey&) const = default;
};
/// The hash of a public key.
struct PubKeyHash {
    crypto::Digest160 hash;
    auto operator<=>(const PubKeyHash&) const = default;
};
/// The hash of a script (BIP16).
struct ScriptHash {
    crypto::Digest160 hash;
    auto operator<=>(const ScriptHash&) const = default;
};
/// The hash of a compressed public key as version 0 witness program (BIP141).
struct WitnessV0KeyHash {
    crypto::Digest160 hash;
    auto operator<=>(const WitnessV0KeyHash&) const = default;
};
/// The SHA-256 of a script as version 0 witness program (BIP141).
struct WitnessV0ScriptHash {
    crypto::Digest256 hash;
    auto operator<=>(const WitnessV0ScriptHash&) const = default;
};
/// An output key (BIP341). Not checked to be a point.
struct Taproot {
    crypto::XOnlyKey key;
    auto operator<=>(const Taproot&) const = default;
};
/// Pay to anchor: version 1 with a program of two fixed bytes. Anyone may spend it.
struct Anchor {
    static constexpr std::array<uint8_t, 2> kProgram = {0x4e, 0x73};
    auto operator<=>(const Anchor&) const = default;
};
/// A witness program whose meaning is not known yet: version 1 to 16, 2 to 40 bytes.
struct WitnessUnknown {
    uint8_t version;
    base::Bytes program;
    auto operator<=>(const WitnessUnknown&) const = default;
};

/// Whom an output pays.
using Destination = std::variant<NoDestination, BareKey, PubKeyHash, ScriptHash, WitnessV0KeyHash,
                                 WitnessV0ScriptHash, Taproot, Anchor, WitnessUnknown>;

/// What `script` pays to, by its form alone. A version 0 program of 20 or 32 bytes only: others are nothing.
Destination destination_from_script(base::ByteSpan script);

/// The output script that pays `destination`; empty for NoDestination.
primitives::ScriptBytes script_for_destination(const Destination& destination);

/// What a witness program pays to (BIP141). `version` is at most 16, `program` 2 to 40 bytes.
Destination destination_from_witness_program(uint8_t version, base::ByteSpan program);

/// Whether `destination` can be written as an address: all but NoDestination and BareKey.
bool has_address(const Destination& destination);

}  // namespace quanta::keys
