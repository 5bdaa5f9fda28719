// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "sync/handshake.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/hex.h"
#include "base/log.h"

namespace quanta::sync {

using base::Category;
using net::ConnectionType;

namespace {

/// The last alert of all, signed with the key that was given up: it tells old software that no other will
/// come.
constexpr std::string_view kFinalAlert =
    "60010000000000000000000000ffffff7f00000000ffffff7ffeffff7f01ffffff7f00000000ffffff7f00ffffff7f002f55"
    "5247454e543a20416c657274206b657920636f6d70726f6d697365642c2075706772616465207265717569726564004630440"
    "220653febd6410f470f6bae11cad19c48413becb1ac2c17f908fd0fd53bdc3abd5202206d0e9c96fe88d4a0f01ed9dedae2b6"
    "f9e00da94cad0fecaae66ecf689bf71b50";

/// Connections we opened to find somebody who serves blocks; whom an operator names may be anybody, and a
/// feeler only looks who is there.
bool expects_services(ConnectionType type) {
    return type == ConnectionType::OutboundFullRelay || type == ConnectionType::BlockRelayOnly ||
           type == ConnectionType::AddressFetch;
}

/// The peer's clock less ours, whatever it says.
int64_t offset(int64_t theirs, int64_t ours) {
    constexpr int64_t kLimit = int64_t{1} << 40;
    return std::clamp(theirs, -kLimit, kLimit) - ours;
}

}  // namespace

Handshake::Handshake(const Context& context, PeerControl& control, HandshakeOptions options, Ready ready)
    : m_context(context), m_control(control), m_options(std::move(options)), m_ready(std::move(ready)) {}

Handshake::State* Handshake::find(PeerId peer) {
    const auto found = m_peers.find(peer);
    return found == m_peers.end() ? nullptr : &found->second;
}

bool Handshake::is_ready(PeerId peer) const {
    const auto found = m_peers.find(peer);
    return found != m_peers.end() && found->second.ready;
}

void Handshake::peer_connected(const net::PeerOrigin& origin) {
    State& state = m_peers[origin.id];
    state.facts.origin = origin;
    state.timeout = m_context.environment.scheduler.after(m_options.timeout, [this, peer = origin.id] {
        m_context.peers.disconnect(peer, "the handshake took too long");
    });
    if (!origin.inbound()) send_version(state);
}

bool Handshake::asks_for_transactions(const net::PeerOrigin& origin) const {
    if (!origin.relays_transactions()) return false;
    return m_options.relay_transactions || origin.may(net::kPermitRelay);
}

void Handshake::send_version(const State& state) {
    const net::PeerOrigin& origin = state.facts.origin;
    wire::Version message;
    message.services = m_options.services;
    message.time_s = m_context.environment.clock.system_time_s();
    message.receiver_services = state.facts.services;
    if (origin.remote.address.is_routable() && origin.remote.address.legacy_bytes())
        message.receiver = origin.remote;
    message.sender_services = m_options.services;
    message.nonce = origin.our_nonce;
    message.user_agent = m_options.user_agent;
    message.start_height = m_context.chain.snapshot()->height();
    message.relay = asks_for_transactions(origin);
    m_context.peers.send(origin.id, std::move(message));
}

bool Handshake::is_self(const wire::Version& message) const {
    return std::any_of(m_peers.begin(), m_peers.end(), [&](const auto& entry) {
        const State& state = entry.second;
        return !state.ready && !state.facts.origin.inbound() && state.facts.origin.our_nonce == message.nonce;
    });
}

uint64_t Handshake::services_wanted(uint64_t offered) const {
    const auto snapshot = m_context.chain.snapshot();
    const int64_t age =
        m_context.environment.clock.system_time_s() - static_cast<int64_t>(snapshot->tip->time);
    const int64_t near = kLimitedPeersFromBlocks * m_context.chain.params().consensus.pow_target_spacing_s;
    const bool limited_will_do = (offered & wire::kServiceNetworkLimited) != 0 && age < near;
    return wire::kServiceWitness | (limited_will_do ? wire::kServiceNetworkLimited : wire::kServiceNetwork);
}

/// Why the connection must end; null when it need not.
const char* Handshake::refusal(const State& state, const wire::Version& message) const {
    const net::PeerOrigin& origin = state.facts.origin;
    if (origin.inbound() && is_self(message)) return "connected to itself";
    const uint64_t wanted = services_wanted(message.services);
    if (expects_services(origin.type) && (message.services & wanted) != wanted)
        return "does not offer the expected services";
    if (message.version < wire::kMinPeerVersion) return "its protocol is obsolete";
    return nullptr;
}

void Handshake::handle(PeerId peer, const wire::Version& message) {
    State* state = find(peer);
    if (state == nullptr || state->version_received) return;
    PeerFacts& facts = state->facts;
    facts.services = message.services;
    if (const char* reason = refusal(*state, message)) return m_context.peers.disconnect(peer, reason);
    state->version_received = true;
    facts.version = std::min(message.version, wire::kProtocolVersion);
    facts.user_agent = message.user_agent;
    facts.start_height = message.start_height;
    facts.wants_transactions = message.relay && facts.origin.relays_transactions();
    facts.time_offset_s = offset(message.time_s, m_context.environment.clock.system_time_s());
    facts.sees_us_at = message.receiver;
    if (facts.origin.inbound()) send_version(*state);
    send_choices(*state);
    if (!facts.origin.inbound()) {
        const bool warned = m_offsets.warns();
        m_offsets.add(facts.time_offset_s);
        if (!warned && m_offsets.warns())
            base::log_warning("the clock of this computer seems to be wrong: those of peers differ by {} s",
                              m_offsets.median_s());
    }
    m_control.change_merit(peer, [&](net::PeerMerit& merit) {
        merit.services = facts.services;
        merit.wants_transactions = facts.wants_transactions;
        merit.handshake_done = facts.origin.type == ConnectionType::Feeler;
    });
    base::log_debug(Category::Net, "peer {}: version {}, {} blocks", peer, message.version,
                    message.start_height);
    if (facts.origin.type == ConnectionType::Feeler)
        m_context.peers.disconnect(peer, "a feeler has found somebody");
}

/// What is only said between the peer's version and our verack.
void Handshake::send_choices(const State& state) {
    const PeerId peer = state.facts.id();
    if (state.facts.version >= kWtxidRelayFrom) m_context.peers.send(peer, wire::WtxidRelay{});
    if (state.facts.version >= kSendAddrV2From) m_context.peers.send(peer, wire::SendAddrV2{});
    m_context.peers.send(peer, wire::Verack{});
    if (state.facts.version <= kFinalAlertUpTo) {
        auto alert = base::from_hex(kFinalAlert);
        CHECK(alert);
        m_context.peers.send(peer, wire::Unknown{"alert", std::move(*alert)});
    }
}

void Handshake::handle(PeerId peer, const wire::Verack&) {
    State* state = find(peer);
    if (state == nullptr || !state->version_received || state->ready) return;
    state->ready = true;
    state->timeout.reset();
    m_control.change_merit(peer, [](net::PeerMerit& merit) { merit.handshake_done = true; });
    // A copy: whoever hears of it may end the connection.
    const PeerFacts facts = state->facts;
    m_ready(facts);
}

Handshake::State* Handshake::in_negotiation(PeerId peer, std::string_view type) {
    State* state = find(peer);
    if (state == nullptr || !state->version_received) return nullptr;
    if (!state->ready) return state;
    m_context.peers.disconnect(peer, std::string(type) + " after verack");
    return nullptr;
}

void Handshake::handle(PeerId peer, const wire::WtxidRelay&) {
    State* state = in_negotiation(peer, "wtxidrelay");
    if (state != nullptr && state->facts.version >= kWtxidRelayFrom) state->facts.wtxid_relay = true;
}

void Handshake::handle(PeerId peer, const wire::SendAddrV2&) {
    if (State* state = in_negotiation(peer, "sendaddrv2")) state->facts.addresses_v2 = true;
}

void Handshake::handle(PeerId peer, const wire::Feature&) {
    const State* state = in_negotiation(peer, "feature");
    if (state != nullptr && state->facts.version < kFeatureFrom)
        m_context.peers.disconnect(peer, "feature from a peer too old to know it");
}

void Handshake::report(PeerId peer, PeerReport& report) const {
    const auto found = m_peers.find(peer);
    if (found == m_peers.end() || !found->second.version_received) return;
    report.facts = found->second.facts;
    report.sees_us_at = found->second.facts.sees_us_at;
}

}  // namespace quanta::sync
