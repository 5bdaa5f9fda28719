#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Many hostile peers at a time, of every kind, while an honest peer brings blocks and somebody uses the RPC port.

    p2p_abuse.py [--full] [--seconds N] [--folder DIR] [kind…]

The long form takes ten minutes with 200 hostile connections. What is measured of the node: how long an honest block
takes to be its tip, how long RPC calls take, how much its memory and its log grow.
"""

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import threading
import time

from framework import blocktools, messages, processes, script
from framework.peer_attacks import KINDS, Army, Scene
from framework.rpc import Rpc, Http
from framework.test_case import PASSED, TestCase
from framework.wait import TIME_FACTOR, until
from framework.wallet_test import NOBODY

# More than a message of headers holds, so that such a message may have too little work.
HEIGHT = 2200
LARGE_BLOCKS = 3
LARGE_OUTPUTS = 90_000
# As large, and nothing to keep of it.
DATA_OUTPUTS = [messages.Output(0, script.script(script.OP_RETURN, bytes(9_000)))] * 90
CONNECTIONS = 200
CALL_PAUSE_SECONDS = 0.05
BLOCK_PAUSE_SECONDS = 1.0
SAMPLE_SECONDS = 0.1
# Of the honest blocks one in so many is large.
LARGE_EVERY = 10
MEMORY_MIB = 50
LOG_BYTES = 1_000_000
CALLS = ("getblockchaininfo", "getnetworkinfo", "getpeerinfo", "getbestblockhash", "getnettotals")


class Scale:
    """How long it takes, and what is asked of the node. The short form runs beside other tests."""

    def __init__(self, full=False, seconds=None):
        self.seconds = seconds or (600 if full else 15)
        self.connections = CONNECTIONS if full else 100
        self.processes = 3 if full else 2
        self.block_seconds = 2 if full else 10
        self.call_seconds = 0.1 if full else 1


class Caller(multiprocessing.Process):
    """Makes RPC calls in a row and tells how long each kind took."""

    def __init__(self, node, seconds):
        super().__init__(daemon=True)
        self.http = Http(node.rpc_port, node.cookie)
        self.seconds = seconds
        self.m_result, self.m_sender = multiprocessing.Pipe(duplex=False)

    def run(self):
        rpc = Rpc(self.http)
        taken = {name: [] for name in CALLS}
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            for name in CALLS:
                began = time.monotonic()
                getattr(rpc, name)()
                taken[name].append(time.monotonic() - began)
                time.sleep(CALL_PAUSE_SECONDS)
        self.m_sender.send(taken)

    def result(self):
        taken = self.m_result.recv()
        self.join()
        return taken


class Peak:
    """The most memory a process has had, MiB, while this lives as a context."""

    def __init__(self, pid):
        self.pid = pid
        self.before = self.most = self.now()
        self.m_end = threading.Event()
        self.m_thread = threading.Thread(target=self.watch, daemon=True)

    def now(self):
        return processes.Usage(self.pid).memory_kib / 1024

    def watch(self):
        while not self.m_end.wait(SAMPLE_SECONDS):
            self.most = max(self.most, self.now())

    def __enter__(self):
        self.m_thread.start()
        return self

    def __exit__(self, *_):
        self.m_end.set()
        self.m_thread.join()


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


class PeerAbuseTest(TestCase):
    """A node among hostile peers, and an honest one that has the blocks."""

    scale = Scale()
    kinds = tuple(KINDS)

    def set_nodes(self):
        # Room for all, also of those who want transactions, which may take half: whom an attack could push out
        # is another matter, and has tests of its own.
        self.add_node("-listen=1", "-bind=127.0.0.1", f"-maxconnections={2 * CONNECTIONS + 50}")
        self.add_node()

    def run(self):
        victim, honest = self.nodes
        self.step("a chain with some large blocks")
        large = self.make_chain(honest)
        honest.rpc.addnode(f"127.0.0.1:{victim.port}", "add")
        until(lambda: victim.tip() == honest.tip(), 120, "the honest node has brought its chain")
        scene = self.scene(victim, large)
        log_before = len(victim.log())
        self.step(f"{self.scale.connections} hostile connections for {self.scale.seconds} s")
        army = Army(scene, self.scale.connections, self.scale.processes, self.kinds)
        caller = Caller(victim, self.scale.seconds)
        with Peak(processes.of_node(victim)) as memory:
            army.start(self.scale.seconds)
            caller.start()
            blocks = self.bring_blocks(victim, honest)
            calls = caller.result()
            counted = army.result()
        self.tell_army(counted)
        logged = len(victim.log()) - log_before
        self.step(f"memory {memory.before:.0f} MiB, at most {memory.most:.0f}; {logged} bytes of log")
        self.judge(blocks, calls, memory.most - memory.before, logged)
        self.step("peace again")
        # What has arrived of a connection is worked through before its end is seen.
        until(lambda: victim.rpc.getconnectioncount() == 1, 180, "the honest peer alone is left")
        until(lambda: victim.tip() == honest.tip(), 60, "the tips are the same")

    # What happens meanwhile.

    def make_chain(self, node):
        """HEIGHT blocks, some of them large; the hashes of those."""
        node.rpc.generatetoaddress(HEIGHT - LARGE_BLOCKS, NOBODY)
        hashes = []
        for _ in range(LARGE_BLOCKS):
            outputs = [messages.Output(0, script.ANYONE)] * LARGE_OUTPUTS
            hashes.append(messages.hash_bytes(self.mine_large(node, outputs)))
        # What is most often asked for is not the newest.
        node.rpc.generatetoaddress(20, NOBODY)
        return hashes

    def mine_large(self, node, outputs):
        height = node.height() + 1
        first = blocktools.coinbase(height)
        first.outputs += outputs
        when = node.rpc.getblockheader(node.tip())["time"] + 1
        block = blocktools.make_block(node.tip(), height, when, first=first)
        self.equal(node.rpc.submitblock(block.hex()), None)
        return block.hash_text()

    def scene(self, node, large):
        small = [messages.hash_bytes(node.rpc.getblockhash(height)) for height in range(1, node.height() + 1, 100)]
        small += [messages.hash_bytes(node.rpc.getblockhash(node.height() - back)) for back in range(5, -1, -1)]
        raw = bytes.fromhex(node.rpc.getblock(messages.hash_text(large[0]), 0))
        tip = (messages.hash_bytes(node.tip()), node.rpc.getblockheader(node.tip())["time"])
        return Scene(node.port, small, large, raw, tip)

    def bring_blocks(self, victim, honest):
        """Seconds that each block took from the honest node to be the victim's tip."""
        taken = []
        end = time.monotonic() + self.scale.seconds
        while time.monotonic() < end:
            time.sleep(BLOCK_PAUSE_SECONDS)
            if len(taken) % LARGE_EVERY == LARGE_EVERY - 1:
                block = self.mine_large(honest, DATA_OUTPUTS)
            else:
                (block,) = honest.rpc.generatetoaddress(1, NOBODY)
            began = time.monotonic()
            found = victim.rpc.waitforblock(block, 60_000)
            taken.append(time.monotonic() - began)
            self.equal(found["hash"], block)
        return taken

    # What came of it.

    def tell_army(self, counted):
        opened, ended, sent = counted
        for name in self.kinds:
            self.step(f"{name}: {opened[name]} connections, {ended[name]} ended by the node, "
                      f"{sent[name] / 1e6:.1f} MB sent")
            self.true(opened[name] > 0, f"no attack of kind {name}")
        self.step(f"{sum(opened.values())} connections, {sum(sent.values()) / 1e6:.0f} MB sent")

    def judge(self, blocks, calls, grown, logged):
        self.step(f"{len(blocks)} honest blocks: median {quantile(blocks, 0.5):.2f} s, "
                  f"p99 {quantile(blocks, 0.99):.2f} s, worst {max(blocks):.2f} s")
        for name, taken in calls.items():
            self.step(f"{name}: {len(taken)} calls, median {quantile(taken, 0.5) * 1000:.1f} ms, "
                      f"p99 {quantile(taken, 0.99) * 1000:.1f} ms, worst {max(taken) * 1000:.1f} ms")
        together = [one for taken in calls.values() for one in taken]
        slow = quantile(together, 0.99)
        self.step(f"all {len(together)} calls: p99 {slow * 1000:.1f} ms")
        faults = [what for wrong, what in (
            (max(blocks) > self.scale.block_seconds * TIME_FACTOR, "an honest block took too long"),
            (slow > self.scale.call_seconds * TIME_FACTOR, "RPC calls took too long"),
            (grown > MEMORY_MIB * TIME_FACTOR, f"memory grew by {grown:.0f} MiB"),
            (logged > LOG_BYTES, f"the log grew by {logged} bytes")) if wrong]
        self.equal(faults, [])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help="kinds of attacks; all when none is given")
    parser.add_argument("--full", action="store_true", help=f"{CONNECTIONS} connections for ten minutes")
    parser.add_argument("--seconds", type=int, help="how long instead")
    parser.add_argument("--folder", help="where nodes live; kept. Otherwise a temporary one, kept on failure")
    options = parser.parse_args()
    PeerAbuseTest.scale = Scale(options.full, options.seconds)
    PeerAbuseTest.kinds = tuple(options.kinds) or tuple(KINDS)
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-abuse-")
    result = PeerAbuseTest(folder).execute()
    if result == PASSED and not options.folder:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(result)


if __name__ == "__main__":
    main()
