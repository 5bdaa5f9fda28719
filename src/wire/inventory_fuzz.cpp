// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;

namespace {

constexpr std::string_view kTypes[] = {"inv", "getdata", "notfound"};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<wire::Inventory> entries{{wire::InventoryType::Wtx, wire::InventoryHash({1, 2})},
                                               {wire::InventoryType::WitnessBlock, {}}};
    return wire::fuzz_seeds(kTypes, {wire::Inv{entries}, wire::GetData{entries}, wire::NotFound{entries}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return wire::fuzz_messages(kTypes, data, size);
}
