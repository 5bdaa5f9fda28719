// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;

namespace {

constexpr std::string_view kTypes[] = {"addr", "addrv2", "getaddr"};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    const std::vector<wire::KnownAddress> old{{{wire::Address::ipv4({1, 2, 3, 4}), 8333}, 9, 100},
                                              {{wire::Address::ipv6({0x20, 1}), 1}, 1, 200}};
    std::vector<wire::KnownAddress> all = old;
    all.push_back({{wire::Address::onion({1, 2}), 8333}, UINT64_MAX, 300});
    all.push_back({{wire::Address::i2p({3, 4}), 0}, 0xfd, 400});
    all.push_back({{*wire::Address::cjdns({0xfc, 5}), 8333}, 0x10000, 500});
    return wire::fuzz_seeds(kTypes, {wire::Addresses{old}, wire::AddressesV2{all}, wire::GetAddresses{}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return wire::fuzz_messages(kTypes, data, size);
}
