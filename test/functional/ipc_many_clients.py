#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Clients that connect and die, and many at once: nothing of them stays in the node.

QUANTA_IPC_DYING  how many are to die; 1000 unless given
"""

import json
import os
import subprocess

from framework.ipc import Footprint, IpcTest, client_command
from framework.test_case import main

TIME_LIMIT = 600
DYING = int(os.environ.get("QUANTA_IPC_DYING", "1000"))
DYING_AT_ONCE = 32
AT_ONCE = 256
ROUNDS = 20
FIRST_RUSH_KIB = 64 * 1024
# What allocators keep of what was given back, KiB.
KEPT_MEMORY_KIB = 16 * 1024


class ManyClientsTest(IpcTest):
    """Descriptors, threads and memory are back at the baseline within five seconds."""

    # Without the log of the calls: it is not what is measured.
    NODE_ARGUMENTS = ("-ipcbind=unix",)

    def run(self):
        self.pid = self.node.process.pid
        self.before = Footprint(self.pid)
        # What is made once: the thread that lets go of objects, and what a first rush leaves in the allocator.
        self.before.threads += 1
        self.kill_clients(DYING_AT_ONCE * 2)
        self.crowd()
        self.before = Footprint.wait_for(self.pid, self.before, FIRST_RUSH_KIB)
        self.step(f"the baseline: {self.before}")
        for _ in range(2):
            self.kill_clients(DYING)
            self.check_baseline()
        self.step(f"{AT_ONCE} clients at once")
        self.crowd()
        self.check_baseline()
        self.step("too many clients at once")
        self.check_limit()
        self.check_baseline()
        self.equal(self.connect().object("makeEcho").call("echo", echo="as before"), "as before")

    def check_baseline(self):
        after = Footprint.wait_for(self.pid, self.before, KEPT_MEMORY_KIB)
        self.step(f"afterwards: {after}")

    def kill_clients(self, count):
        self.step(f"{count} clients that connect and die")
        done = subprocess.run([*client_command(), "--die", str(self.socket()), str(count), str(DYING_AT_ONCE)],
                              text=True, capture_output=True, check=False)
        self.equal((done.returncode, done.stderr), (0, ""))
        self.step(done.stdout.strip())
        self.equal(json.loads(done.stdout)["failed"], 0)

    def crowd(self):
        """So many connections with a thread each, which all call again and again, and wait at the end."""
        client = self.new_client()
        connections = [client.connect(self.socket()) for _ in range(AT_ONCE)]
        for one in connections:
            one.with_thread()
            one.echo = one.object("makeEcho")
            one.mining = one.object("makeMining")
        for number in range(ROUNDS):
            calls = [one.echo.start("echo", echo=str(number)) for one in connections]
            calls += [one.mining.start("getTip") for one in connections]
            for call in calls:
                call.wait()
        held = Footprint(self.pid)
        self.step(f"with all of them: {held}")
        self.true(held.threads >= AT_ONCE and held.descriptors >= AT_ONCE, "they are connected, each with a thread")
        tip = bytes.fromhex(connections[0].mining.call("getTip")["result"]["hash"])
        for one in connections:
            one.mining.start("waitTipChanged", currentTip=tip)
        client.order("die")
        client.process.wait()

    def check_limit(self):
        """Whom the node does not take finds the connection ended, and nobody else is disturbed."""
        limit = 1024
        client = self.new_client()
        # Nothing of the node's is asked for, so that a thread is not made for each.
        connections = [client.connect(self.socket()) for _ in range(limit + 10)]
        for one in connections[limit:]:
            self.true(one.ended.wait(30), "a connection beyond the limit is ended")
        self.equal(connections[0].with_thread().object("makeEcho").call("echo", echo="the first"), "the first")
        self.true(not any(one.ended.is_set() for one in connections[:limit]), "those within it go on")
        connections[1].disconnect()
        self.node.wait_for_log(f"IPC connection refused: {limit} are open")
        client.close()


if __name__ == "__main__":
    main(ManyClientsTest)
