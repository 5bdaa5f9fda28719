// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sys/interface_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace quanta::sys {

namespace {

constexpr size_t kMaxAddresses = 256;

/// The text of an address of `family`; empty for another one.
std::string text_of(const sockaddr& address, int family) {
    if (address.sa_family != family) return {};
    const void* bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    if (family == AF_INET6) bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, bytes, text.data(), text.size()) != nullptr ? text.data() : "";
}

}  // namespace

std::vector<std::string> interface_addresses() {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, &::freeifaddrs);
    std::vector<std::string> addresses;
    for (const int family : {AF_INET, AF_INET6}) {
        for (const ifaddrs* one = all.get(); one != nullptr; one = one->ifa_next) {
            if (one->ifa_addr == nullptr || addresses.size() == kMaxAddresses) continue;
            std::string text = text_of(*one->ifa_addr, family);
            const bool own = text.empty() || text == "::1" || text.starts_with("127.");
            const bool known = std::find(addresses.begin(), addresses.end(), text) != addresses.end();
            if (!own && !known) addresses.push_back(std::move(text));
        }
    }
    return addresses;
}

}  // namespace quanta::sys
