#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Abuses the RPC port of a node in many ways and measures what a client that behaves well notices of it.

    abuse.py [--full] [--folder DIR] [attack…]

A node is attacked by processes of lower priority while a good client asks something every 20 ms on a connection that
it keeps. Each attack prints the client's latency, what the node's memory, descriptors and threads came to, and how
long it took to be at rest again. A client that gets no answer, or a node that holds too much, is a failure.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time

from framework import blocktools, messages, processes, script
from framework.attacks import Swarm, Target, exchange, large_bodies, odd_bodies, odd_requests
from framework.node import Node
from framework.wait import TIME_FACTOR, until

CALL_PAUSE_SECONDS = 0.02
SAMPLE_SECONDS = 0.02
SERVER_TIMEOUT_SECONDS = 2
MAX_CONNECTIONS = 256
# Beyond those of the connections.
SPARE_DESCRIPTORS = 16
# What the node may keep of memory in the end, beyond twice what it had.
SPARE_MIB = 64
MIB = 1024
# A call of the good client takes no longer, whatever goes on.
WORST_SECONDS = 10
BUSY = 503


class Scale:
    """How much of everything an attack uses."""

    def __init__(self, full):
        self.sockets = 10_000 if full else 1_000
        self.slow = 1_000 if full else 300
        self.seconds = 10 if full else 0.6
        self.body_bytes = (64 if full else 36) << 20
        self.text_bytes = (16 if full else 1) << 20
        self.batch = 100_000
        self.outputs = 90_000 if full else 20_000
        self.rounds = 3 if full else 1
        # So that the attackers' own work does not count; a short run is to end soon.
        self.niceness = 5 if full else 0


class GoodClient(multiprocessing.Process):
    """Asks what programs ask, every 20 ms, and tells latencies and failures at the end."""

    def __init__(self, target, block, seconds):
        super().__init__(daemon=True)
        self.target = target
        self.seconds = seconds
        calls = [("getblockchaininfo", []), ("getblock", [block, 2])]
        bodies = [{"method": name, "params": params, "id": 1} for name, params in calls]
        bodies.append([{"method": "getblockhash", "params": [height], "id": height} for height in range(5)])
        self.bodies = [json.dumps(body) for body in bodies]
        self.m_result, self.m_sender = multiprocessing.Pipe(duplex=False)

    def run(self):
        latencies, failures = [], []
        connection = http.client.HTTPConnection("127.0.0.1", self.target.port, timeout=WORST_SECONDS * TIME_FACTOR)
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                connection.request("POST", "/", self.bodies[len(latencies) % len(self.bodies)],
                                   {"Authorization": self.target.authorization})
                reply = connection.getresponse()
                reply.read()
                if reply.status != 200:
                    failures.append(reply.status)
            except (OSError, http.client.HTTPException) as error:
                failures.append(repr(error))
                connection.close()
            latencies.append(time.monotonic() - began)
            time.sleep(CALL_PAUSE_SECONDS)
        self.m_sender.send((latencies, failures))

    def result(self):
        found = self.m_result.recv()
        self.join()
        return found


class Watch:
    """Peaks of what a process holds, while it lives as a context."""

    def __init__(self, pid):
        self.pid = pid
        self.memory_kib = self.descriptors = self.threads = 0
        self.m_end = threading.Event()
        self.m_thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.m_thread.start()
        return self

    def __exit__(self, *_):
        self.m_end.set()
        self.m_thread.join()

    def run(self):
        while not self.m_end.wait(SAMPLE_SECONDS):
            self.look()

    def look(self):
        fields = processes.status(self.pid)
        self.memory_kib = max(self.memory_kib, memory_of(fields))
        self.threads = max(self.threads, int(fields.get("Threads", 0)))
        try:
            self.descriptors = max(self.descriptors, len(os.listdir(f"/proc/{self.pid}/fd")))
        except OSError:
            pass


def memory_of(fields):
    return int(fields.get("VmRSS", "0 kB").split()[0])


def quantile(values, part):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0


def run_attack(work, niceness, said):
    os.nice(niceness)
    began = time.monotonic()
    said.send(f"{work()} in {time.monotonic() - began:.1f} s")


def swarm(**fields):
    """An attack by a Swarm; fields that are functions are asked for their values."""
    def attack(target, scale):
        found = {key: value(target, scale) if callable(value) else value for key, value in fields.items()}
        return Swarm(target, found.pop("count"), found.pop("words", b""), **found).run(scale.seconds)
    return attack


