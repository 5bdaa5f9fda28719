#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Partitions that heal, with reorganisations of 1, 6, 100 and 1,000 blocks; and five nodes in network namespaces of their own,
with addresses of both families in different groups: links that are cut, gossip of addresses, discouraged
addresses, and bans that outlive a restart. The second part needs the right to make namespaces."""

import contextlib

from framework import p2p_messages as p2p
from framework.namespaces import World, may_make_namespaces
from framework.p2p import MODERN, Peer
from framework.p2p_steps import LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

TIME_LIMIT = 600
DEPTHS = (1, 6, 100, 1000)
OTHER_SIDE = "raw(52)"
# Two with IPv4, two with IPv6, one with both.
IPV4_HOSTS, IPV6_HOSTS = ("4.1.1.1", "5.2.2.2"), ("2a01:1::1", "2c0f:2::2")
FRESH = ("9.9.9.9", "2a0f:9::9")
HOSTS = (*((one,) for one in IPV4_HOSTS + IPV6_HOSTS), ("6.3.3.3", "2a02:3::3"))
PORT = 18444
# Places that -maxconnections sets aside for connections we open.
OUTBOUND = 11
BATCH = 600
SECONDS = 90


class PartitionTest(NetworkTest):
    """Nodes on one machine, then on several as far as they can see."""

    def set_nodes(self):
        for _ in range(4):
            self.add_node(*LISTENING)

    def run(self):
        self.check_depths()
        for node in self.nodes:
            node.stop()
        if not may_make_namespaces():
            self.skip("no right to make network namespaces; partitions on one machine passed")
        with World() as world:
            self.world = world
            self.start_world()
            self.check_links()
            self.check_link_down()
            self.check_gossip()
            self.check_discouraged()
            self.check_bans()
            for node in self.apart:
                node.stop()

    # On one machine.

    def check_depths(self):
        left, right = self.nodes[:2], self.nodes[2:]
        left[0].rpc.generatetoaddress(10, NOBODY)
        self.join_all()
        for depth in DEPTHS:
            self.step(f"two and two nodes, apart for {depth} blocks")
            for node in self.nodes:
                self.leave(node)
            for pair, make, count in ((left, "generatetoaddress", depth), (right, "generatetodescriptor", depth + 1)):
                self.join(pair[1], pair[0])
                getattr(pair[0].rpc, make)(count, NOBODY if pair is left else OTHER_SIDE)
                self.same_tip(*pair, seconds=SECONDS)
            self.true(left[0].tip() != right[0].tip(), "both sides have the same chain")
            winner = right[0].tip()
            self.join(left[0], right[0])
            self.join(right[1], left[1])
            self.same_tip(*self.nodes, seconds=SECONDS)
            self.equal(left[1].tip(), winner)
            for node in left:
                self.true(depth in [tip["branchlen"] for tip in node.rpc.getchaintips() if tip["status"] == "valid-fork"])
            self.equal(len({node.utxo_hash() for node in self.nodes}), 1)

    def join_all(self):
        for node in self.nodes[1:]:
            self.join(node, self.nodes[0])
        self.same_tip(*self.nodes)

    # In namespaces.

    def start_world(self):
        self.step("five nodes in namespaces")
        self.apart = []
        for addresses in HOSTS:
            node = self.add_node("-listen=1", f"-port={PORT}", *self.binds(addresses),
                                 *(f"-externalip={one}" for one in addresses), start=False)
            self.world.put(node, addresses)
            node.start()
            self.apart.append(node)
        self.apart[0].rpc.generatetoaddress(50, NOBODY)

    @staticmethod
    def binds(addresses):
        hosts = [f"[{one}]" if ":" in one else one for one in addresses]
        return [f"-bind={hosts[0]}:{PORT}", *(f"-whitebind=noban@{one}:{PORT}" for one in hosts[1:])]

    def check_links(self):
        self.step("over IPv4 and IPv6, through the one that has both")
        four, five, six, seven, both = self.apart
        self.reach(five, "4.1.1.1")
        self.reach(both, "4.1.1.1")
        self.reach(six, "[2a02:3::3]")
        self.reach(seven, "[2a02:3::3]")
        self.same_tip(*self.apart, seconds=SECONDS)
        self.equal({peer["network"] for peer in both.rpc.getpeerinfo()}, {"ipv4", "ipv6"})
        for peer in both.rpc.getpeerinfo():
            white = peer["network"] == "ipv6" and peer["inbound"]
            self.equal(sorted(peer["permissions"]), ["download", "noban"] if white else [])

    def check_link_down(self):
        self.step("a link that is dead for a while, in the middle of it")
        four, *_, both = self.apart
        self.world.cut(four)
        four.rpc.generatetoaddress(6, NOBODY)
        both.rpc.generatetodescriptor(40, OTHER_SIDE)
        self.same_tip(*self.apart[2:])
        self.true(four.tip() != both.tip(), "blocks came over a dead link")
        self.world.mend(four)
        self.same_tip(*self.apart, seconds=SECONDS)
        self.equal(four.tip(), self.apart[2].tip())

    def check_gossip(self):
        self.step("addresses of both families go from one to the next")
        four, _, six, seven, both = self.apart
        with self.world.inside(four), Peer(PORT, host="6.3.3.3", choices=MODERN) as source:
            for host in FRESH:
                source.send("addrv2", p2p.addrv2([p2p.address(host)]))
                source.sync()
                until(lambda: self.tell_more() and sum(self.knows(node, host) for node in (four, six, seven)) >= 2, SECONDS,
                      f"two are told of {host}")
            self.true(self.knows(both, FRESH[0]) and self.knows(both, FRESH[1]))

    @staticmethod
    def knows(node, host):
        return host in {one["address"] for one in node.rpc.getnodeaddresses(0)}

    def check_discouraged(self):
        self.step("who breaks the rules is left, and not let in any more when there is little room, until the node restarts")
        five = self.apart[1]
        five.restart(f"-maxconnections={OUTBOUND + 2}")
        with self.world.inside(self.apart[0]):
            peer = Peer(PORT, host="5.2.2.2")
            self.is_left(peer, peer.send, "addr", p2p.addr([p2p.address("1.2.3.4")] * (p2p.MAX_ADDRESSES + 1)))
            peer.close()
            with Peer(PORT, host="5.2.2.2") as again:
                self.stays(again, again.sync)
                with self.refused("5.2.2.2"):
                    pass
            self.equal(five.rpc.listbanned(), [])
            five.restart()
            with Peer(PORT, host="5.2.2.2") as again:
                self.stays(again, again.sync)

    def check_bans(self):
        self.step("bans")
        four, five, *_ = self.apart
        five.rpc.setban("4.0.0.0/8", "add", 1000)
        until(lambda: not self.comes_from(five, "4.1.1.1"), SECONDS, "who is banned has been left")
        five.restart()
        self.equal([ban["address"] for ban in five.rpc.listbanned()], ["4.0.0.0/8"])
        with self.world.inside(four), self.refused("5.2.2.2"):
            pass
        five.rpc.clearbanned()
        with self.world.inside(four), Peer(PORT, host="5.2.2.2") as peer:
            self.stays(peer, peer.sync)

    # What steps are made of.

    def reach(self, node, host):
        before = self.ready_peers(node)
        node.rpc.addconnection(f"{host}:{PORT}", "outbound-full-relay", True)
        until(lambda: self.ready_peers(node) > before, SECONDS, f"a connection to {host}")

    def tell_more(self):
        """A while passes for all of them, in which every ping is answered."""
        for node in self.apart:
            node.rpc.mockscheduler(BATCH)
            until(lambda one=node: not any("pingwait" in peer for peer in one.rpc.getpeerinfo()), SECONDS, "pings are answered")
        return True

    @contextlib.contextmanager
    def refused(self, host):
        """A connection that the node closes without a word."""
        with Peer(PORT, shake_hands=False, host=host) as peer:
            peer.wait_for_end()
            self.equal(peer.messages, [])
            yield peer

    @staticmethod
    def comes_from(node, host):
        return [peer for peer in node.rpc.getpeerinfo() if peer["addr"].startswith(host)]


if __name__ == "__main__":
    main(PartitionTest)
