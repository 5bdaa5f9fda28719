// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "crypto/sha3.h"

#include <gtest/gtest.h>

#include "base/hex.h"

namespace quanta::crypto {
namespace {

/// Digests another implementation (Python's hashlib) gives, around the 136 bytes of a block.
TEST(Sha3, DigestsOfEveryBlockBoundary) {
    const auto digest = [](size_t size) { return base::to_hex(sha3_256(base::Bytes(size, 'q'))); };
    EXPECT_EQ(digest(0), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
    EXPECT_EQ(digest(1), "8a5e1d339fafc39350fd8cf1d7ca7982091c27f6b77f75bd4ddab3df425b4f8c");
    EXPECT_EQ(digest(135), "1aea929c49437f629f27e98fd2bc2bc3e6cb204183d806fef8772d4ad73d3065");
    EXPECT_EQ(digest(136), "971724b083e5ab828b0333fa7a547ee2821c811c895c1fb2bcbfa9a744dfccf5");
    EXPECT_EQ(digest(137), "7df3b1eb5b975036a7c0e3a9ac37d2ae197abafb54f5e658daa3184393c0cf82");
    EXPECT_EQ(digest(1000), "da899752794b262dbcebde48ed65e6f97ead766866882b75be3e459bfd58889d");
}

}  // namespace
}  // namespace quanta::crypto
