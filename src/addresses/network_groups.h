// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "wire/address.h"

namespace quanta::addresses {

/// Which addresses are likely to be one operator's: by autonomous system where a map is given (-asmap), else
/// /16 of IPv4, /32 of IPv6, 4 bits of the others. Constant after construction: any thread.
class NetworkGroups {
public:
    NetworkGroups() = default;
    /// With the map in `asmap`. The error says what is wrong with it.
    static base::Result<NetworkGroups, std::string> with_map(base::Bytes asmap);

    /// Names the group of `address`. Local and unroutable addresses are all one.
    base::Bytes group_of(const wire::Address& address) const;
    /// The autonomous system, 0 when there is no map or it does not tell.
    uint32_t mapped_as(const wire::Address& address) const;
    bool has_map() const { return !m_asmap.empty(); }
    /// Identifies the map: double SHA-256 of its bytes; zeros without one. peers.dat keeps it.
    std::array<uint8_t, 32> map_version() const;

private:
    base::Bytes m_asmap;
};

}  // namespace quanta::addresses
