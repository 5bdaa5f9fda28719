// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "addresses/address_book.h"
#include "net/environment.h"
#include "wire/address.h"

namespace quanta::reach {

/// Where the first addresses come from.
struct SeedOptions {
    std::vector<std::string> dns_seeds;  ///< names; empty: none are asked (-dnsseed=0)
    bool force_dns_seeds = false;        ///< ask even when there are addresses enough
    bool through_proxy = false;          ///< names are looked up by a proxy: seeds are connected to instead
    uint16_t default_port = 0;           ///< of the addresses that seeds tell
    std::vector<wire::Service> fixed_seeds;
    bool other_sources = false;  ///< -seednode or -addnode name nodes to ask first
    std::set<wire::Network> reachable;
};

/// What the seeds need to know of the connections.
class SeedPeers {
public:
    virtual ~SeedPeers() = default;
    /// Outbound full-relay peers whose handshake is done.
    virtual size_t good_peers() const = 0;
    /// Whether connections are made at all (setnetworkactive).
    virtual bool active() const = 0;
    /// Connects to `name` to ask for addresses, and no longer.
    virtual void fetch_addresses(const std::string& name) = 0;
};

/// Fills the address book of a node that knows too few: asks DNS seeds, three at a time and only while there
/// are no peers, and takes the fixed addresses where nothing else helps. Net thread.
///
/// Seeds are asked at once when the book is empty; else after 11 s without two good peers, or 5 minutes when
/// it has 1,000 addresses. Fixed seeds are taken once, for reachable networks that have no address after a
/// minute, or at once when nothing else is asked.
class Seeds {
public:
    /// All outlive this.
    struct Services {
        net::Environment environment;
        addresses::AddressBook& book;
        SeedPeers& peers;
    };

    Seeds(SeedOptions options, Services services);
    /// Nothing is called any more.
    ~Seeds();
    Seeds(const Seeds&) = delete;
    Seeds& operator=(const Seeds&) = delete;

    void start();
    /// DNS seeds are done with: all asked, or there are peers.
    bool dns_done() const;
    /// Fixed seeds are done with.
    bool fixed_done() const;

private:
    struct Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace quanta::reach
