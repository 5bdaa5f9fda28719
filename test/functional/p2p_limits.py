#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Each limit on what a peer may say, from both sides: frames, counts in messages, what nobody may ask, time."""

import os
import struct

from framework import p2p_messages as p2p
from framework.messages import compact_size, double_sha256, hash_bytes, sized
from framework.p2p import HEADER, Peer, called_by, frame, version_payload
from framework.p2p_steps import LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

BLOCKS = 30
MAX_PAYLOAD = 4_000_000
PING_INTERVAL, PATIENCE = 121, 1201
LARGEST_FILTER, MOST_FUNCTIONS, LARGEST_ELEMENT = 36_000, 50, 520
SECONDS = 60
MAINNET_MAGIC = bytes.fromhex("f9beb4d9")


class LimitsTest(NetworkTest):
    """One peer for each thing that ends a connection."""

    def set_nodes(self):
        self.add_node(*LISTENING)
        self.add_node(*LISTENING, "-v2transport=0")

    def run(self):
        self.node.rpc.generatetoaddress(BLOCKS, NOBODY)
        self.tip = hash_bytes(self.node.tip())
        self.check_frames()
        self.check_counts()
        self.check_nonsense()
        self.check_compact_blocks()
        self.check_services_not_offered()
        self.check_rates()
        self.check_pings()
        self.check_time()

    # Steps.

    def check_frames(self):
        self.step("frames of the first transport")
        good = frame("ping", bytes(8))
        left = (good.replace(good[:4], MAINNET_MAGIC), HEADER.pack(good[:4], b"ping", MAX_PAYLOAD + 1, bytes(4)),
                HEADER.pack(good[:4], b"block", 0xFFFFFFFF, bytes(4)), os.urandom(24))
        dropped = (HEADER.pack(good[:4], b"ping", 8, b"nope") + bytes(8), HEADER.pack(good[:4], b"", 0, double_sha256(b"")[:4]),
                   HEADER.pack(good[:4], b"pi\x01g", 0, double_sha256(b"")[:4]),
                   HEADER.pack(good[:4], b"ping\0x", 0, double_sha256(b"")[:4]))
        for data in left:
            with Peer(self.node.port) as peer:
                self.is_left(peer, peer.send_raw, data)
        with Peer(self.node.port) as peer:
            pongs = peer.counts["pong"]
            for data in dropped:
                self.stays(peer, peer.send_raw, data)
            self.equal(peer.counts["pong"], pongs + len(dropped), "a dropped ping was answered")
            self.stays(peer, peer.send, "block", bytes(MAX_PAYLOAD))
        with Peer(self.nodes[1].port, shake_hands=False) as peer:
            self.is_left(peer, peer.send_raw, os.urandom(64))

    def check_counts(self):
        self.step("counts in messages")
        entry = p2p.address("1.2.3.4")
        unknown = (p2p.TX, bytes(32))
        header = p2p.headers([p2p.Header()])[1:]
        bounds = (("addr", lambda count: p2p.addr([entry] * count), p2p.MAX_ADDRESSES),
                  ("addrv2", lambda count: p2p.addrv2([entry] * count), p2p.MAX_ADDRESSES),
                  ("inv", lambda count: p2p.inv([unknown] * count), p2p.MAX_INV),
                  ("getdata", lambda count: p2p.inv([unknown] * count), p2p.MAX_INV),
                  ("getblocks", lambda count: p2p.locator([self.tip] * count), p2p.MAX_LOCATOR),
                  ("getheaders", lambda count: p2p.locator([self.tip] * count), p2p.MAX_LOCATOR))
        for kind, make, most in bounds:
            with Peer(self.node.port) as peer:
                self.stays(peer, peer.send, kind, make(most))
                self.is_left(peer, peer.send, kind, make(most + 1))
        with Peer(self.node.port) as peer:
            self.is_left(peer, peer.send, "headers", compact_size(p2p.MAX_HEADERS + 1) + header * (p2p.MAX_HEADERS + 1))
        with Peer(self.node.port) as peer:
            self.stays(peer, peer.send, "notfound", p2p.inv([unknown] * (p2p.MAX_INV + 1)))

    def check_nonsense(self):
        self.step("payloads without meaning are ignored")
        with Peer(self.node.port, choices=("wtxidrelay",)) as peer:
            for kind in ("addr", "addrv2", "inv", "getdata", "notfound", "getblocks", "getheaders", "headers", "tx",
                         "cmpctblock", "getblocktxn", "blocktxn", "sendcmpct", "feefilter", "pong", "getcfilters"):
                self.stays(peer, peer.send, kind, b"\x05")
            for kind in ("reject", "alert", "merkleblock", "neverheard", "cfilter", "cfheaders", "cfcheckpt"):
                self.stays(peer, peer.send, kind, os.urandom(100))
            self.stays(peer, peer.send, "feefilter", p2p.feefilter(-1))
            self.stays(peer, peer.send, "feefilter", p2p.feefilter(1 << 62))
            self.stays(peer, peer.send, "ping")
            self.stays(peer, peer.send, "pong", bytes(8))
            self.stays(peer, peer.send, "getdata", p2p.inv([(kind, self.tip) for kind in (0, 6, 99, 1 << 31)]))
            self.stays(peer, peer.send, "inv", p2p.inv([(77, bytes(32))]))

    def check_compact_blocks(self):
        self.step("compact blocks and their transactions")
        block = p2p.read_block(bytes.fromhex(self.node.rpc.getblock(self.node.tip(), 0)))
        digest = block.hash()
        old = hash_bytes(self.node.rpc.getblockhash(BLOCKS - 11))
        young = hash_bytes(self.node.rpc.getblockhash(BLOCKS - 10))
        for kind, payload in (("getblocktxn", p2p.getblocktxn(digest, [])), ("getblocktxn", p2p.getblocktxn(digest, [1])),
                              ("sendcmpct", p2p.sendcmpct(2))):
            with Peer(self.node.port) as peer:
                self.is_left(peer, peer.send, kind, payload)
        with Peer(self.node.port) as peer:
            self.stays(peer, peer.send, "sendcmpct", p2p.sendcmpct(1, version=1))
            found, _ = p2p.read_blocktxn(peer.wait_next("blocktxn", lambda: peer.send("getblocktxn", p2p.getblocktxn(young, [0]))))
            self.equal(found, young)
            whole = peer.wait_next("block", lambda: peer.send("getblocktxn", p2p.getblocktxn(old, [0])))
            self.equal(p2p.read_block(whole).hash(), old)
            self.stays(peer, peer.send, "getblocktxn", p2p.getblocktxn(bytes(32), [0]))
            deep = hash_bytes(self.node.rpc.getblockhash(BLOCKS - 6))
            peer.wait_next("block", lambda: peer.send("getdata", p2p.inv([(p2p.COMPACT_BLOCK, deep)])))
            peer.wait_next("cmpctblock", lambda: peer.send("getdata", p2p.inv([(p2p.COMPACT_BLOCK, digest)])))

    def check_services_not_offered(self):
        self.step("services that are not offered")
        reach = struct.pack("<BI", 0, 0) + self.tip
        filter_ = sized(bytes(8)) + struct.pack("<IIB", 1, 0, 0)
        for kind, payload in (("mempool", b""), ("filterload", filter_), ("filteradd", sized(b"x")), ("filterclear", b""),
                              ("getcfilters", reach), ("getcfheaders", reach), ("getcfcheckpt", b"\0" + self.tip),
                              ("filterload", sized(bytes(LARGEST_FILTER + 1)) + struct.pack("<IIB", 1, 0, 0)),
                              ("filterload", sized(bytes(8)) + struct.pack("<IIB", MOST_FUNCTIONS + 1, 0, 0)),
                              ("filteradd", sized(bytes(LARGEST_ELEMENT + 1)))):
            with Peer(self.node.port) as peer:
                self.is_left(peer, peer.send, kind, payload)

    def check_rates(self):
        self.step("rate of addresses")
        with Peer(self.node.port) as peer:
            entries = [p2p.address(f"9.{number >> 8}.{number & 255}.1") for number in range(p2p.MAX_ADDRESSES)]
            for _ in range(3):
                self.stays(peer, peer.send, "addr", p2p.addr(entries))
            info = self.info_of(self.node, peer)
            self.true(info["addr_processed"] <= 2, info["addr_processed"])
            self.equal(info["addr_processed"] + info["addr_rate_limited"], 3 * p2p.MAX_ADDRESSES)
            self.node.rpc.mockscheduler(1000)
            self.stays(peer, peer.send, "addr", p2p.addr(entries))
            processed = self.info_of(self.node, peer)["addr_processed"] - info["addr_processed"]
            self.true(100 <= processed <= 102, processed)
        with called_by(self.node, "addr-fetch") as peer:
            peer.wait_for("getaddr")
            self.is_left(peer, peer.send, "addr", p2p.addr(entries[:20]))
        self.true(len(self.node.rpc.getnodeaddresses(0)) > 20, "the addresses asked for are not known")

    def check_pings(self):
        self.step("pings: answers, and who does not answer")
        Mute = type("Mute", (Peer,), {"answers_pings": False})
        with Mute(self.node.port, version=70016) as mute, Peer(self.node.port) as fine:
            mute.wait_for("ping")
            fine.wait_next("ping", lambda: self.node.rpc.mockscheduler(PING_INTERVAL))
            until(lambda: "pingwait" not in self.info_of(self.node, fine), SECONDS, "its answer has come")
            self.true("pingwait" in self.info_of(self.node, mute))
            self.true(self.info_of(self.node, fine)["minping"] >= 0)
            fine.wait_next("ping", self.node.rpc.ping)
            self.pass_minutes(self.node, fine)
            mute.wait_for_end()
            self.true(not fine.closed.is_set(), "who answers has been left")
        until(lambda: self.node.rpc.getpeerinfo() == [], SECONDS, "the peers before have gone")

    def check_time(self):
        self.step("time for the handshake, by the clock and by -peertimeout")
        with Peer(self.node.port, shake_hands=False) as silent, Peer(self.node.port, shake_hands=False) as half:
            half.send("version", version_payload())
            half.wait_for("verack")
            self.node.rpc.mockscheduler(59)
            until(lambda: len(self.node.rpc.getpeerinfo()) == 2, SECONDS, "both are still there")
            self.node.rpc.mockscheduler(2)
            silent.wait_for_end()
            half.wait_for_end()
        self.node.restart("-peertimeout=1")
        with Peer(self.node.port, shake_hands=False) as silent, Peer(self.node.port) as fine:
            silent.wait_for_end()
            fine.sync()
            self.true(not fine.closed.is_set(), "a peer after its handshake has been left")
        self.step("who says nothing for twenty minutes")
        self.node.restart()
        now = self.node.rpc.getblockheader(self.node.tip())["time"]
        with Peer(self.node.port) as peer:
            peer.answers_pings = False
            self.node.rpc.setmocktime(now + 86_400)
            self.node.rpc.setmocktime(now + 86_400 + PATIENCE)
            peer.wait_for_end()

    # What steps are made of.

    def pass_minutes(self, node, fine):
        """Twenty minutes, of which `fine` answers every ping."""
        for _ in range(PATIENCE // PING_INTERVAL + 1):
            fine.wait_next("ping", lambda: node.rpc.mockscheduler(PING_INTERVAL))
            fine.sync()


if __name__ == "__main__":
    main(LimitsTest)
