#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Floods of transactions, by peers and by RPC, upon a node whose mempool is full: invalid, cheap, conflicting, pinning, of
clusters too large, of slow scripts. Its memory hardly grows, it answers, and honest transactions get in and stay. With
--full 100,000 of them, else some thousands."""

import itertools
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPException

from framework import processes
from framework.mempool_steps import NO_LIMIT, MempoolTest, raw, txid
from framework.p2p import MODERN, Peer
from framework.p2p_steps import LISTENING
from framework.pool_floods import ENOUGH, Floods, data_output, paying, slow_outputs
from framework.rpc import Http, Rpc, RpcError
from framework.test_case import main
from framework.wait import TIME_FACTOR, until

TIME_LIMIT = 1200
POOL_MB = 5
GROWTH_MIB = 50
LOG_BYTES = 1_000_000
SHORT, FULL = 4_000, 100_000
# Of transactions that take a second of a processor each there are fewer.
SLOW_SHARE = 200
BATCH = 50
FANOUTS, FANOUT = 3, 1200
FILLER_BYTES, FILLER_RATE = 40_000, 10
HONEST_RATE = 200
HONEST_PAUSE = 0.1
HONEST_SECONDS = 20
SAMPLE_SECONDS = 0.1
MISSING = "bad-txns-inputs-missingorspent"
# What must be among the reasons that RPC callers are given.
REASONS = {
    "unsound": {"bad-txns-in-belowout", "bad-txns-inputs-duplicate",
                "mempool-script-verify-flag-failed (Witness program hash mismatch)"},
    "orphans": {MISSING},
    "cheap": {"mempool min fee not met"},
    "conflicts": {"insufficient fee"},
    "pinning": {"too-large-cluster"},
    "version_3": {"TRUC-violation", "insufficient fee (including sibling eviction)"},
    "clusters": {"too-large-cluster"},
    "slow": {"mempool-script-verify-flag-failed (Script evaluated without error but finished with a false/empty top "
             "stack element)"},
    "garbage": {"TX decode failed. Make sure the tx has at least one input."},
}


class Attacker(threading.Thread):
    """Sends transactions of one kind until it has sent enough, over as many connections as it takes."""

    def __init__(self, kind, transactions, count):
        super().__init__(daemon=True)
        self.kind = kind
        self.transactions = transactions
        self.left = count
        self.sent = 0
        self.connections = 0
        self.seconds = 0.0
        self.reasons = Counter()

    def run(self):
        began = time.monotonic()
        while self.left > 0:
            with suppress(OSError, AssertionError, HTTPException):
                self.send_some()
        self.seconds = time.monotonic() - began

    def send_some(self):
        raise NotImplementedError

    def next_one(self):
        self.left -= 1
        self.sent += 1
        return next(self.transactions)


class PeerAttacker(Attacker):
    def __init__(self, node, *arguments):
        super().__init__(*arguments)
        self.port = node.port

    def send_some(self):
        self.connections += 1
        with Peer(self.port, choices=MODERN) as peer:
            while self.left > 0 and not peer.closed.is_set():
                for _ in range(min(BATCH, self.left)):
                    peer.send("tx", self.next_one())
                peer.sync(600)


class CallAttacker(Attacker):
    def __init__(self, node, *arguments):
        super().__init__(*arguments)
        self.rpc = Rpc(Http(node.rpc_port, node.cookie))

    def send_some(self):
        while self.left > 0:
            try:
                self.rpc.sendrawtransaction(self.next_one().hex(), NO_LIMIT)
            except RpcError as error:
                self.reasons[error.message.split(",")[0]] += 1


class Honest(threading.Thread):
    """Sends transactions that pay well, in turns as a peer and by RPC, and waits for each."""

    def __init__(self, node, coins):
        super().__init__(daemon=True)
        self.node = node
        self.coins = coins
        self.rpc = Rpc(Http(node.rpc_port, node.cookie))
        self.sent, self.waits, self.calls = [], [], []
        self.fault = None
        self.m_end = threading.Event()

    def run(self):
        try:
            with Peer(self.node.port, choices=MODERN) as peer:
                while not self.m_end.wait(HONEST_PAUSE):
                    self.send_two(peer)
        except (OSError, AssertionError, RpcError) as fault:
            self.fault = repr(fault)

    def send_two(self, peer):
        first, second = (paying(HONEST_RATE, next(self.coins)) for _ in range(2))
        self.timed(first, lambda: peer.send("tx", first.serialise()))
        self.timed(second, lambda: self.rpc.sendrawtransaction(raw(second), NO_LIMIT))

    def timed(self, transaction, send):
        began = time.monotonic()
        send()
        until(lambda: self.is_there(transaction), HONEST_SECONDS, "an honest transaction is in the mempool")
        self.waits.append(time.monotonic() - began)
        self.sent.append(transaction)

    def is_there(self, transaction):
        began = time.monotonic()
        try:
            self.rpc.getmempoolentry(txid(transaction))
        except RpcError:
            return False
        finally:
            self.calls.append(time.monotonic() - began)
        return True

    def finish(self):
        self.m_end.set()
        self.join()


class FloodsTest(MempoolTest):
    """One node with a small mempool."""

    def set_nodes(self):
        self.add_node(*LISTENING, f"-maxmempool={POOL_MB}", "-checkmempool=0", "-maxconnections=100")

    def run(self):
        self.pid = processes.of_node(self.node)
        self.make_coins()
        self.fill()
        before, log = self.memory(), len(self.node.log())
        floods = Floods(self.coins, self.slow)
        count = FULL if self.full else SHORT
        for attackers in self.waves(floods, count):
            self.flood(attackers, before)
        self.step(f"memory {before:.0f} MiB, at most {self.most:.0f}; {len(self.node.log()) - log} bytes of log")
        self.true(self.most - before <= GROWTH_MIB * TIME_FACTOR, f"memory grew by {self.most - before:.0f} MiB")
        self.true(len(self.node.log()) - log <= LOG_BYTES, "the log grew")
        self.mine(self.node)

    def memory(self):
        return processes.Usage(self.pid).memory_kib / 1024

    def make_coins(self):
        self.step("coins")
        first = self.mine_coins(self.node, FANOUTS + 1)
        fans = [paying(1, coin, outputs=FANOUT) for coin in first[:FANOUTS]]
        slow = paying(1, first[FANOUTS])
        inputs = 160 if self.full else 40
        value = slow.outputs[0].value // inputs
        slow.outputs = slow_outputs(inputs, value - 1000)
        for fan in fans + [slow]:
            self.mine(self.node, [fan])
        self.slow = slow
        self.coins = ((fan, place) for fan, place in itertools.product(fans, range(FANOUT)))
        self.honest_coins = iter([next(self.coins) for _ in range(FANOUT)])

    def fill(self):
        self.step("a full mempool")
        while self.node.rpc.getmempoolinfo()["mempoolminfee"] == self.node.rpc.getmempoolinfo()["minrelaytxfee"]:
            one = paying(FILLER_RATE, next(self.coins))
            one.outputs[0].value -= FILLER_RATE * FILLER_BYTES
            one.outputs.append(data_output(FILLER_BYTES))
            # The one that makes it too full is the first to go.
            with suppress(RpcError):
                self.node.rpc.sendrawtransaction(raw(one), NO_LIMIT)
        self.most = self.memory()

    def waves(self, floods, count):
        """By peers, a kind each, all at once; then by RPC."""
        share = count // (2 * len(Floods.KINDS))
        for maker in (PeerAttacker, CallAttacker):
            yield [maker(self.node, kind, floods.of(kind), -(-share // SLOW_SHARE) if kind == "slow" else share)
                   for kind in Floods.KINDS]

    def flood(self, attackers, before):
        self.step(f"{sum(one.left for one in attackers)} by {type(attackers[0]).__name__}")
        honest = Honest(self.node, self.honest_coins)
        busy = processes.processor_seconds(self.pid)
        began = time.monotonic()
        for one in [honest, *attackers]:
            one.start()
        while any(one.is_alive() for one in attackers):
            self.most = max(self.most, self.memory())
            time.sleep(SAMPLE_SECONDS)
        honest.finish()
        for one in attackers:
            self.step(f"{one.kind}: {one.sent} in {one.seconds:.1f} s, {one.connections} connections, {dict(one.reasons)}")
            self.true(not one.reasons or REASONS[one.kind] <= set(one.reasons), one.reasons)
        self.step(f"{time.monotonic() - began:.1f} s, {processes.processor_seconds(self.pid) - busy:.1f} of the node; "
                  f"memory {before:.0f} MiB, {self.memory():.0f} now")
        self.judge(honest)

    def judge(self, honest):
        self.equal(honest.fault, None)
        waits, calls = sorted(honest.waits), sorted(honest.calls)
        self.step(f"{len(waits)} honest transactions: median {waits[len(waits) // 2]:.2f} s, worst {waits[-1]:.2f}; "
                  f"{len(calls)} calls: p99 {calls[len(calls) * 99 // 100] * 1000:.0f} ms")
        self.true(len(waits) > 1, "honest transactions were sent")
        pool = set(self.node.rpc.getrawmempool())
        self.equal([txid(one) for one in honest.sent if txid(one) not in pool], [])
        info = self.node.rpc.getmempoolinfo()
        self.true(info["usage"] <= info["maxmempool"], info)


if __name__ == "__main__":
    main(FloodsTest)
