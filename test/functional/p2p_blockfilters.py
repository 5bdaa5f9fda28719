#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Filters of blocks for peers (BIP157): what is offered, what is answered, what a peer has to go for."""

import struct

from framework.messages import double_sha256
from framework.p2p import Peer
from framework.p2p_steps import LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until

COMPACT_FILTERS = 1 << 6
BLOCKS = 1010
BASIC = 0


def request(first, stop, kind=BASIC):
    return struct.pack("<BI", kind, first) + stop


class BlockFiltersTest(NetworkTest):
    """A node that offers filters, one that keeps them for itself, and one without."""

    def set_nodes(self):
        self.add_node(*LISTENING, "-blockfilterindex", "-peerblockfilters")
        self.add_node(*LISTENING, "-blockfilterindex")

    def run(self):
        for first in range(0, BLOCKS, 101):
            self.node.rpc.generatetodescriptor(min(101, BLOCKS - first), "raw(51)")
        until(lambda: self.node.rpc.getindexinfo()["basic block filter index"]["synced"], 60, "the index is synced")
        self.check_offers()
        self.check_answers()
        self.check_checkpoints()
        self.check_limits()

    def hash_at(self, height):
        return bytes.fromhex(self.node.rpc.getblockhash(height))[::-1]

    def filter_at(self, height):
        """The filter and its header, in the order of the wire."""
        found = self.node.rpc.getblockfilter(self.node.rpc.getblockhash(height))
        return bytes.fromhex(found["filter"]), bytes.fromhex(found["header"])[::-1]

    def check_offers(self):
        self.step("the service is offered where it is wanted")
        offers = ["COMPACT_FILTERS" in node.rpc.getnetworkinfo()["localservicesnames"] for node in self.nodes]
        self.equal(offers, [True, False])
        services = [int(node.rpc.getnetworkinfo()["localservices"], 16) & COMPACT_FILTERS for node in self.nodes]
        self.equal(services, [COMPACT_FILTERS, 0])
        genesis = bytes.fromhex(self.nodes[1].rpc.getblockhash(0))[::-1]
        with Peer(self.nodes[1].port) as peer:
            self.is_left(peer, peer.send, "getcfilters", request(0, genesis))

    def check_answers(self):
        self.step("filters and their hashes")
        with Peer(self.node.port) as peer:
            peer.send("getcfilters", request(3, self.hash_at(7)))
            peer.wait_for("cfilter", 5)
            for height, payload in zip(range(3, 8), peer.of_kind("cfilter"), strict=True):
                found = self.filter_at(height)[0]
                self.equal(payload, bytes([BASIC]) + self.hash_at(height) + bytes([len(found)]) + found)
            for first, previous in ((0, bytes(32)), (5, self.filter_at(4)[1])):
                peer.wait_next("cfheaders", lambda start=first: peer.send("getcfheaders",
                                                                          request(start, self.hash_at(8))))
                payload = peer.of_kind("cfheaders")[-1]
                self.equal(payload[:65], bytes([BASIC]) + self.hash_at(8) + previous)
                self.equal(payload[65], 9 - first)
                header = previous
                for at in range(66, len(payload), 32):
                    header = double_sha256(payload[at:at + 32] + header)
                self.equal(header, self.filter_at(8)[1])

    def check_checkpoints(self):
        self.step("every thousandth header")
        with Peer(self.node.port) as peer:
            for height, expected in ((999, b""), (BLOCKS, self.filter_at(1000)[1])):
                stop = self.hash_at(height)
                peer.wait_next("cfcheckpt", lambda last=stop: peer.send("getcfcheckpt", bytes([BASIC]) + last))
                self.equal(peer.of_kind("cfcheckpt")[-1],
                           bytes([BASIC]) + stop + bytes([len(expected) // 32]) + expected)

    def check_limits(self):
        self.step("as many as may be asked for, and one more")
        with Peer(self.node.port) as peer:
            peer.send("getcfilters", request(11, self.hash_at(1010)))
            peer.wait_for("cfilter", 1000, 60)
        for payload in (request(10, self.hash_at(1010)), request(8, self.hash_at(7)), request(0, self.hash_at(7), 1),
                        request(0, bytes(32))):
            with Peer(self.node.port) as peer:
                self.is_left(peer, peer.send, "getcfilters", payload)


if __name__ == "__main__":
    main(BlockFiltersTest)
