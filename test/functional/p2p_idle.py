#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What connected idle peers of all kinds cost: memory and processor time of the node. With --full 125 of them for two minutes,
else 40 for a few seconds."""

import time
from pathlib import Path

from framework import p2p_messages as p2p
from framework.p2p import MODERN, Listener, Peer, called_by, v2_peer
from framework.p2p_steps import LISTENING, NetworkTest
from framework.processes import processor_seconds
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

BLOCKS = 200
SHORT, FULL = 40, 125
SHORT_SECONDS, FULL_SECONDS = 5, 120
MOST_MIB, MOST_PERCENT = 100, 5
SECONDS = 60


class IdleTest(NetworkTest):
    """Inbound peers over both transports, and outbound ones of each lasting kind."""

    def set_nodes(self):
        self.add_node(*LISTENING, "-debug=0")

    def run(self):
        node = self.node
        node.rpc.generatetoaddress(BLOCKS, NOBODY)
        count, seconds = (FULL, FULL_SECONDS) if self.full else (SHORT, SHORT_SECONDS)
        before = self.memory()
        began = self.processor_seconds()
        self.step(f"{count} peers")
        peers = [called_by(node, kind, choices=MODERN)
                 for kind, places in (("outbound-full-relay", 8), ("block-relay-only", 2)) for _ in range(places)]
        peers += [self.added() for _ in range(5)]
        while len(peers) < count:
            make = v2_peer if len(peers) % 3 == 0 else Peer
            # Of those that come half may want transactions (-inboundrelaypercent).
            peers.append(make(node.port, choices=MODERN if len(peers) % 4 < 2 else (), relay=len(peers) % 2 == 0))
            if len(peers) % 5 == 0:
                peers[-1].send("sendcmpct", p2p.sendcmpct(1))
                peers[-1].send("sendheaders")
                peers[-1].send("getaddr")
        self.equal(len(node.rpc.getpeerinfo()), count)
        setting_up = self.processor_seconds() - began
        grown = self.memory() - before
        self.step(f"idle for {seconds} s")
        began, start = self.processor_seconds(), time.monotonic()
        until(lambda: time.monotonic() - start >= seconds, seconds + SECONDS)
        percent = 100 * (self.processor_seconds() - began) / (time.monotonic() - start)
        grown = max(grown, self.memory() - before)
        self.equal(len(node.rpc.getpeerinfo()), count, "peers have been left")
        self.step(f"{grown:.1f} MiB more memory, {percent:.2f}% of a core; connecting took {setting_up:.2f} s of it")
        self.true(grown <= MOST_MIB and percent <= MOST_PERCENT, (grown, percent))
        for peer in peers:
            peer.close()

    def added(self):
        """A peer that an operator has named."""
        with Listener() as place:
            self.node.rpc.addnode(place.name, "onetry", False)
            return place.accept(choices=MODERN)

    # What the process takes; a wrapper has become it.

    def memory(self):
        for line in Path(f"/proc/{self.node.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no memory is told")

    def processor_seconds(self):
        return processor_seconds(self.node.process.pid)


if __name__ == "__main__":
    main(IdleTest)
