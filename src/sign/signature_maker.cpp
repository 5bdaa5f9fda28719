// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sign/signature_maker.h"

namespace quanta::sign {

namespace {

/// Bytes of an ECDSA signature whose R and S have no leading zero to drop or to add, with its hash type.
constexpr size_t kEcdsaSize = 71;
constexpr size_t kSchnorrSize = 64;

}  // namespace

std::optional<base::Bytes> SizeMaker::ecdsa(const Provider&, const crypto::Digest160&, base::ByteSpan,
                                            EcdsaRules) const {
    return base::Bytes(kEcdsaSize);
}

std::optional<base::Bytes> SizeMaker::schnorr(const Provider&, const crypto::XOnlyKey&,
                                              const SchnorrTarget&) const {
    return base::Bytes(kSchnorrSize);
}

}  // namespace quanta::sign
