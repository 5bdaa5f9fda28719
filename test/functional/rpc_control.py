#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What calls do to a running node: log levels, mocked time, waits for blocks, a search of the coins, users with rights."""

import hashlib
import hmac
import threading
import time

from framework import programs
from framework.rpc import Http, Rpc
from framework.test_case import TestCase, main
from framework.wait import until
from framework.wallet_test import NOBODY

SERVED = "IPC server post request"
SOME_TIME = 1_900_000_000
THREADS = 4


def auth_line(user, password, rights):
    """A value of -rpcauth."""
    digest = hmac.new(b"salt", password.encode(), hashlib.sha256).hexdigest()
    return f"-rpcauth={user}:salt${digest}:{rights}"


class ControlTest(TestCase):
    """One node, asked from several sides."""

    def set_nodes(self):
        self.add_node(f"-rpcthreads={THREADS}", auth_line("reader", "one", "read"),
                      auth_line("miner", "two", "generatetoaddress,getblockcount"))

    def run(self):
        self.rpc = self.node.rpc
        self.check_logging()
        self.check_time()
        self.check_waits()
        self.check_rights()
        self.check_calls_between_processes()

    def check_logging(self):
        self.step("debug messages, switched while the node runs")
        self.equal(self.rpc.logging()["rpc"], False)
        self.equal(self.rpc.logging(["rpc"])["rpc"], True)
        self.rpc.getblockcount()
        self.node.wait_for_log("call of getblockcount")
        self.rpc.logging([], ["rpc"])
        size = len(self.node.log())
        self.rpc.getblockcount()
        self.true("call of getblockcount" not in self.node.log()[size:], "the category is off")

    def check_time(self):
        self.step("mocked time")
        self.rpc.setmocktime(SOME_TIME)
        block = self.rpc.generatetoaddress(1, NOBODY)[0]
        self.equal(self.rpc.getblockheader(block)["time"], SOME_TIME)

    def check_waits(self):
        self.step("as many waits as there may be, and answers for others meanwhile")
        found = []
        waits = [threading.Thread(target=lambda: found.append(Rpc(self.node.http).waitforblockheight(5, 60000)))
                 for _ in range(THREADS // 2)]
        for wait in waits:
            wait.start()
        until(lambda: len(self.rpc.getrpcinfo()["active_commands"]) == THREADS // 2 + 1, 30, "all wait")
        self.rpc_fails(-1, "Too many calls wait for blocks already; see -rpcthreads", self.rpc.waitfornewblock, 1)
        height = self.node.height()
        made = self.rpc.generatetoaddress(5 - height, NOBODY)
        for wait in waits:
            wait.join(60)
        self.equal(found, [{"hash": made[-1], "height": 5}] * (THREADS // 2))
        began = time.monotonic()
        self.equal(self.rpc.waitfornewblock(200)["height"], 5)
        self.true(time.monotonic() - began >= 0.2, "the time is waited for")

    def check_rights(self):
        self.step("users with rights")
        reader, miner = (Rpc(Http(self.node.rpc_port, who)) for who in ("reader:one", "miner:two"))
        self.equal((reader.getblockcount(), miner.getblockcount()), (5, 5))
        self.equal(reader.getblockhash(5), self.node.tip())
        self.rpc_fails(None, "HTTP status 403", reader.generatetoaddress, 1, NOBODY)
        self.rpc_fails(None, "HTTP status 403", miner.getblockhash, 5)
        self.equal(len(miner.generatetoaddress(1, NOBODY)), 1)

    def check_calls_between_processes(self):
        program = programs.BUILD / "libexec" / "quanta-node"
        if not program.exists():
            self.step("no quanta-node in this build: its calls are left out")
            return
        self.step("calls through the node's socket in the log, switched while the node runs")
        node = self.add_node(start=False)
        fixed = [str(program), "-regtest", f"-datadir={node.datadir}", f"-rpcport={node.rpc_port}",
                 "-printtoconsole=0"]
        node.command = lambda arguments=(): fixed + list(arguments)
        node.start()
        self.equal(node.cli("getblockcount").stdout, "0\n")
        self.true(SERVED not in node.log(), "nothing is logged of calls")
        node.rpc.logging(["ipc"])
        self.equal(node.cli("getblockcount").stdout, "0\n")
        node.wait_for_log(SERVED)
        node.rpc.logging([], ["ipc"])
        size = len(node.log())
        self.equal(node.cli("getblockcount").stdout, "0\n")
        self.true(SERVED not in node.log()[size:], "the category is off again")


if __name__ == "__main__":
    main(ControlTest)
