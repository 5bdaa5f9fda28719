// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>

namespace quanta::crypto {

/// The 96 limbs of the product of two numbers of 48 limbs, least significant first. `product` overlaps neither.
void wide_product_48(uint64_t* product, const uint64_t* a, const uint64_t* b);

}  // namespace quanta::crypto
