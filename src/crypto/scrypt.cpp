// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/scrypt.h"

#include <openssl/err.h>
#include <openssl/evp.h>

namespace quanta::crypto {

namespace {

/// 2^log2_n stays a number that can be multiplied by any r that passes.
constexpr unsigned kMaxLog2N = 32;
constexpr uint64_t kMaxRp = (uint64_t{1} << 30) - 1;

bool is_cost(const ScryptCost& cost) {
    if (cost.log2_n == 0 || cost.log2_n > kMaxLog2N || cost.r == 0 || cost.p == 0) return false;
    return uint64_t{cost.r} * cost.p <= kMaxRp && cost.log2_n < uint64_t{16} * cost.r;
}

}  // namespace

bool scrypt(base::ByteSpan password, base::ByteSpan salt, const ScryptCost& cost, uint64_t memory_limit,
            std::span<uint8_t> out) {
    if (!is_cost(cost) || cost.memory_bytes() > memory_limit) return false;
    static const char kNothing = 0;
    const char* text = password.empty() ? &kNothing : reinterpret_cast<const char*>(password.data());
    // OpenSSL counts some more than the memory that is asked for here.
    const uint64_t slack = uint64_t{1024} * cost.r + 4096;
    const bool made =
        EVP_PBE_scrypt(text, password.size(), salt.data(), salt.size(), uint64_t{1} << cost.log2_n, cost.r,
                       cost.p, cost.memory_bytes() + slack, out.data(), out.size()) == 1;
    if (!made) ERR_clear_error();
    return made;
}

}  // namespace quanta::crypto
