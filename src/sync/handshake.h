// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "sync/concern.h"
#include "peers/peer_control.h"
#include "sync/time_offsets.h"

namespace quanta::sync {

/// What we tell of ourselves.
struct HandshakeOptions {
    uint64_t services = 0;
    std::string user_agent;
    bool relay_transactions = true;  ///< false: only peers with permission `relay` are asked for them
    std::chrono::seconds timeout{60};
};

/// The beginning of each connection: who opened it sends `version` first; each answers the other's with
/// `wtxidrelay`, `sendaddrv2` (to peers that know them, BIP339, BIP155) and `verack`. Until both have said
/// verack nothing else is listened to. Net thread.
///
/// A connection ends when it is one to ourselves (the peer's nonce is one of ours), when the peer speaks too
/// old a protocol or, where we looked for one that serves blocks, does not; when what belongs before verack
/// comes after it; when it takes too long. Repeated version and verack messages are ignored.
class Handshake final : public Concern {
public:
    /// Peers of these versions and above know the messages.
    static constexpr int32_t kWtxidRelayFrom = 70016;
    static constexpr int32_t kSendAddrV2From = 70016;
    static constexpr int32_t kFeatureFrom = 70017;
    /// Peers up to this version are told that alerts have ended.
    static constexpr int32_t kFinalAlertUpTo = 70012;
    /// With a tip younger than this many blocks' time, peers with the last 288 blocks will do.
    static constexpr int64_t kLimitedPeersFromBlocks = 144;

    using Ready = std::function<void(const PeerFacts&)>;

    /// `ready` is called when the handshake with a peer is over.
    Handshake(const Context& context, PeerControl& control, HandshakeOptions options, Ready ready);

    void peer_connected(const net::PeerOrigin& origin);
    void peer_gone(PeerId peer) override { m_peers.erase(peer); }
    void report(PeerId peer, PeerReport& report) const override;
    /// Whether the handshake is over.
    bool is_ready(PeerId peer) const;

    void handle(PeerId peer, const wire::Version& message);
    void handle(PeerId peer, const wire::Verack& message);
    void handle(PeerId peer, const wire::WtxidRelay& message);
    void handle(PeerId peer, const wire::SendAddrV2& message);
    void handle(PeerId peer, const wire::Feature& message);

    const TimeOffsets& time_offsets() const { return m_offsets; }

private:
    struct State {
        PeerFacts facts;
        bool version_received = false;
        bool ready = false;
        std::unique_ptr<net::Scheduler::Job> timeout;
    };

    State* find(PeerId peer);
    /// The state when what belongs between version and verack may be handled; ends late ones.
    State* in_negotiation(PeerId peer, std::string_view type);
    void send_version(const State& state);
    void send_choices(const State& state);
    bool is_self(const wire::Version& message) const;
    uint64_t services_wanted(uint64_t offered) const;
    const char* refusal(const State& state, const wire::Version& message) const;
    bool asks_for_transactions(const net::PeerOrigin& origin) const;

    const Context m_context;
    PeerControl& m_control;
    const HandshakeOptions m_options;
    const Ready m_ready;
    TimeOffsets m_offsets;
    std::unordered_map<PeerId, State> m_peers;
};

}  // namespace quanta::sync
