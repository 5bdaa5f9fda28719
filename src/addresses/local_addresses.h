// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "wire/address.h"

namespace quanta::addresses {

/// How an own address was learned; the higher the likelier it is right.
enum class LocalSource : uint8_t { Interface = 1, Bind = 2, Mapped = 3, Manual = 4 };

struct LocalAddress {
    wire::Service service;
    int score = 0;  ///< LocalSource, and one more for each peer that has seen us there
};

/// Addresses at which others can reach us, and networks we can reach. Net thread.
class LocalAddresses {
public:
    /// The networks we can reach (-onlynet, and what proxies there are).
    explicit LocalAddresses(std::set<wire::Network> reachable) : m_reachable(std::move(reachable)) {}

    bool reachable(wire::Network network) const { return m_reachable.contains(network); }
    const std::set<wire::Network>& reachable_networks() const { return m_reachable; }
    /// A way to it has been found.
    void set_reachable(wire::Network network) { m_reachable.insert(network); }
    /// False for what is not routable or not of a reachable network. An address counts once, with its last
    /// port; its score grows when it is learned again from as good a source.
    bool add(const wire::Service& service, LocalSource source);
    void remove(const wire::Service& service);
    bool is_local(const wire::Service& service) const;
    /// A peer has seen us at `service`.
    void seen_at(const wire::Service& service);
    /// The one to tell a peer at `peer`: the best it can reach. Never an address of Tor or I2P to peers of
    /// other networks, nor the other way round.
    std::optional<wire::Service> best_for(const wire::Address& peer) const;
    std::vector<LocalAddress> all() const;

private:
    std::set<wire::Network> m_reachable;
    std::vector<LocalAddress> m_addresses;
};

}  // namespace quanta::addresses
