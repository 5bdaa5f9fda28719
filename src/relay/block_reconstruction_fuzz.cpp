// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "relay/block_reconstruction.h"

#include "base/check.h"
#include "wire/codec.h"

namespace relay = quanta::relay;
namespace wire = quanta::wire;
namespace primitives = quanta::primitives;

namespace {

/// A compact block as it came, some of its own transactions offered, the rest left out or wrong.
int run(const uint8_t* data, size_t size) {
    if (size < 1) return 0;
    const auto message = wire::decode({"cmpctblock", quanta::base::Bytes(data + 1, data + size)});
    if (!message) return 0;
    const auto& compact = std::get<wire::CompactBlock>(*message);
    auto made = relay::BlockReconstruction::begin(compact);
    if (!made) return 0;
    CHECK(made->size() == compact.short_ids.size() + compact.prefilled.size());
    for (const wire::PrefilledTransaction& entry : compact.prefilled)
        made->offer(entry.transaction);
    const auto missing = made->missing();
    CHECK(missing.size() == made->open());
    if (compact.prefilled.empty()) return 0;
    const std::vector<relay::TransactionPtr> rest(missing.size() + (data[0] & 1),
                                                  compact.prefilled.front().transaction);
    const auto block = made->finish(rest);
    if (block) CHECK((*block)->transactions().size() == made->size());
    return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return run(data, size);
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    primitives::MutableTransaction transaction;
    transaction.inputs.push_back({});
    transaction.outputs.push_back({{1}, {0x51}});
    wire::CompactBlock compact;
    compact.prefilled.push_back({0, transaction.freeze()});
    compact.header.merkle_root = primitives::MerkleRoot(transaction.freeze()->txid().bytes());
    std::vector<std::vector<uint8_t>> seeds;
    for (uint64_t ids = 0; ids < 4; ++ids) {
        const auto bytes = wire::encode(compact).payload;
        seeds.emplace_back(1, 0);
        seeds.back().insert(seeds.back().end(), bytes.begin(), bytes.end());
        compact.short_ids.push_back(ids);
    }
    return seeds;
}
