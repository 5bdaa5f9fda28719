// Copyright (c) 2026 The Quanta developers. MIT licence.
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "wire/address.h"
#include "wire/base32.h"

namespace base = quanta::base;
using quanta::wire::Address;
using quanta::wire::Network;
using quanta::wire::Service;

std::vector<std::vector<uint8_t>> quanta_fuzz_seeds() {
    std::vector<std::vector<uint8_t>> seeds;
    for (std::string_view text :
         {"1.2.3.4", "1.2.3.4:8333", "::", "[2001:db8::1]:8333", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8",
          "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:8333",
          "ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p", "fd6b:88c0:8724::1"}) {
        seeds.emplace_back(text.begin(), text.end());
    }
    return seeds;
}

/// What is read is written in a form that reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text = base::as_text({data, size});
    if (const auto address = Address::from_text(text)) {
        const bool readable = address->network() != Network::Internal;
        CHECK(!readable || Address::from_text(address->to_text()) == address);
        CHECK(!address->is_routable() || address->is_valid());
        if (const auto legacy = address->legacy_bytes()) CHECK(Address::ipv6(*legacy) == *address);
    }
    const auto service = Service::from_text(text, 8333);
    if (service && service->address.network() != Network::Internal) {
        CHECK(Service::from_text(service->to_text(), 1) == service);
    }
    if (const auto bytes = quanta::wire::from_base32(text)) {
        std::string lower(text);
        for (char& c : lower)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        CHECK(quanta::wire::to_base32(*bytes) == lower);
    }
    return 0;
}
