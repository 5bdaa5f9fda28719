#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Kills a node at random moments of its synchronisation, while it writes coins or addresses, and while it stops: it always
goes on, peers.dat and anchors.dat are whole or not there, and in the end tip and coins are right. With --full 100 times, else 8."""

import json
import random
import shutil
import time
from collections import Counter

from framework.messages import double_sha256
from framework.node import Node
from framework.p2p_steps import ANY_AGE, LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until

TIME_LIMIT = 600
SHORT, FULL = 8, 100
KINDS = ("sync", "flush", "save", "stop")
ADDRESSES = 60
SAVE_INTERVAL = 900
# How long after the connection the end comes, at most, seconds.
LONGEST = {"sync": 2.5, "flush": 2.5, "save": 0.5, "stop": 1.0}
CHECKSUM_BYTES = 32
FINISH_SECONDS = 240
# Where the node that has the chain listens, too: a second connection to it is one to somebody else.
OTHER_SIDE = "127.0.0.2"


class KillTest(NetworkTest):
    """A node that has the chain, and one that gets it from there and dies."""

    def set_nodes(self):
        self.manifest = json.loads(self.data("data", "signed-small", "manifest.json").read_text())
        self.add_node(*LISTENING, f"-bind={OTHER_SIDE}", ANY_AGE, "-dbcache=50",
                      f"-loadblock={self.data('data', 'signed-small', 'blk00000.dat')}")

    def run(self):
        self.random = random.Random(6)
        self.kills, self.seen, self.lives = Counter(), Counter(), 0
        self.node.wait_for_height(self.manifest["height"])
        self.begin_life()
        count = FULL if self.full else SHORT
        while sum(self.kills.values()) < count:
            self.round(KINDS[sum(self.kills.values()) % len(KINDS)])
        self.finish_life()
        self.step(f"{sum(self.kills.values())} kills {dict(self.kills)}, {self.lives} whole synchronisations, "
                  f"files found: {dict(self.seen)}")

    # One life: from an empty data directory to the tip, with any number of kills.

    def begin_life(self):
        """A new node, whose addresses are saved."""
        if len(self.nodes) > 1:
            shutil.rmtree(self.nodes.pop().folder)
        victim = Node(self.folder / f"life{self.lives}", (ANY_AGE, f"-dbcache={self.random.choice((4, 4, 50))}"))
        self.nodes.append(victim)
        victim.start()
        for number in range(ADDRESSES):
            victim.rpc.addpeeraddress(f"{number + 20}.{number + 1}.{number + 2}.1", 8333)
        self.known = len(victim.rpc.getnodeaddresses(0))
        victim.stop()

    def finish_life(self):
        """Nothing disturbs it any more."""
        victim = self.nodes[1]
        victim.start()
        self.connect(victim)
        victim.wait_for_height(self.manifest["height"], FINISH_SECONDS)
        self.equal((victim.tip(), victim.utxo_hash()), (self.manifest["tip"], self.manifest["utxo"]["hash_serialized_3"]))
        self.true(len(victim.rpc.getnodeaddresses(0)) >= self.known, "addresses were lost")
        victim.stop()
        self.lives += 1

    # One kill.

    def round(self, kind):
        victim = self.nodes[1]
        victim.start()
        height = victim.height()
        self.true(len(victim.rpc.getnodeaddresses(0)) >= self.known, "addresses were lost")
        self.equal(victim.rpc.getblockhash(height), self.node.rpc.getblockhash(height))
        self.true("peers.dat.bak" not in {path.name for path in victim.chain_folder.iterdir()}, "peers.dat was not usable")
        self.connect(victim)
        moment = self.random.uniform(0, LONGEST[kind])
        if kind == "stop":
            victim.rpc.stop()
        end = time.monotonic() + moment
        until(lambda: self.work(victim, kind) or time.monotonic() >= end, FINISH_SECONDS)
        victim.kill()
        self.kills[kind] += 1
        self.check_files(victim)
        self.step(f"{sum(self.kills.values()):4} {kind}: killed after {moment:.2f} s, begun at height {height}")
        if height == self.manifest["height"]:
            self.finish_life()
            self.begin_life()

    @staticmethod
    def work(victim, kind):
        """What goes on until the end comes."""
        if kind == "save":
            victim.rpc.mockscheduler(SAVE_INTERVAL)
        elif kind == "flush":
            victim.rpc.gettxoutsetinfo("none")
        return False

    def connect(self, victim):
        victim.rpc.addnode(f"127.0.0.1:{self.node.port}", "onetry")
        victim.rpc.addconnection(f"{OTHER_SIDE}:{self.node.port}", "block-relay-only", True)
        until(lambda: self.ready_peers(victim) == 2, 60, "both connections")

    def check_files(self, victim):
        """Whole, or not there."""
        for name in ("peers.dat", "anchors.dat"):
            path = victim.chain_folder / name
            if not path.exists():
                self.true(name != "peers.dat", "peers.dat is gone")
                continue
            data = path.read_bytes()
            self.equal(double_sha256(data[:-CHECKSUM_BYTES]), data[-CHECKSUM_BYTES:], f"{name} is torn")
            self.seen[name] += 1


if __name__ == "__main__":
    main(KillTest)
