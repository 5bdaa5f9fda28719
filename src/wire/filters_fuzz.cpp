// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;

namespace {

constexpr std::string_view kTypes[] = {"getcfilters",  "cfilter",    "getcfheaders", "cfheaders",
                                       "getcfcheckpt", "cfcheckpt",  "filterload",   "filteradd",
                                       "filterclear",  "merkleblock"};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<wire::FilterHash> hashes{wire::FilterHash({1}), wire::FilterHash({2})};
    return wire::fuzz_seeds(
        kTypes, {wire::GetFilters{0, 7, {}}, wire::Filter{0, {}, {1, 2, 3}}, wire::GetFilterHeaders{0, 7, {}},
                 wire::FilterHeaders{0, {}, {}, hashes}, wire::GetFilterCheckpoints{0, {}},
                 wire::FilterCheckpoints{0, {}, hashes}, wire::FilterLoad{{1, 2}, 3, 4, 1},
                 wire::FilterAdd{{1, 2}}, wire::FilterClear{}, wire::MerkleBlock{{1, 2}}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return wire::fuzz_messages(kTypes, data, size);
}
