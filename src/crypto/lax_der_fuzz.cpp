// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Signatures in the historical encoding: parsing ends, and what it read reads the same when written strictly.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/hex.h"
#include "crypto/lax_der.h"
#include "crypto/secp256k1.h"

namespace base = quanta::base;
namespace crypto = quanta::crypto;

namespace {

/// R and S in the shortest DER.
base::Bytes to_der(const crypto::CompactSignature& compact) {
    base::Bytes body;
    for (const size_t at : {size_t{0}, size_t{32}}) {
        const auto end = compact.begin() + static_cast<std::ptrdiff_t>(at) + 32;
        auto first = std::find_if(compact.begin() + static_cast<std::ptrdiff_t>(at), end - 1,
                                  [](uint8_t byte) { return byte != 0; });
        base::Bytes number(first, end);
        if (number[0] >= 0x80) number.insert(number.begin(), 0);
        body.push_back(2);
        body.push_back(static_cast<uint8_t>(number.size()));
        body.insert(body.end(), number.begin(), number.end());
    }
    body.insert(body.begin(), {0x30, static_cast<uint8_t>(body.size())});
    return body;
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {*base::from_hex("3006020101020102"), *base::from_hex("3081060281010102820001020304"),
            *base::from_hex("3044022023dd2f2ede2d9586e7c722437e7608dfe109c445074f0d3ac6fbf3c68b851b7902204db1fb5fc0ea86e"
                            "235b8934260becc3f4fad9f97be4d4c4efab993597a5e32b4")};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan input(data, size);
    const auto compact = crypto::parse_lax_der(input);
    if (compact) CHECK(crypto::parse_lax_der(to_der(*compact)) == compact);
    if (!compact) CHECK(!crypto::is_low_der(input));
    if (const auto key = crypto::PublicKey::from_bytes(input.first(std::min<size_t>(size, 33)))) {
        crypto::ecdsa_verify_lax(key->bytes(), input, {});
        if (key->is_valid()) CHECK(key->to_form(crypto::KeyForm::Compressed) == key);
    }
    return 0;
}
