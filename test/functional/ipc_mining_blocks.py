#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Clients that mine over a node's socket while transactions come in: 100 blocks, how soon they hear of better fees and new
tips, 64 of them at once, and such that die. With --full more rounds, limits of time, and what a flood of transactions costs
the node."""

import collections
import threading
import time

from framework import blocktools
from framework.ipc import Footprint, IpcTest
from framework.ipc_template import Template
from framework.mempool_steps import MempoolTest, pay, raw
from framework.metrics import Metrics
from framework.p2p_steps import LISTENING
from framework.ports import free_port
from framework.processes import processor_seconds
from framework.rpc import Http, Rpc, RpcError
from framework.test_case import main
from framework.wait import TIME_FACTOR, until

TIME_LIMIT = 600
SECONDS = 60
BLOCKS = 100
COINS, SHARES = 40, 50
CLIENTS, PROCESSES = 64, 8
ROUNDS, FULL_ROUNDS = 5, 40
# What transactions pay that come all the time, and those that are waited for, satoshi.
SMALL, LARGE = 50, 1_000_000
FOR_EVER_MS = 1e12
# Milliseconds. Who looks once a second would take half of that.
POLLED = 300
MOST_FEES, MOST_TIP = 100, 50
IN_A_WAIT, IN_CALLS = WAYS = ("while they wait", "in the middle of calls")
FIRST_RUSH_KIB, KEPT_MEMORY_KIB = 512 * 1024, 48 * 1024
FLOOD_A_SECOND, FLOOD_SECONDS = 500, 20
# Percent of a core, for all who wait together.
MOST_MORE = 12


class Sender:
    """Spends coins anyone may spend, again and again: what was paid last is spent when all others have been."""

    def __init__(self, node, outputs):
        self.node = node
        self.outputs = collections.deque(outputs)
        self.m_ends = threading.Event()
        self.m_thread = None
        self.failed = None
        self.sent = 0

    def make(self, fee=SMALL):
        made = pay(self.outputs.popleft(), fee=fee)
        self.outputs.append((made, 0))
        return made

    def __enter__(self):
        self.m_ends.clear()
        self.m_thread = threading.Thread(target=self.run)
        self.m_thread.start()
        return self

    def __exit__(self, *_):
        self.m_ends.set()
        self.m_thread.join()

    def run(self):
        rpc = Rpc(Http(self.node.rpc_port, self.node.cookie))
        try:
            while not self.m_ends.wait(0.01):
                rpc.sendrawtransaction(raw(self.make()), 0)
                self.sent += 1
        except Exception as error:
            self.failed = error


class Miner:
    """A client with a template, and a thread to wait for the next one."""

    def __init__(self, connection):
        self.connection = connection.with_thread()
        self.mining = connection.object("makeMining")
        self.template = self.mining.object("createNewBlock")
        self.template.made_by.wait()
        self.next = self.waiting = None

    def wait_next(self, **options):
        self.next = self.connection.remote()
        self.waiting = self.template.start("waitNext", names={"result": self.next.name}, options=options)

    def go_on(self):
        """Waits for the next template. Returns when it came."""
        if self.waiting.wait() != {"result": "object"}:
            raise AssertionError("no template came")
        self.template.drop()
        self.template = self.next
        return self.waiting.answered_at


def part_of(values, part):
    """The value that so many are not above."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def told(name, times):
    """Milliseconds as a line of figures."""
    return (f"{name}: p50 {part_of(times, 0.5):.1f} ms, p99 {part_of(times, 0.99):.1f} ms, at most {max(times):.1f} ms "
            f"({len(times)})")