def single(make):
    """An attack by single requests, each of which must get one of its statuses."""
    def attack(target, scale):
        cases = make(target, scale) * scale.rounds
        for words, statuses in cases:
            status = exchange(target, words)
            if status not in statuses:
                raise AssertionError(f"{words[:200]!r}: status {status}, expected one of {statuses}")
        return f"{len(cases)} requests, each with a status of its own"
    return attack


def half_closed(target, _):
    """Clients that end their direction after the request are answered all the same."""
    for _ in range(100):
        status = exchange(target, target.request({"method": "uptime"}), half_close=True)
        if status != 200:
            raise AssertionError(f"a client that closed its direction got status {status}")
    return "100 answered"


def tiny_batch(target, scale):
    return target.request([{"method": "getblockhash", "params": [0], "id": n} for n in range(scale.batch)])


def large_batch(target, scale):
    return target.request([target.large_call()] * (scale.slow // 3))


def guess(target, _):
    return target.request(b"{}", known=False).replace(b"Host: x", b"Host: x\r\nAuthorization: Basic eDp5")


# Name: attack, MiB that the node may grow by meanwhile, whether the good client may be told that the node is busy.
ATTACKS = {
    "idle sockets": (swarm(count=lambda _, scale: scale.sockets), 64, False),
    "slow heads": (swarm(count=lambda _, scale: scale.slow, drips=True, words=lambda target, _: target.head(9)),
                   64, False),
    "slow bodies": (swarm(count=lambda _, scale: scale.slow, drips=True,
                          words=lambda target, _: target.head(1 << 20) + b" " * (1 << 20)), 64, False),
    "slow readers": (swarm(count=lambda _, scale: scale.slow, reads="drip",
                           words=lambda target, _: target.request(target.large_call())), 1280, True),
    "deaf readers, resets": (swarm(count=64, reads="never", reset_after=0.2,
                                   words=lambda target, _: target.request(target.large_call())), 1280, True),
    "large bodies": (single(lambda target, scale: large_bodies(target, scale.body_bytes)), 256, False),
    "bodies together": (swarm(count=64, words=lambda target, scale: target.head(scale.text_bytes) +
                              b" " * (scale.text_bytes - 1), drips=False), 256, False),
    "odd bodies": (single(lambda target, scale: odd_bodies(target, scale.text_bytes)), 512, False),
    "odd requests": (single(lambda target, _: odd_requests(target)), 64, False),
    "huge batches": (swarm(count=4, words=tiny_batch, repeats=True), 512, False),
    "batches of large replies": (swarm(count=4, words=large_batch, reads="all"), 1024, False),
    "pipelined flood": (swarm(count=16, repeats=True,
                              words=lambda target, _: target.request({"method": "uptime"}) * 500), 128, False),
    "wrong passwords": (swarm(count=lambda _, scale: scale.slow, words=guess, repeats=True), 64, False),
    "half closed": (half_closed, 64, False),
    "crowd": (swarm(count=lambda _, scale: scale.slow, repeats=True,
                    words=lambda target, _: target.request({"method": "getblockchaininfo"})), 128, True),
}


class AbuseRun:
    """A node, and attacks on it."""

    def __init__(self, folder, full, say):
        self.scale = Scale(full)
        self.say = say
        self.failures = []
        self.node = Node(folder, [f"-rpcservertimeout={SERVER_TIMEOUT_SECONDS}"])
        self.m_small_block = None

    def run(self, names=()):
        self.node.start()
        self.make_blocks()
        calm = GoodClient(self.target(), self.m_small_block, self.scale.seconds + 1)
        calm.start()
        latencies, _ = calm.result()
        self.report("no attack", latencies, [], "")
        before = self.usage()
        for name, (attack, max_mib, may_be_busy) in ATTACKS.items():
            if not names or name in names:
                self.one(name, attack, max_mib, may_be_busy)
        allowed = 2 * before.memory_kib + SPARE_MIB * MIB
        until(lambda: self.usage().memory_kib <= allowed, 30, f"memory is back below {allowed // MIB} MiB")
        after = self.usage()
        self.say(f"memory {before.memory_kib // MIB} MiB before the attacks, {after.memory_kib // MIB} after them; "
                 f"{before.descriptors} and {after.descriptors} descriptors")
        self.node.stop()
        if self.failures:
            raise AssertionError("; ".join(self.failures))

    def make_blocks(self):
        """A few small blocks, and one with as many outputs as `scale` says."""
        now = blocktools.REGTEST_GENESIS_TIME
        small = blocktools.make_block(self.node.tip(), 1, now + 1)
        many = [messages.Output(0, script.ANYONE)] * self.scale.outputs
        first = blocktools.coinbase(2)
        first.outputs += many
        large = blocktools.make_block(small.hash(), 2, now + 2, first=first)
        blocks = [small, large] + blocktools.make_chain(large.hash(), 2, now + 2, 3)
        for block in blocks:
            found = self.node.rpc.submitblock(block.hex())
            if found is not None:
                raise AssertionError(f"a block was refused: {found}")
        self.m_small_block = self.node.tip()
        self.m_large_block = self.node.rpc.getblockhash(2)

    def target(self):
        return Target(self.node.rpc_port, self.node.http.authorization()["Authorization"], self.m_large_block)

    def usage(self):
        watch = Watch(self.node.process.pid)
        watch.look()
        return watch

    def one(self, name, attack, max_mib, may_be_busy):
        before = self.usage()
        said, sender = multiprocessing.Pipe(duplex=False)
        work = (lambda: attack(self.target(), self.scale), self.scale.niceness, sender)
        attacker = multiprocessing.Process(target=run_attack, daemon=True, args=work)
        good = GoodClient(self.target(), self.m_small_block, self.scale.seconds)
        with Watch(self.node.process.pid) as peak:
            attacker.start()
            good.start()
            latencies, failures = good.result()
            attacker.join()
        words = said.recv() if said.poll() else "FAILED"
        rest = self.time_to_rest(before)
        after = self.usage()
        grown = (peak.memory_kib - before.memory_kib) // MIB
        held = f"memory {before.memory_kib // MIB} MiB, at most {peak.memory_kib // MIB}, then {after.memory_kib // MIB}"
        self.report(name, latencies, failures, f"{held}; at most {peak.descriptors} descriptors, {peak.threads} "
                    f"threads; at rest after {rest:.1f} s; {words}")
        unexpected = [one for one in failures if not (may_be_busy and one == BUSY)]
        self.check(name, not unexpected, f"the good client met {unexpected[:3]}")
        self.check(name, words != "FAILED", "the attack did not go as it should")
        self.check(name, grown <= max_mib, f"memory grew by {grown} MiB, {max_mib} are allowed")
        self.check(name, peak.descriptors <= before.descriptors + MAX_CONNECTIONS + SPARE_DESCRIPTORS,
                   f"{peak.descriptors} descriptors")
        self.check(name, peak.threads <= before.threads + 2, f"{peak.threads} threads")

    def is_at_rest(self, before):
        """The sockets of an attack are gone, and no call runs but the one that asks."""
        return (self.usage().descriptors <= before.descriptors + 2
                and len(self.node.rpc.getrpcinfo()["active_commands"]) == 1)

    def time_to_rest(self, before):
        """Seconds until nothing of an attack is left."""
        began = time.monotonic()
        until(lambda: self.is_at_rest(before), 60, "the node is at rest")
        return time.monotonic() - began

    def check(self, name, condition, what):
        if not condition:
            self.failures.append(f"{name}: {what}")

    def report(self, name, latencies, failures, more):
        busy = failures.count(BUSY)
        self.say(f"{name}: {len(latencies)} calls, p50 {quantile(latencies, 0.5) * 1000:.1f} ms, "
                 f"p99 {quantile(latencies, 0.99) * 1000:.1f} ms, worst {max(latencies) * 1000:.1f} ms"
                 + (f", {busy} busy" if busy else "") + (f"; {more}" if more else ""))

    def abort(self):
        self.node.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attacks", nargs="*", help="names of attacks; all when none is given")
    parser.add_argument("--full", action="store_true", help="10,000 sockets, 64 MiB bodies, 10 s an attack")
    parser.add_argument("--folder", help="where the files go; a temporary folder unless given")
    options = parser.parse_args()
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-abuse-")
    run = AbuseRun(folder, options.full, lambda text: print(text, flush=True))
    try:
        run.run(options.attacks)
    except BaseException:
        run.abort()
        print(f"left for inspection: {folder}", file=sys.stderr)
        raise
    if not options.folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
