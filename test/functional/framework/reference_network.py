# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Calls about peers that need a peer, or a node of other options."""

from . import blocktools
from .messages import hash_bytes
from .p2p import NETWORK, Peer

NOT_THERE = 999


class NetworkStates:
    """Brings nodes together with a peer and makes the calls. `test` has call() and check_shape()."""

    def __init__(self, test):
        self.test = test

    def make_all(self):
        """The first node listens and keeps still; the second has pruned and takes the first transport alone."""
        node, pruned = self.test.nodes[0], self.test.nodes[1]
        node.rpc.clearbanned()
        for added in node.rpc.getaddednodeinfo():
            node.rpc.addnode(added["addednode"], "remove")
        node.rpc.setnetworkactive(True)
        self.answer("addconnection", ["127.0.0.1:1", "feeler", False])
        self.test.call("setban", ["127.0.0.1", "remove"])
        self.test.call("addnode", ["127.0.0.1:1", "add", True], of=pruned)
        self.test.call("getblockfrompeer", [self.unknown_block(pruned), 0], of=pruned)
        self.test.call("getblockfrompeer", [node.rpc.getbestblockhash(), NOT_THERE])
        missing = self.unknown_block(node)
        self.test.call("getblockfrompeer", [missing, NOT_THERE])
        with Peer(node.port, services=NETWORK):
            self.test.call("getblockfrompeer", [missing, self.last_peer(node)])
        with Peer(node.port):
            self.answer("getblockfrompeer", [missing, self.last_peer(node)])
            self.answer("sendmsgtopeer", [self.last_peer(node), "addr", "00"])
            self.answer("getpeerinfo", [])
            self.answer("getnetworkinfo", [])
            self.answer("disconnectnode", ["", self.last_peer(node)])

    def answer(self, method, params):
        reply, error = self.test.call(method, params)
        if error:
            self.test.fault(method, f"{params}: {error}")
        self.test.check_shape(method, reply, "with a peer")

    @staticmethod
    def last_peer(node):
        return node.rpc.getpeerinfo()[-1]["id"]

    @staticmethod
    def unknown_block(node):
        """A block beyond the tip, of which the node knows the header."""
        tip = node.rpc.getblockheader(node.rpc.getbestblockhash())
        block = blocktools.make_block(hash_bytes(tip["hash"]), tip["height"] + 1, tip["time"] + 1)
        node.rpc.submitheader(block.header.serialise().hex())
        return block.hash_text()
