// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/permissions.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "net/peer.h"

namespace quanta::net {

namespace {

using base::Err;

struct NamedPermission {
    std::string_view name;
    uint32_t bits;
};

/// In the order of getpeerinfo. Each that contains another stands before it or has its bits told apart.
constexpr std::array kNamed{
    NamedPermission{"bloomfilter", kPermitBloom},     NamedPermission{"noban", kPermitNoBan},
    NamedPermission{"forcerelay", kPermitForceRelay}, NamedPermission{"relay", kPermitRelay},
    NamedPermission{"mempool", kPermitMempool},       NamedPermission{"download", kPermitDownload},
    NamedPermission{"addr", kPermitAddresses},
};

constexpr uint32_t kAllPermissions = [] {
    uint32_t all = 0;
    for (const NamedPermission& named : kNamed)
        all |= named.bits;
    return all;
}();

/// What a grant without names is beyond relay.
constexpr uint32_t kImplicitPermissions = kPermitNoBan | kPermitMempool;

/// The bits of one word; nothing when it is none.
std::optional<uint32_t> bits_of(std::string_view word) {
    if (word == "all") return kAllPermissions;
    if (word == "bloom") return kPermitBloom;
    const auto found = std::find_if(kNamed.begin(), kNamed.end(),
                                    [&](const NamedPermission& named) { return named.name == word; });
    if (found == kNamed.end()) return std::nullopt;
    return found->bits;
}

/// Which words a list may have besides permissions.
enum class Directions : uint8_t { Allowed, IncomingOnly };

/// Takes one word of the list into `grant`.
base::Result<void, std::string> take_word(std::string_view word, Directions directions, Grant& grant) {
    if (word.empty()) return {};
    if (word == "in") {
        grant.inbound = true;
        return {};
    }
    if (word == "out") {
        if (directions == Directions::IncomingOnly) {
            return Err(
                std::string("whitebind may only be used for incoming connections (\"out\" was passed)"));
        }
        grant.outbound = true;
        return {};
    }
    const std::optional<uint32_t> bits = bits_of(word);
    if (!bits) return Err(fmt::format("Invalid P2P permission: '{}'", word));
    grant.permissions |= *bits;
    return {};
}

struct Parts {
    Grant grant;
    std::string_view place;
};

/// Takes the list of permissions off the front of `text`.
base::Result<Parts, std::string> split(std::string_view text, Directions directions) {
    Parts parts;
    const size_t at = text.find('@');
    if (at == std::string_view::npos) {
        parts.grant.implicit = true;
        parts.place = text;
        return parts;
    }
    parts.place = text.substr(at + 1);
    parts.grant.inbound = false;
    std::string_view list = text.substr(0, at);
    while (!list.empty()) {
        const size_t comma = std::min(list.find(','), list.size());
        TRY(take_word(list.substr(0, comma), directions, parts.grant));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    const bool directed = parts.grant.inbound || parts.grant.outbound;
    if (directed && parts.grant.permissions == 0) {
        return Err(fmt::format("Only direction was set, no permissions: '{}'", text));
    }
    if (!directed) parts.grant.inbound = true;
    return parts;
}

}  // namespace

std::vector<std::string> permission_names(uint32_t permissions) {
    std::vector<std::string> names;
    for (const NamedPermission& named : kNamed) {
        if ((permissions & named.bits) == named.bits) names.emplace_back(named.name);
    }
    return names;
}

uint32_t effective_permissions(const Grant& grant, bool relay, bool force_relay) {
    uint32_t permissions = grant.permissions;
    if (!grant.implicit) return permissions;
    permissions |= kImplicitPermissions;
    if (relay) permissions |= kPermitRelay;
    if (force_relay) permissions |= kPermitForceRelay;
    return permissions;
}

base::Result<WhitelistEntry, std::string> parse_whitelist(std::string_view text) {
    const Parts parts = TRY(split(text, Directions::Allowed));
    const std::optional<addresses::Subnet> subnet = addresses::Subnet::from_text(parts.place);
    if (!subnet) return Err(fmt::format("Invalid netmask specified in -whitelist: '{}'", parts.place));
    return WhitelistEntry{parts.grant, *subnet};
}

base::Result<WhiteBind, std::string> parse_whitebind(std::string_view text) {
    const Parts parts = TRY(split(text, Directions::IncomingOnly));
    const std::optional<wire::Service> service = wire::Service::from_text(parts.place, 0);
    if (!service) return Err(fmt::format("Cannot resolve -whitebind address: '{}'", parts.place));
    if (service->port == 0)
        return Err(fmt::format("Need to specify a port with -whitebind: '{}'", parts.place));
    return WhiteBind{parts.grant, *service};
}

}  // namespace quanta::net
