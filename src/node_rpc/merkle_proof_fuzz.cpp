// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <algorithm>
#include <vector>

#include "base/check.h"
#include "node_rpc/merkle_proof.h"

namespace base = quanta::base;
namespace codec = quanta::codec;
using quanta::node_rpc::MerkleProof;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    // Header, three transactions, their hashes, all flags set.
    std::vector<uint8_t> full(80);
    full.insert(full.end(), {3, 0, 0, 0, 3});
    for (uint8_t i = 0; i < 3; ++i)
        full.insert(full.end(), 32, i);
    full.insert(full.end(), {1, 0x1f});
    std::vector<uint8_t> promise(80);
    promise.insert(promise.end(), {0xff, 0xff, 0xff, 0xff, 0xfe, 0, 0, 0, 2});
    return {full, promise, std::vector<uint8_t>(86), {}};
}

/// Any bytes; what decodes must encode to the bytes it came from, and its matches are among its hashes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan bytes(data, size);
    codec::Reader reader(bytes);
    const auto proof = MerkleProof::parse(reader);
    if (!proof) return 0;
    const base::Bytes again = proof->serialize();
    CHECK(again.size() == reader.position());
    CHECK(std::ranges::equal(again, bytes.first(again.size())));
    const auto matches = proof->matches();
    CHECK(matches.size() <= proof->hashes.size());
    for (const auto& txid : matches)
        CHECK(std::ranges::find(proof->hashes, txid.bytes()) != proof->hashes.end());
    return 0;
}
