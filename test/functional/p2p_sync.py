#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Nodes synchronise with each other: both transports, pruned, in a row, after a partition, with a peer that dies."""

from framework.test_case import TestCase, main
from framework.wait import until
from framework.wallet_test import NOBODY

BLOCKS = 230
LISTENING = ("-listen=1", "-bind=127.0.0.1")
REORGANISATIONS = (1, 6, 100)
SECONDS = 60


class SyncTest(TestCase):
    """A listening node with a chain, and others that come to it."""

    def set_nodes(self):
        self.add_node(*LISTENING)
        self.add_node(*LISTENING)
        self.add_node("-v2transport=0")
        self.add_node("-prune=1", "-fastprune")

    def run(self):
        first, second, old, pruned = self.nodes
        self.check_transports(first, second, old)
        self.check_pruned(first, pruned)
        self.check_row(first, second, old)
        self.check_partition(first, second)
        self.check_death(first, second)
        self.check_no_network(first, second)

    # Steps.

    def check_transports(self, first, second, old):
        self.step("a chain over each transport")
        first.rpc.generatetoaddress(BLOCKS, NOBODY)
        for node, transport in ((second, "v2"), (old, "v1")):
            self.join(node, first)
            self.same_tip(first, node)
            (peer,) = node.rpc.getpeerinfo()
            self.equal((peer["transport_protocol_type"], peer["inbound"], peer["connection_type"]),
                       (transport, False, "manual"))
            self.equal((peer["synced_headers"], peer["synced_blocks"]), (BLOCKS, BLOCKS))
        ours = [peer["session_id"] for peer in first.rpc.getpeerinfo()]
        self.equal(ours, [node.rpc.getpeerinfo()[0]["session_id"] for node in (second, old)])
        self.equal((len(ours[0]), ours[1]), (64, ""))
        self.equal(first.rpc.getconnectioncount(), 2)

    def check_pruned(self, first, pruned):
        self.step("a node that prunes: it takes all and promises the last blocks alone")
        self.join(pruned, first)
        self.same_tip(first, pruned)
        names = [peer["servicesnames"] for peer in first.rpc.getpeerinfo()][-1]
        self.true("NETWORK" not in names and "NETWORK_LIMITED" in names, names)
        self.leave(pruned)

    def check_row(self, first, second, old):
        self.step("a block goes through a node to the next")
        self.leave(old)
        self.join(old, second)
        first.rpc.generatetoaddress(1, NOBODY)
        self.same_tip(first, old)
        old.rpc.generatetoaddress(1, NOBODY)
        self.same_tip(old, first)
        self.leave(old)

    def check_partition(self, first, second):
        self.step("partitions, and the longer side wins")
        for depth in REORGANISATIONS:
            self.leave(second)
            first.rpc.generatetoaddress(depth, NOBODY)
            second.rpc.generatetodescriptor(depth + 1, "raw(52)")
            self.join(second, first)
            self.same_tip(second, first)
            tips = [tip["branchlen"] for tip in first.rpc.getchaintips() if tip["status"] == "valid-fork"]
            self.true(depth in tips, tips)

    def check_death(self, first, second):
        self.step("a peer that dies while it is asked for blocks")
        self.leave(second)
        first.rpc.generatetoaddress(BLOCKS, NOBODY)
        second.rpc.addnode(f"127.0.0.1:{first.port}", "onetry")
        until(lambda: second.rpc.getblockchaininfo()["headers"] == first.rpc.getblockcount(), SECONDS, "headers come")
        first.kill()
        until(lambda: not second.rpc.getpeerinfo(), SECONDS, "the connection has ended")
        first.start()
        self.join(second, first)
        self.same_tip(first, second)

    def check_no_network(self, first, second):
        self.step("setnetworkactive")
        self.equal(second.rpc.setnetworkactive(False), False)
        until(lambda: second.rpc.getconnectioncount() == 0, SECONDS, "all connections have ended")
        self.equal(second.rpc.getnetworkinfo()["networkactive"], False)
        self.equal(second.rpc.setnetworkactive(True), True)
        self.join(second, first)
        totals = second.rpc.getnettotals()
        self.true(totals["totalbytesrecv"] > 0 and totals["totalbytessent"] > 0, totals)

    # What steps are made of.

    def join(self, node, to):
        node.rpc.addnode(f"127.0.0.1:{to.port}", "onetry")
        until(lambda: any(peer["version"] for peer in node.rpc.getpeerinfo()), SECONDS, "a connection")

    def leave(self, node):
        for peer in node.rpc.getpeerinfo():
            node.rpc.disconnectnode("", peer["id"])
        until(lambda: not node.rpc.getpeerinfo(), SECONDS, "no connection is left")

    def same_tip(self, node, other):
        until(lambda: node.rpc.getbestblockhash() == other.rpc.getbestblockhash(), SECONDS, "the tips are the same")


if __name__ == "__main__":
    main(SyncTest)
