// Copyright (c) 2026 The Quanta developers. MIT licence.
#include "peers/peer_control.h"

#include <gtest/gtest.h>

#include "peers/test_peers.h"

namespace quanta::peers {
namespace {

TEST(PeerControl, a_peer_is_listened_to_again_when_the_last_reason_is_gone) {
    TestPeers peers;
    PeerControl control(peers);
    control.pause(1);
    EXPECT_FALSE(control.paused(1)) << "nobody there";
    control.peer_connected(1);
    control.resume(1);
    control.pause(1);
    control.pause(1);
    EXPECT_TRUE(peers.paused.contains(1));
    control.resume(1);
    EXPECT_TRUE(control.paused(1));
    control.resume(1);
    EXPECT_FALSE(control.paused(1));
    EXPECT_TRUE(peers.paused.empty());
}

TEST(PeerControl, merit_is_put_together_from_what_each_knows) {
    TestPeers peers;
    PeerControl control(peers);
    control.peer_connected(1);
    control.change_merit(1, [](net::PeerMerit& merit) { merit.handshake_done = true; });
    control.change_merit(1, [](net::PeerMerit& merit) { merit.last_block_s = 7; });
    EXPECT_TRUE(peers.merits.at(1).handshake_done);
    EXPECT_EQ(peers.merits.at(1).last_block_s, 7);
    control.peer_gone(1);
    control.change_merit(1, [](net::PeerMerit& merit) { merit.last_block_s = 8; });
    EXPECT_EQ(peers.merits.at(1).last_block_s, 7);
}

}  // namespace
}  // namespace quanta::peers
