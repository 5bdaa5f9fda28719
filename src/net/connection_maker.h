// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <memory>

#include "addresses/network_groups.h"
#include "net/environment.h"
#include "net/options.h"
#include "net/peer.h"
#include "wire/transport.h"

namespace quanta::net {

/// What a new connection begins with: transport, nonce, keyed network group, permissions. Net thread.
class ConnectionMaker {
public:
    /// All outlive it.
    ConnectionMaker(const NetOptions& options, Environment environment,
                    const addresses::NetworkGroups& groups);

    /// The end that opens the connection, which `v2` says how to.
    std::unique_ptr<wire::Transport> initiator(bool v2);
    /// The end that answers: to both when -v2transport is on.
    std::unique_ptr<wire::Transport> responder();

    /// Without type, name and permissions.
    PeerOrigin origin(const wire::Service& remote, const sys::TcpConnection& socket);
    /// Equal for addresses of one group, and otherwise unpredictable.
    uint64_t keyed_group(const wire::Address& address) const;
    /// What -whitelist grants to `address`, and `grant` on top.
    uint32_t permissions(const wire::Address& address, bool inbound, const Grant& grant = {}) const;

private:
    wire::V2Secrets secrets();
    uint32_t bits(const Grant& grant) const;

    const NetOptions& m_options;
    const Environment m_environment;
    const addresses::NetworkGroups& m_groups;
    const uint64_t m_key0;
    const uint64_t m_key1;
};

}  // namespace quanta::net
