#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""How connections begin: order and repetition in the handshake, versions and services, connections to oneself; the encrypted
transport with garbage, decoys and damage, and falling back from it."""

import os
import socket

from framework import p2p_messages as p2p
from framework.p2p import MODERN, Listener, Peer, called_by, v2_peer, version_payload
from framework.p2p_steps import LISTENING, NetworkTest
from framework.p2p_v2 import KEY_BYTES, MAX_GARBAGE, V2Transport
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

OLDEST, FEATURE_FROM, LAST_WITH_ALERT = 31800, 70017, 70012
# A tip younger than 144 block intervals: the last blocks of others will do.
NEAR = 144 * 600
MAX_CONTENTS = 1 + 12 + 4_000_000
SECONDS = 60


class HandshakeTest(NetworkTest):
    """Peers that begin as they should, and otherwise."""

    def set_nodes(self):
        self.add_node(*LISTENING)
        self.add_node(*LISTENING, "-v2transport=0")

    def run(self):
        self.node.rpc.generatetoaddress(5, NOBODY)
        self.check_order()
        self.check_versions()
        self.check_choices()
        self.check_services()
        self.check_oneself()
        self.check_encrypted()
        self.check_damage()
        self.check_fall_back()

    # Steps.

    def check_order(self):
        self.step("what comes before its time, twice, or late")
        plain = self.nodes[1]
        with Peer(plain.port, shake_hands=False) as peer:
            for kind in ("ping", "verack", "getaddr", "wtxidrelay", "mempool", "getheaders"):
                peer.send(kind, bytes(8))
            self.equal(peer.messages, [])
            peer.shake_hands({})
            self.equal([kind for kind, _ in peer.messages[:4]], ["version", "wtxidrelay", "sendaddrv2", "verack"])
            peer.wait_for("sendcmpct")
            info = self.info_of(plain, peer)
            for kind, payload in (("version", version_payload(agent=b"/other/", height=99)), ("verack", b"")):
                self.stays(peer, peer.send, kind, payload)
            self.equal(self.info_of(plain, peer)["subver"], info["subver"])
        for kind in (*MODERN, ("feature", p2p.feature("some-feature"))):
            with Peer(self.node.port, version=FEATURE_FROM) as peer:
                self.is_left(peer, peer.send, *((kind,) if isinstance(kind, str) else kind))

    def check_versions(self):
        self.step("versions of the protocol")
        for version, stays in ((OLDEST - 1, False), (OLDEST, True), (LAST_WITH_ALERT, True), (p2p.VERSION + 999, True)):
            with Peer(self.node.port, shake_hands=False) as peer:
                peer.send("version", version_payload(version=version))
                if not stays:
                    peer.wait_for_end()
                    continue
                peer.send("verack")
                peer.wait_for("verack")
                peer.sync()
                self.equal(bool(peer.of_kind("alert")), version <= LAST_WITH_ALERT)
                self.equal(self.info_of(self.node, peer)["version"], min(version, FEATURE_FROM))
        with Peer(self.node.port, shake_hands=False) as peer:
            peer.send("version", version_payload()[:20])
            peer.send("version", version_payload(agent=b"x" * 257))
            peer.shake_hands({"agent": b"x" * 256})
            self.equal(self.info_of(self.node, peer)["subver"], "x" * 256)

    def check_choices(self):
        self.step("features (BIP434)")
        taken = (p2p.feature("four"), p2p.feature("n" * 80, bytes(512)))
        with Peer(self.node.port, version=FEATURE_FROM, choices=[("feature", one) for one in taken]) as peer:
            self.stays(peer, peer.sync)
        refused = (p2p.feature("odd"), p2p.feature("n" * 81), p2p.feature("four", bytes(513)), p2p.feature("four") + b"\0")
        for payload in refused:
            with Peer(self.node.port, shake_hands=False) as peer:
                peer.send("version", version_payload(version=FEATURE_FROM))
                self.is_left(peer, peer.send, "feature", payload)
        with Peer(self.node.port, shake_hands=False) as peer:
            peer.send("version", version_payload(version=FEATURE_FROM - 1))
            self.is_left(peer, peer.send, "feature", p2p.feature("four"))

    def check_services(self):
        self.step("services of those we connect to")
        now = self.node.rpc.getblockheader(self.node.tip())["time"]
        self.node.rpc.setmocktime(now + NEAR)
        for kind in ("outbound-full-relay", "block-relay-only", "addr-fetch"):
            for services in (p2p.NETWORK, p2p.WITNESS, p2p.LIMITED | p2p.WITNESS):
                with called_by(self.node, kind, shake_hands=False) as peer:
                    peer.wait_for("version")
                    self.is_left(peer, peer.send, "version", version_payload(services=services))
        with called_by(self.node, "block-relay-only") as peer:
            self.equal(p2p.read_version(peer.of_kind("version")[0]).relay, False)
            self.equal(self.info_of(self.node, peer)["connection_type"], "block-relay-only")
        with called_by(self.node, "feeler", shake_hands=False) as peer:
            peer.wait_for("version")
            self.is_left(peer, peer.send, "version", version_payload(services=0))
        self.step("limited peers will do near the tip")
        self.node.rpc.setmocktime(now + NEAR - 1)
        with called_by(self.node, "outbound-full-relay", services=p2p.LIMITED | p2p.WITNESS) as peer:
            self.stays(peer, peer.sync)
        self.node.rpc.setmocktime(0)

    def check_oneself(self):
        self.step("a connection to oneself")
        for node in self.nodes:
            node.rpc.addnode(f"127.0.0.1:{node.port}", "onetry")
            node.rpc.addconnection(f"127.0.0.1:{node.port}", "outbound-full-relay", False)
            with Peer(node.port) as peer:
                peer.sync()
                until(lambda: len(node.rpc.getpeerinfo()) == 1, SECONDS, "it has noticed")
            until(lambda: not node.rpc.getpeerinfo(), SECONDS, "no connection is left")

    def check_encrypted(self):
        self.step("the encrypted transport, begun by either end, with garbage and decoys")
        for garbage in (b"", b"x", os.urandom(MAX_GARBAGE)):
            with v2_peer(self.node.port, garbage, decoys=3) as peer:
                self.check_session(peer)
                peer.send("neverheard", b"1")
                peer.send("sendaddrv2x")
                self.stays(peer, peer.send_raw, peer.transport.session.seal(os.urandom(900), ignore=True))
                self.stays(peer, peer.send_raw, peer.transport.session.seal(b"\x1d" + b"reserved"))
                self.stays(peer, peer.send_raw, peer.transport.session.seal(b""))
                for _ in range(300):
                    peer.send("pong", bytes(8))
                peer.sync()
        for kind in ("outbound-full-relay", "block-relay-only"):
            with called_by(self.node, kind, make=v2_peer, v2=True, garbage=os.urandom(77), decoys=2) as peer:
                self.check_session(peer)

    def check_damage(self):
        self.step("damage to it")
        with self.stranger() as raw:
            raw.sendall(os.urandom(KEY_BYTES) + os.urandom(MAX_GARBAGE + 17))
            self.equal(self.rest_of(raw), "closed")
        with v2_peer(self.node.port) as peer:
            packet = bytearray(peer.transport.session.seal(b"\x12" + bytes(8)))
            packet[-1] ^= 1
            self.is_left(peer, peer.send_raw, bytes(packet))
        with v2_peer(self.node.port) as peer:
            length = peer.transport.session.send_length.crypt((MAX_CONTENTS + 1).to_bytes(3, "little"))
            self.is_left(peer, peer.send_raw, length)
        self.step("one that stops in the middle, and one of another chain")
        with self.stranger() as raw:
            raw.sendall(os.urandom(KEY_BYTES - 1))
            until(lambda: self.node.rpc.getpeerinfo(), SECONDS, "it has come")
            wrong = Peer(self.node.port, shake_hands=False, transport=V2Transport(True, magic=b"wxyz"))
            until(lambda: len(self.node.rpc.getpeerinfo()) == 2, SECONDS, "both have come")
            self.equal([(peer["transport_protocol_type"], peer["session_id"]) for peer in self.node.rpc.getpeerinfo()],
                       [("detecting", "")] * 2)
            self.node.rpc.mockscheduler(61)
            self.equal(self.rest_of(raw), "closed")
            wrong.wait_for_end()
            wrong.close()

    def check_fall_back(self):
        self.step("whoever does not understand it gets the first one")
        with Listener() as place:
            self.node.rpc.addnode(place.name, "onetry", True)
            with place.take() as first:
                begun = b""
                while len(begun) < KEY_BYTES:
                    begun += first.recv(KEY_BYTES)
            with place.accept() as peer:
                self.equal(self.info_of(self.node, peer)["transport_protocol_type"], "v1")
                self.true(not begun.startswith(peer.transport.magic), "it did not begin encrypted")
        self.node.rpc.addnode(f"127.0.0.1:{self.nodes[1].port}", "onetry", True)
        until(lambda: self.ready_peers(self.node) == 1, SECONDS, "a connection to a node without it")
        self.equal([peer["transport_protocol_type"] for peer in self.node.rpc.getpeerinfo()], ["v1"])
        self.leave(self.node)
        with v2_peer(self.nodes[1].port, shake_hands=False) as peer:
            peer.wait_for_end()

    # What steps are made of.

    def check_session(self, peer):
        info = self.info_of(self.node, peer)
        self.equal((info["transport_protocol_type"], info["session_id"]), ("v2", peer.transport.session.id.hex()))
        self.stays(peer, peer.sync)

    def stranger(self):
        """A bare connection."""
        made = socket.create_connection(("127.0.0.1", self.node.port), SECONDS)
        return made

    @staticmethod
    def rest_of(raw):
        """Reads to the end: "closed"; whatever else happens shows."""
        try:
            while raw.recv(65536):
                pass
        except ConnectionError:
            pass
        return "closed"


if __name__ == "__main__":
    main(HandshakeTest)
