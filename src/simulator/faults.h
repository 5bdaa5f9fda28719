// Copyright (c) 2026 The Quanta developers. MIT licence.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "net/environment.h"
#include "net/peer.h"
#include "node/peer_tap.h"

namespace quanta::simulator {

/// What is wrong with a node. But for that it is like any other.
enum class Fault : uint8_t {
    None,
    Silent,         ///< takes connections and says nothing at all
    Stalls,         ///< promises blocks and never sends one
    Stubborn,       ///< stays on the chain it was given, whatever others say
    BadHeaders,     ///< headers without proof of work
    CorruptBlocks,  ///< blocks whose bytes are not those of their header
    Disconnects,    ///< ends a connection every few seconds
    Floods,         ///< says much that nobody asked for
};
inline constexpr std::array kAllFaults{Fault::Silent,     Fault::Stalls,        Fault::Stubborn,
                                       Fault::BadHeaders, Fault::CorruptBlocks, Fault::Disconnects,
                                       Fault::Floods};
std::string_view fault_name(Fault fault);

/// Bends what a node and its peers say to each other. Net thread of its node.
class Tamper {
public:
    virtual ~Tamper() = default;
    /// The node says this; false when it is not sent.
    virtual bool speak(net::PeerId, wire::Message&) { return true; }
    /// A peer says this; false when the node does not hear it.
    virtual bool hear(net::PeerId, wire::Message&) { return true; }
    virtual void joined(net::PeerId) {}
    virtual void left(net::PeerId) {}
};

/// The tampering of `fault`, null for None. What it says itself goes out by `tap`, which outlives it.
std::unique_ptr<Tamper> make_tamper(Fault fault, net::Environment environment, node::PeerTap& tap);

}  // namespace quanta::simulator
