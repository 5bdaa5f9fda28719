// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string_view>
#include <vector>

#include "wire/fuzz_support.h"

namespace wire = quanta::wire;

namespace {

constexpr std::string_view kTypes[] = {"version", "feature", "sendcmpct",  "feefilter",  "ping",
                                       "pong",    "verack",  "wtxidrelay", "sendaddrv2", "sendheaders"};

}  // namespace

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    wire::Version version;
    version.receiver = {wire::Address::ipv4({1, 2, 3, 4}), 8333};
    version.user_agent = "/fuzz/";
    return wire::fuzz_seeds(
        kTypes, {version, wire::Feature{"BIP434", {1, 2}}, wire::SendCompact{1, 2}, wire::FeeFilter{1000},
                 wire::Ping{7}, wire::Ping{}, wire::Pong{7}, wire::Verack{}, wire::WtxidRelay{},
                 wire::SendAddrV2{}, wire::SendHeaders{}});
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return wire::fuzz_messages(kTypes, data, size);
}
