// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <vector>

#include "base/check.h"
#include "params/params.h"

namespace params = quanta::params;

namespace {

std::vector<uint8_t> seed(char option, std::string_view value) {
    std::vector<uint8_t> bytes{static_cast<uint8_t>(option)};
    bytes.insert(bytes.end(), value.begin(), value.end());
    return bytes;
}

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    return {seed(0, "segwit@100"), seed(1, "testdummy:0:999999999999:144"), seed(2, "512103ad5e51ae")};
}

/// The first byte chooses the option, the rest is its value: whatever a parser takes makes parameters.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    const std::string_view value(reinterpret_cast<const char*>(data + 1), size - 1);
    params::ParamsOptions options;
    const bool taken = data[0] % 3 == 0   ? add_activation_height(options, value).has_value()
                       : data[0] % 3 == 1 ? add_version_bits(options, value).has_value()
                                          : add_signet_challenge(options, value).has_value();
    if (!taken) return 0;
    CHECK(make_params(params::Chain::Regtest, options).has_value());
    CHECK(make_params(params::Chain::Signet, options).has_value());
    return 0;
}
