// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "reach/default_gateway.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace quanta::reach {

namespace {

constexpr size_t kMaxTableBytes = 64 * 1024;
constexpr uint32_t kUp = 1;
constexpr uint32_t kIsGateway = 2;
constexpr int kHexadecimal = 16;
constexpr int kDecimal = 10;

/// The columns of a line.
std::vector<std::string_view> columns(std::string_view line) {
    std::vector<std::string_view> found;
    while (!line.empty()) {
        const size_t end = std::min(line.find_first_of(" \t"), line.size());
        if (end > 0) found.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return found;
}

std::optional<uint32_t> number(std::string_view text, int radix) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, radix);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct Route {
    uint32_t gateway = 0;  ///< as the machine holds the bytes of the address
    uint32_t metric = 0;
};

/// The route of a line when it is a default one through a gateway.
std::optional<Route> default_route(std::string_view line) {
    const std::vector<std::string_view> column = columns(line);
    if (column.size() < 8) return std::nullopt;
    const auto destination = number(column[1], kHexadecimal);
    const auto gateway = number(column[2], kHexadecimal);
    const auto flags = number(column[3], kHexadecimal);
    const auto metric = number(column[6], kDecimal);
    const auto mask = number(column[7], kHexadecimal);
    if (!destination || !gateway || !flags || !metric || !mask) return std::nullopt;
    const bool is_default = *destination == 0 && *mask == 0;
    const bool usable = (*flags & (kUp | kIsGateway)) == (kUp | kIsGateway);
    if (!is_default || !usable) return std::nullopt;
    return Route{*gateway, *metric};
}

}  // namespace

std::optional<wire::Address> parse_default_gateway(std::string_view table) {
    std::optional<Route> best;
    while (!table.empty()) {
        const size_t end = std::min(table.find('\n'), table.size());
        const std::optional<Route> route = default_route(table.substr(0, end));
        if (route && (!best || route->metric < best->metric)) best = route;
        table.remove_prefix(std::min(end + 1, table.size()));
    }
    if (!best) return std::nullopt;
    std::array<uint8_t, 4> bytes;
    std::memcpy(bytes.data(), &best->gateway, bytes.size());
    return wire::Address::ipv4(bytes);
}

std::optional<wire::Address> default_gateway(sys::FileSystem& files) {
    const auto file = files.open("/proc/net/route", sys::OpenMode::Read);
    if (!file) return std::nullopt;
    std::string table(kMaxTableBytes, '\0');
    const auto size = (*file)->read_at(0, {reinterpret_cast<uint8_t*>(table.data()), table.size()});
    if (!size) return std::nullopt;
    return parse_default_gateway(std::string_view(table).substr(0, *size));
}

}  // namespace quanta::reach