class MiningBlocksTest(IpcTest, MempoolTest):
    """A node with miners, and another that verifies their blocks."""

    def set_nodes(self):
        self.metrics_port = free_port()
        # Without a log of the calls and checks of the mempool: these would be measured.
        self.NODE_ARGUMENTS = ("-ipcbind=unix", "-checkmempool=0", *LISTENING,
                               f"-metricsbind=127.0.0.1:{self.metrics_port}")
        super().set_nodes()
        self.add_node(*LISTENING)

    def run(self):
        self.rounds = FULL_ROUNDS if self.full else ROUNDS
        self.other = self.nodes[1]
        self.join(self.other, self.node)
        self.sender = Sender(self.node, self.outputs())
        self.check_mining()
        self.step("a client alone")
        alone = [Miner(self.new_client().connect(self.socket()))]
        self.check_times(alone)
        alone[0].connection.client.close()
        self.check_crowd()
        self.same_tip(*self.nodes)
        if self.full:
            self.check_flood()

    def outputs(self):
        """Coins, of blocks both nodes have."""
        coins = self.mine_coins(self.node, COINS)
        shared = [pay(coin, outputs=SHARES, fee=10_000) for coin in coins]
        self.send(self.node, *shared)
        self.mine(self.node)
        self.same_tip(*self.nodes)
        return [(one, place) for place in range(SHARES) for one in shared]

    def templates(self):
        """How many the node holds."""
        page = Http(self.metrics_port, None).request(None, "/metrics", "GET").body.decode()
        return Metrics(page)["quanta_templates"]

    def templates_are(self, count):
        until(lambda: self.templates() == count, SECONDS, f"{count} templates are held")

    # One client that mines.

    def check_mining(self):
        self.step(f"{BLOCKS} blocks while transactions come in")
        miner = Miner(self.new_client().connect(self.socket()))
        began, height = time.monotonic(), self.node.height()
        hashes, held = [], 0
        with self.sender:
            for _ in range(BLOCKS):
                # What has come since the last block may be in the template already.
                miner.wait_next(feeThreshold=1, timeout=60_000.0)
                miner.go_on()
                made = Template(miner.template)
                fees = miner.template.call("getTxFees")
                held += len(fees)
                self.true(fees and len(fees) == len(made.block.transactions) - 1, "transactions are in the template")
                solution = made.solve()
                miner.wait_next()
                self.equal(made.remote.call("submitSolution", thread=self.spare(miner), **solution),
                           {"reason": "", "debug": "", "result": True})
                hashes.append(made.solved.hash())
                miner.go_on()
                self.equal(Template(miner.template).header.previous, hashes[-1])
        took = time.monotonic() - began
        if self.sender.failed:
            raise self.sender.failed
        self.step(f"{took:.1f} s, with {held} of {self.sender.sent} transactions sent")
        self.true(held >= BLOCKS)
        self.same_tip(*self.nodes)
        for node in self.nodes:
            self.equal([node.rpc.getblockhash(height + 1 + at) for at in range(BLOCKS)],
                       [one[::-1].hex() for one in hashes])
        self.templates_are(1)
        miner.connection.client.close()
        self.templates_are(0)

    def spare(self, miner):
        """A thread beside that which waits."""
        if not hasattr(miner, "spare"):
            miner.spare = miner.connection.thread_map().object("makeThread", name="spare")
        return miner.spare

    # How soon templates come.

    def check_times(self, miners):
        self.mine(self.node)
        for one in miners:
            one.wait_next()
        for one in miners:
            one.go_on()
        with self.sender:
            for name, make, most in (("better fees", self.pay_more, MOST_FEES), ("new tips", self.new_tip, MOST_TIP)):
                since_reply, since_call = [], []
                for _ in range(self.rounds):
                    for one in miners:
                        one.wait_next(feeThreshold=LARGE, timeout=FOR_EVER_MS)
                    # The node has them all when it answers.
                    for one in miners:
                        one.mining.call("isTestChain", thread=self.spare(one))
                    called = time.monotonic()
                    make()
                    replied = time.monotonic()
                    for one in miners:
                        came = one.go_on()
                        since_reply.append(max(0, 1000 * (came - replied)))
                        since_call.append(1000 * (came - called))
                self.step(told(f"{name}, since the reply", since_reply))
                self.step(told(f"{name}, since the call", since_call))
                limit = most if self.full else POLLED
                late = part_of(since_reply, 0.99 if self.full else 0.5)
                self.true(late <= limit * TIME_FACTOR, f"{name} come too late")

    def pay_more(self):
        one = pay(self.sender.outputs.popleft(), fee=LARGE)
        self.node.rpc.sendrawtransaction(raw(one), 0)

    def new_tip(self):
        tip = self.node.rpc.getblockheader(self.node.tip())
        block = blocktools.make_block(tip["hash"], tip["height"] + 1, tip["time"] + 1)
        self.equal(self.node.rpc.submitblock(block.serialise().hex()), None)

    # Many of them.

    def crowd(self, processes):
        """Miners of so many processes."""
        made = []
        for _ in range(processes):
            client = self.new_client()
            made += [Miner(client.connect(self.socket())) for _ in range(CLIENTS // PROCESSES)]
        return made

    def check_crowd(self):
        half = PROCESSES // 2
        # What is made once.
        self.kill(self.crowd(PROCESSES), IN_CALLS)
        self.templates_are(0)
        staying = self.crowd(half)
        before = Footprint(self.node.process.pid)
        # The threads that theirs make later.
        before.threads += len(staying)
        dying = self.crowd(half)
        self.step(f"{CLIENTS} clients at once")
        self.check_times(staying + dying)
        self.templates_are(CLIENTS)
        # What allocators keep depends on how large blocks were: that of the first deaths is not asked back.
        kept_kib = FIRST_RUSH_KIB
        for how in (IN_CALLS, *WAYS, *WAYS):
            self.step(f"half of them die {how}")
            self.kill(dying, how)
            self.templates_are(CLIENTS // 2)
            after = Footprint.wait_for(self.node.process.pid, before, kept_kib, SECONDS)
            before.memory_kib, kept_kib = max(before.memory_kib, after.memory_kib), KEPT_MEMORY_KIB
            self.step(f"the node holds {after}")
            dying = self.crowd(half)
        self.kill(dying, IN_A_WAIT)
        self.step("the others go on")
        self.check_times(staying)
        for client in {one.connection.client for one in staying}:
            client.close()
        self.templates_are(0)

    def kill(self, miners, how):
        for one in miners:
            one.wait_next(feeThreshold=LARGE, timeout=FOR_EVER_MS)
        for one in miners:
            one.mining.call("isTestChain", thread=self.spare(one))
        if how == IN_CALLS:
            for one in miners:
                self.call_much(one)
            miners[0].template.call("getBlockHeader", thread=self.spare(miners[0]))
        for client in {one.connection.client for one in miners}:
            client.die()

    def call_much(self, miner):
        threads = [self.spare(miner), miner.connection.thread_map().object("makeThread", name="more")]
        for thread in threads * 10:
            miner.mining.object("createNewBlock", thread=thread)
            miner.template.start("getBlock", thread=thread)

    # What it costs.

    def check_flood(self):
        self.mine(self.node)
        quiet = self.flood("no client waits")
        self.mine(self.node)
        miners = self.crowd(PROCESSES)
        for one in miners:
            one.wait_next(feeThreshold=10**12, timeout=FOR_EVER_MS)
        waiting = self.flood(f"{CLIENTS} clients wait for more")
        self.true(waiting <= quiet + MOST_MORE * TIME_FACTOR, "waiting costs too much")
        self.true(not any(one.waiting.done() for one in miners))

    def flood(self, what):
        """What it costs the node, in percent of a core."""
        batches = [[("sendrawtransaction", raw(self.sender.make()), 0) for _ in range(FLOOD_A_SECOND // 50)]
                   for _ in range(50 * FLOOD_SECONDS)]
        used, began = processor_seconds(self.node.process.pid), time.monotonic()
        for number, batch in enumerate(batches):
            self.equal([one for one in self.node.rpc.batch(batch) if isinstance(one, RpcError)], [])
            time.sleep(max(0, began + (number + 1) / 50 - time.monotonic()))
        took = time.monotonic() - began
        used = processor_seconds(self.node.process.pid) - used
        self.step(f"{FLOOD_A_SECOND * FLOOD_SECONDS / took:.0f} transactions a second, {what}: "
                  f"{100 * used / took:.1f}% of a core")
        return 100 * used / took


if __name__ == "__main__":
    main(MiningBlocksTest)
