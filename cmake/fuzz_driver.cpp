// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Runs a fuzz target without libFuzzer: the files given as arguments, then the target's own seeds
// (quanta_fuzz_seeds, when it defines them) and a fixed number of deterministic mutations of each.
// --write-seeds=<folder> writes the seeds instead.

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz_seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutationsPerSeed = 400;

void run(const std::vector<uint8_t>& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

std::vector<uint8_t> mutate(std::vector<uint8_t> input, std::mt19937_64& random) {
    const int changes = 1 + static_cast<int>(random() % 4);
    for (int i = 0; i < changes; ++i) {
        const size_t at = input.empty() ? 0 : random() % input.size();
        switch (random() % 5) {
            case 0: input.insert(input.begin() + at, static_cast<uint8_t>(random())); break;
            case 1: if (!input.empty()) input.erase(input.begin() + at); break;
            case 2: if (!input.empty()) input[at] = static_cast<uint8_t>(random()); break;
            case 3: if (!input.empty()) input[at] ^= static_cast<uint8_t>(1 << (random() % 8)); break;
            case 4: input.resize(at); break;
        }
    }
    return input;
}

}  // namespace

int main(int argc, char** argv) {
    quanta::fuzz::obey_write_seeds(argc, argv);
    std::vector<std::vector<uint8_t>> seeds = quanta_fuzz_seeds();
    for (int i = 1; i < argc; ++i) {
        std::ifstream file(argv[i], std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    seeds.emplace_back();
    std::mt19937_64 random(1);
    std::vector<uint8_t> noise(300);
    for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random());
    seeds.push_back(noise);
    size_t runs = 0;
    for (const std::vector<uint8_t>& seed : seeds) {
        run(seed);
        for (int i = 0; i < kMutationsPerSeed; ++i, ++runs) run(mutate(seed, random));
    }
    std::printf("%zu seeds, %zu mutations\n", seeds.size(), runs);
    return 0;
}
