// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/muhash.h"

#include <algorithm>

#include "crypto/chacha20.h"

namespace quanta::crypto {
namespace {

Num3072 to_number(base::ByteSpan element) {
    std::array<uint8_t, Num3072::kBytes> bytes;
    chacha20_keystream(bytes, sha256(element), {}, 0);
    return Num3072(bytes.data());
}

}  // namespace

MuHash3072& MuHash3072::insert(base::ByteSpan element) {
    m_numerator.multiply(to_number(element));
    return *this;
}

MuHash3072& MuHash3072::remove(base::ByteSpan element) {
    m_denominator.multiply(to_number(element));
    return *this;
}

MuHash3072& MuHash3072::operator*=(const MuHash3072& other) {
    const MuHash3072 copy = other;
    m_numerator.multiply(copy.m_numerator);
    m_denominator.multiply(copy.m_denominator);
    return *this;
}

MuHash3072& MuHash3072::operator/=(const MuHash3072& other) {
    const MuHash3072 copy = other;
    m_numerator.multiply(copy.m_denominator);
    m_denominator.multiply(copy.m_numerator);
    return *this;
}

Digest256 MuHash3072::finalize() const {
    Num3072 product = m_denominator.inverse();
    product.multiply(m_numerator);
    std::array<uint8_t, Num3072::kBytes> bytes;
    product.to_bytes(bytes.data());
    return sha256(bytes);
}

std::array<uint8_t, MuHash3072::kSerializedBytes> MuHash3072::serialize() const {
    std::array<uint8_t, kSerializedBytes> bytes;
    m_numerator.to_bytes(bytes.data());
    m_denominator.to_bytes(bytes.data() + Num3072::kBytes);
    return bytes;
}

std::optional<MuHash3072> MuHash3072::deserialize(base::ByteSpan bytes) {
    if (bytes.size() != kSerializedBytes) return std::nullopt;
    MuHash3072 hash;
    hash.m_numerator = Num3072(bytes.data());
    hash.m_denominator = Num3072(bytes.data() + Num3072::kBytes);
    return hash;
}

}  // namespace quanta::crypto
