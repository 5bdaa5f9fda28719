// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Answers of routers by PCP and NAT-PMP, and the table of routes.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "reach/default_gateway.h"
#include "reach/nat_pmp.h"
#include "reach/pcp.h"

namespace base = quanta::base;
namespace reach = quanta::reach;
namespace wire = quanta::wire;

namespace {

reach::PcpRequest make_request() {
    reach::PcpRequest request;
    request.client = wire::Address::ipv4({192, 168, 1, 2});
    request.port = 8333;
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const base::ByteSpan bytes{data, size};
    if (const auto mapped = reach::decode_pcp_answer(bytes, make_request())) {
        CHECK(mapped->external.address.legacy_bytes());
    }
    (void)reach::decode_nat_pmp_address(bytes);
    (void)reach::decode_nat_pmp_answer(bytes, 8333);
    (void)reach::parse_default_gateway(base::as_text(bytes));
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    base::Bytes answer = reach::encode_pcp_request(make_request());
    answer[1] |= 0x80;
    const std::string_view routes = "eth0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n";
    return {answer,
            {0, 128, 0, 0, 0, 0, 0, 1, 5, 6, 7, 8},
            {0, 130, 0, 0, 0, 0, 0, 1, 0x20, 0x8d, 0x23, 0x28, 0, 0, 0, 60},
            {routes.begin(), routes.end()}};
}
