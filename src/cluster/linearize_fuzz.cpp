// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Any cluster is linearised soundly, and a best order is kept; small ones are compared with all there is.

#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "base/check.h"
#include "cluster/test_clusters.h"

namespace cluster = quanta::cluster;

namespace {

/// Per transaction: fee (2 bytes), size (1), and up to 3 parents (1 each); a leading byte says how large
/// numbers are.
std::vector<cluster::Member> read_members(const uint8_t* data, size_t size) {
    constexpr size_t kBytes = 6;
    std::vector<cluster::Member> members;
    if (size == 0) return members;
    const int64_t scale = int64_t{1} << data[0] % 37;
    for (size_t at = 1; at + kBytes <= size && members.size() < cluster::kMaxClusterCount; at += kBytes) {
        const int64_t fee = static_cast<int16_t>(data[at] | data[at + 1] << 8);
        cluster::Member member{{fee * scale, 1 + int64_t{data[at + 2]} * (scale >> 14 | 1)}};
        for (size_t i = 3; i < kBytes && !members.empty(); ++i) {
            if (data[at + i] < 0xc0) member.parents |= cluster::bit(unsigned(data[at + i] % members.size()));
        }
        members.push_back(member);
    }
    return members;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::vector<cluster::Member> members = read_members(data, size);
    const cluster::Linearization result = cluster::linearize(members);
    CHECK(cluster::fault_of(members, result).empty());
    std::vector<uint8_t> given(members.size());
    std::iota(given.begin(), given.end(), uint8_t{0});
    CHECK(compare_diagrams(cluster::fee_sizes(result.chunks),
                           cluster::fee_sizes(cluster::chunks_of(members, given))) >= 0);
    CHECK(cluster::linearize(cluster::reordered(members, result)).order == given);
    if (members.size() > 8) return 0;
    CHECK(compare_diagrams(cluster::fee_sizes(result.chunks), cluster::best_diagram(members)) == 0);
    CHECK(!cluster::has_divisible_chunk(members, result));
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::mt19937_64 random(1);
    std::vector<std::vector<uint8_t>> seeds;
    for (const size_t count : {1, 2, 5, 8, 8, 20, 64}) {
        std::vector<uint8_t> seed(1 + 6 * count);
        for (uint8_t& byte : seed)
            byte = static_cast<uint8_t>(random());
        seeds.push_back(seed);
    }
    return seeds;
}
