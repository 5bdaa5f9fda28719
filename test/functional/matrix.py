#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Kills and stops each process of a node at random moments, under load, and sees how the others take it.

    matrix.py --count 100 [--seed N] [--folder DIR]

A node runs with a wallet process of its own, one that is attached, and a window (where Xvfb is). Blocks are mined to
both wallets and both are asked all the time. Each round kills (SIGKILL) or stops (SIGSTOP, for a while) one process.
Meanwhile the node must answer; afterwards, within five seconds of the process' return, all are back: wallets listed,
at the tip, and with the balance that the chain gives them. At the end nobody holds more than at the beginning.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from framework import processes, programs
from framework.node import Node
from framework.rpc import Rpc, RpcError
from framework.wait import TIME_FACTOR, until

RECOVERY_SECONDS = 5
LEAVE_SECONDS = 2
ANSWER_SECONDS = 2
KINDS = ("wallet", "attached", "window", "node")
SIGNALS = ("kill", "stop")
HALVING = 150
SUBSIDY_SAT = 50 * 100_000_000
COIN_SAT = 100_000_000
RPC_THREADS = 16
WARM_UP_SECONDS = 3
MAX_MEMORY_GROWTH_KIB = 100 * 1024


def subsidy_sat(height):
    return SUBSIDY_SAT >> (height // HALVING)


class Load:
    """Asks a node for something again and again, in a thread; errors are expected while processes are away."""

    def __init__(self, work):
        self.m_work = work
        self.m_stop = threading.Event()
        self.done = 0
        self.failed = 0
        self.m_thread = threading.Thread(target=self.run, daemon=True)
        self.m_thread.start()

    def run(self):
        while not self.m_stop.is_set():
            try:
                self.m_work()
                self.done += 1
            except (OSError, ValueError, RpcError):
                self.failed += 1
                self.m_stop.wait(0.05)

    def stop(self):
        self.m_stop.set()
        self.m_thread.join(60 * TIME_FACTOR)
        if self.m_thread.is_alive():
            raise AssertionError("a call to the node never ended")


class MatrixRun:
    """A node with its processes, and rounds of misfortune."""

    def __init__(self, folder, seed, say):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.random = random.Random(seed)
        self.say = say
        self.counts = {}
        self.worst = {}
        self.node = Node(self.folder / "node", ["-debug=ipc", "-keypool=10"])
        self.attached = None
        self.window = None
        self.screen = None
        self.m_loads = []
        self.m_addresses = {}

    # Starting.

    def start(self):
        self.node.start()
        self.node.rpc.createwallet("own", load_on_startup=True)
        self.make_attached_wallet()
        self.start_attached()
        self.wait_healthy(30)
        for name in ("own", "att"):
            self.m_addresses[name] = self.wallet(name).getnewaddress()
        self.start_screen()
        self.start_window()
        self.mine()
        self.wait_healthy(30)

    def make_attached_wallet(self):
        """A wallet is made by the node's own process, and let go for the other one."""
        self.node.rpc.createwallet("att", load_on_startup=False)
        self.node.rpc.unloadwallet("att")

    def wallet(self, name):
        return Rpc(self.node.http, f"/wallet/{name}")

    def spawn(self, command, name):
        with open(self.folder / f"{name}.txt", "ab") as out:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                    env=dict(os.environ, DISPLAY=self.screen or ""))

    def start_attached(self):
        fixed = [f"-datadir={self.node.datadir}", "-regtest", "-ipcconnect", "-wallet=att", "-debug=ipc",
                 "-debuglogfile=attached.log"]
        self.attached = self.spawn(programs.wallet_command() + fixed, "attached")

    def start_screen(self):
        if not shutil.which("Xvfb") or not programs.window_built():
            return
        reader, writer = os.pipe()
        self.m_screen = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1024x768x24"],
                                         pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as number:
            self.screen = ":" + number.readline().strip()

    def start_window(self):
        if self.screen:
            # Which waits for the node when there is none, and starts no other.
            command = programs.window_command() + [f"-datadir={self.node.datadir}", "-regtest", "-debug=ipc",
                                                   "-ipcconnect"]
            self.window = self.spawn(command, "window")

    # What is there.

    def wallet_pid(self):
        found = processes.children(self.node.process.pid, "quanta-wallet")
        return found[0] if found else None

    def pids(self):
        """The processes by kind, as far as they run."""
        found = {"node": self.node.process.pid, "wallet": self.wallet_pid(),
                 "attached": self.attached.pid if self.attached else None,
                 "window": self.window.pid if self.window else None}
        return {kind: pid for kind, pid in found.items() if pid}

    def mine(self):
        name = self.random.choice(("own", "att"))
        self.node.rpc.generatetoaddress(1, self.m_addresses[name])

    def ask(self):
        for name in ("own", "att"):
            self.wallet(name).getbalances()
            self.wallet(name).listtransactions("*", 100)

    def is_healthy(self):
        try:
            if sorted(self.node.rpc.listwallets()) != ["att", "own"]:
                return False
            tip = self.node.tip()
            return all(self.wallet(name).getwalletinfo()["lastprocessedblock"]["hash"] == tip
                       for name in ("own", "att"))
        except (OSError, ValueError, RpcError):
            return False

    def wait_healthy(self, seconds):
        began = time.monotonic()
        until(self.is_healthy, seconds, "all processes are back")
        return time.monotonic() - began

    def check_balances(self):
        """Every block pays one of the wallets: together they have all there is."""
        expected = sum(subsidy_sat(height) for height in range(1, self.node.height() + 1))
        found = 0
        for name in ("own", "att"):
            mine = self.wallet(name).getbalances()["mine"]
            found += sum(round(float(mine[kind]) * COIN_SAT) for kind in ("trusted", "untrusted_pending", "immature"))
        if found != expected:
            raise AssertionError(f"the wallets have {found} sat of {expected}")

    # Rounds.

    def run(self, count):
        self.start()
        self.warm_up()
        self.settle()
        before = {kind: processes.Usage(pid) for kind, pid in self.pids().items()}
        for number in range(count):
            kinds = [kind for kind in KINDS if kind in self.pids()]
            self.one_round(number, kinds[number % len(kinds)], SIGNALS[number // len(kinds) % 2])
        self.settle()
        self.check_usage(before)

    def warm_up(self):
        """Every thread of the node that answers calls has asked the wallets: each has its counterparts there then."""
        loads = [Load(self.ask) for _ in range(RPC_THREADS + 4)]
        time.sleep(WARM_UP_SECONDS)
        for load in loads:
            load.stop()

    def one_round(self, number, kind, sign):
        self.m_loads = [Load(self.mine), Load(self.ask)]
        try:
            time.sleep(self.random.uniform(0, 0.4))
            if sign == "kill":
                self.kill_one(kind)
            else:
                self.stop_one(kind)
        finally:
            for load in self.m_loads:
                load.stop()
        seconds = self.wait_healthy(RECOVERY_SECONDS)
        self.check_balances()
        self.counts[kind, sign] = self.counts.get((kind, sign), 0) + 1
        self.worst[kind, sign] = max(self.worst.get((kind, sign), 0), seconds)
        self.say(f"{number + 1}: {sign} {kind}, all back {seconds:.2f} s after the load, height {self.node.height()}")

    def node_answers(self):
        """The node must not wait for a process that is away."""
        began = time.monotonic()
        self.node.rpc.getblockcount()
        seconds = time.monotonic() - began
        if seconds > ANSWER_SECONDS * TIME_FACTOR:
            raise AssertionError(f"the node took {seconds:.1f} s to answer")

    def kill_one(self, kind):
        pid = self.pids()[kind]
        own_wallet = self.wallet_pid()
        processes.kill(pid)
        if kind == "node":
            self.node.kill()
            if own_wallet:
                processes.wait_for_end(own_wallet, LEAVE_SECONDS + 0.5)
            self.others_run()
            self.node.start()
            return
        self.node_answers()
        if kind == "wallet":
            until(lambda: self.wallet_pid() not in (None, pid), RECOVERY_SECONDS, "a new wallet process")
        elif kind == "attached":
            self.attached.wait()
            until(lambda: "att" not in self.node.rpc.listwallets(), RECOVERY_SECONDS, "its wallet is off the list")
            self.start_attached()
        elif kind == "window":
            self.window.wait()
            self.start_window()

    def stop_one(self, kind):
        pid = self.pids()[kind]
        processes.stop(pid)
        until_then = time.monotonic() + self.random.uniform(0.2, 2.0)
        while time.monotonic() < until_then:
            if kind != "node":
                self.node_answers()
            time.sleep(0.1)
        self.others_run(kind)
        processes.go_on(pid)

    def others_run(self, but="node"):
        for kind, process in (("attached", self.attached), ("window", self.window)):
            if kind != but and process and process.poll() is not None:
                raise AssertionError(f"the {kind} process ended with {process.returncode}")

    # The end.

    def settle(self):
        """Waits until connections and threads of what has gone are gone, too."""
        last = None

        def unchanged():
            nonlocal last
            now = {kind: (usage.sockets, usage.threads) for kind, usage in
                   ((kind, processes.Usage(pid)) for kind, pid in self.pids().items())}
            same, last = now == last, now
            time.sleep(0.5)
            return same
        until(unchanged, 30, "the processes come to rest")

    def check_usage(self, before):
        for kind, pid in self.pids().items():
            now = processes.Usage(pid)
            self.say(f"{kind}: {before[kind]}; at the end {now}")
            if now.sockets > before[kind].sockets + 2 or now.threads > before[kind].threads + 8:
                raise AssertionError(f"{kind} holds more than at the beginning: {before[kind]}, now {now}")
            if now.memory_kib > before[kind].memory_kib + MAX_MEMORY_GROWTH_KIB:
                raise AssertionError(f"{kind} has grown: {before[kind]}, now {now}")

    def finish(self):
        for process in (self.window, self.attached):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        if self.screen:
            self.m_screen.terminate()
            self.m_screen.wait()
        if self.node.process:
            self.node.stop()

    def abort(self):
        for process in (self.window, self.attached, getattr(self, "m_screen", None)):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.node.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100, help="rounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="where the files go; a temporary folder unless given")
    options = parser.parse_args()
    os.environ.setdefault("QUANTA_CMD", "quanta -m")
    folder = options.folder or tempfile.mkdtemp(prefix="quanta-matrix-")
    run = MatrixRun(folder, options.seed, lambda text: print(text, flush=True))
    try:
        run.run(options.count)
        run.finish()
    except BaseException:
        run.abort()
        print(f"left for inspection: {folder}", file=sys.stderr)
        raise
    for (kind, sign), count in sorted(run.counts.items()):
        print(f"{sign} {kind}: {count} times, all back after {run.worst[kind, sign]:.2f} s at the latest")
    if not options.folder:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
