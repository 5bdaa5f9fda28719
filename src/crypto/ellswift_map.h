// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "crypto/ellswift.h"
#include "crypto/field.h"

/// @file
/// The map of ElligatorSwift and our own form of what ellswift.h offers, whatever that uses. Internal to this
/// library.

namespace quanta::crypto {

/// XSwiftEC of BIP324: the x coordinate of a point for any two numbers.
FieldElement swift_map(FieldElement u, FieldElement t);

/// XSwiftECInv of BIP324: a t that swift_map takes to the curve's x coordinate `x` together with `u`, which
/// is not zero. `which` is 0 to 7; each gives another t, or nothing.
std::optional<FieldElement> swift_inverse(const FieldElement& x, const FieldElement& u, unsigned which);

/// ellswift_create, ellswift_decode and ellswift_shared_secret, our own.
EllSwift own_ellswift_create(const PrivateKey& key, const Digest256& entropy);
XOnlyKey own_ellswift_decode(const EllSwift& encoding);
Digest256 own_ellswift_shared_secret(const PrivateKey& key, const EllSwift& ours, const EllSwift& theirs,
                                     EllSwiftParty we);

/// The x coordinate of `key` times the point that `encoding` stands for: not to be used without a hash.
Digest256 shared_x(const PrivateKey& key, const EllSwift& encoding);

}  // namespace quanta::crypto
