// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Part of every fuzz program: hands its seeds to whoever wants to start a corpus with them.

#include "fuzz_seeds.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

__attribute__((weak)) std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() { return {}; }

namespace quanta::fuzz {
namespace {

constexpr std::string_view kOption = "--write-seeds=";

[[noreturn]] void write_seeds(const std::string& folder) {
    size_t written = 0;
    for (const std::vector<uint8_t>& seed : quanta_fuzz_seeds()) {
        const std::string path = folder + "/seed-" + std::to_string(written);
        std::ofstream file(path, std::ios::binary);
        file.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
        file.close();
        if (!file) {
            std::fprintf(stderr, "cannot write %s\n", path.c_str());
            std::exit(1);
        }
        ++written;
    }
    std::printf("%zu seeds\n", written);
    std::exit(0);
}

}  // namespace

void obey_write_seeds(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(kOption)) write_seeds(std::string(argument.substr(kOption.size())));
    }
}

}  // namespace quanta::fuzz

/// Called by libFuzzer before it reads its own arguments; it leaves those with two dashes alone.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    quanta::fuzz::obey_write_seeds(*argc, *argv);
    return 0;
}
