// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "net/peer.h"

#include <gtest/gtest.h>

namespace quanta::net {
namespace {

TEST(Peer, TypesHaveTheNamesOfGetpeerinfoAndBack) {
    for (const auto type :
         {ConnectionType::Inbound, ConnectionType::OutboundFullRelay, ConnectionType::BlockRelayOnly,
          ConnectionType::Manual, ConnectionType::Feeler, ConnectionType::AddressFetch}) {
        EXPECT_EQ(connection_type_from_name(connection_type_name(type)), type);
    }
    EXPECT_EQ(connection_type_name(ConnectionType::AddressFetch), "addr-fetch");
    EXPECT_EQ(connection_type_name(ConnectionType::BlockRelayOnly), "block-relay-only");
    EXPECT_FALSE(connection_type_from_name("outbound"));
    EXPECT_FALSE(connection_type_from_name(""));
}

TEST(Peer, APermissionHoldsOnlyWithAllItsBits) {
    PeerOrigin origin;
    origin.permissions = kPermitDownload;
    EXPECT_TRUE(origin.may(kPermitDownload));
    EXPECT_FALSE(origin.may(kPermitNoBan));
    origin.permissions = kPermitNoBan;
    EXPECT_TRUE(origin.may(kPermitNoBan));
    EXPECT_TRUE(origin.may(kPermitDownload));
    origin.permissions = kPermitRelay;
    EXPECT_FALSE(origin.may(kPermitForceRelay));
}

TEST(Peer, WhoTakesPartInGossip) {
    PeerOrigin origin;
    const auto relays = [&origin](ConnectionType type) {
        origin.type = type;
        return std::pair(origin.relays_transactions(), origin.relays_addresses());
    };
    EXPECT_EQ(relays(ConnectionType::Inbound), std::pair(true, true));
    EXPECT_EQ(relays(ConnectionType::OutboundFullRelay), std::pair(true, true));
    EXPECT_EQ(relays(ConnectionType::Manual), std::pair(true, true));
    EXPECT_EQ(relays(ConnectionType::BlockRelayOnly), std::pair(false, false));
    EXPECT_EQ(relays(ConnectionType::Feeler), std::pair(false, true));
    EXPECT_EQ(relays(ConnectionType::AddressFetch), std::pair(false, true));
}

}  // namespace
}  // namespace quanta::net
