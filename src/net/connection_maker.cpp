// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/connection_maker.h"

#include "crypto/siphash.h"

namespace quanta::net {
namespace {

/// Garbage of a v2 handshake, at most so many bytes (BIP324).
constexpr uint64_t kMaxGarbage = 4095;

}  // namespace

ConnectionMaker::ConnectionMaker(const NetOptions& options, Environment environment,
                                 const addresses::NetworkGroups& groups)
    : m_options(options),
      m_environment(environment),
      m_groups(groups),
      m_key0(environment.random.u64()),
      m_key1(environment.random.u64()) {}

wire::V2Secrets ConnectionMaker::secrets() {
    sys::Random& random = m_environment.random;
    wire::V2Secrets secrets{.private_key = random.bytes<32>(), .entropy = random.bytes<32>(), .garbage = {}};
    secrets.garbage.resize(random.below(kMaxGarbage + 1));
    random.fill(secrets.garbage);
    return secrets;
}

std::unique_ptr<wire::Transport> ConnectionMaker::initiator(bool v2) {
    return v2 ? wire::make_v2_initiator(m_options.magic, secrets())
              : wire::make_v1_transport(m_options.magic);
}

std::unique_ptr<wire::Transport> ConnectionMaker::responder() {
    return m_options.v2 ? wire::make_v2_responder(m_options.magic, secrets())
                        : wire::make_v1_transport(m_options.magic);
}

PeerOrigin ConnectionMaker::origin(const wire::Service& remote, const sys::TcpConnection& socket) {
    PeerOrigin origin;
    origin.remote = remote;
    if (const auto local = wire::Address::from_text(socket.local().address)) {
        origin.local = {*local, socket.local().port};
    }
    origin.name = remote.to_text();
    origin.network_group = keyed_group(remote.address);
    origin.mapped_as = m_groups.mapped_as(remote.address);
    origin.our_nonce = m_environment.random.u64();
    return origin;
}

uint64_t ConnectionMaker::keyed_group(const wire::Address& address) const {
    return crypto::siphash(m_key0, m_key1, m_groups.group_of(address));
}

uint32_t ConnectionMaker::bits(const Grant& grant) const {
    uint32_t bits = grant.permissions;
    if (!grant.implicit) return bits;
    bits |= kPermitNoBan | kPermitMempool;
    if (m_options.whitelist_relay) bits |= kPermitRelay;
    if (m_options.whitelist_force_relay) bits |= kPermitForceRelay;
    return bits;
}

uint32_t ConnectionMaker::permissions(const wire::Address& address, bool inbound, const Grant& grant) const {
    uint32_t all = bits(grant);
    for (const WhitelistEntry& entry : m_options.whitelist) {
        const bool applies = inbound ? entry.grant.inbound : entry.grant.outbound;
        if (applies && entry.subnet.contains(address)) all |= bits(entry.grant);
    }
    return all;
}

}  // namespace quanta::net
