// Copyright (c) 2026 The Quanta developers. MIT licence.
//
// Text of subnets and of what grants permissions: what is accepted reads back the same.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "addresses/subnet.h"
#include "base/bytes.h"
#include "base/check.h"
#include "net/permissions.h"

namespace addresses = quanta::addresses;
namespace net = quanta::net;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = quanta::base::as_text({data, size});
    (void)net::parse_whitebind(text);
    (void)net::parse_whitelist(text);
    const auto subnet = addresses::Subnet::from_text(text);
    if (!subnet) return 0;
    CHECK(addresses::Subnet::from_text(subnet->to_text()) == subnet);
    const auto listed = net::parse_whitelist("noban@" + std::string(text));
    CHECK(listed && listed->subnet == *subnet);
    return 0;
}

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (const std::string_view text :
         {"1.2.3.4", "1.2.3.0/24", "1.2.0.0/255.255.0.0", "::1/64",
          "2a00:1450::/ffff:ffff::", "noban,out@10.0.0.0/8", "relay,forcerelay,bloom@[::1]:8333",
          "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}
