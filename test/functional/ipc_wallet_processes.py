#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Wallets in processes of their own: started by the node, and attached by hand."""

import re
import signal
import subprocess

from framework import processes, programs
from framework.test_case import main
from framework.wait import TIME_FACTOR, until
from framework.wallet_test import MANY_WALLETS, NOBODY, NOT_LOADED, WalletTest

LEAVE_SECONDS = 2
BACK_SECONDS = 10
SUBSIDY = 50 * 100_000_000


class WalletProcessesTest(WalletTest):
    """quanta-wallet beside a node; skipped where all is one process."""

    def set_nodes(self):
        self.needs_processes()
        self.attached = []
        self.add_node("-keypool=5", "-debug=ipc")

    def execute(self):
        try:
            return super().execute()
        finally:
            for process in getattr(self, "attached", []):
                process.kill()
                process.wait()

    def run(self):
        self.make_wallets()
        self.check_own_process()
        self.check_attached()
        self.check_which_wallet()
        self.check_new_wallets()
        self.check_conflicts()
        self.check_clients()
        self.check_node_restart()
        self.check_end_of_attached()
        self.check_end_of_own()
        self.check_end_of_node()
        self.check_nobody()
        self.check_sandbox()
        self.check_narrow_socket()

    # Attached processes.

    def wallet_command(self, *arguments):
        return programs.wallet_command() + [f"-datadir={self.node.datadir}", "-regtest", "-keypool=5", *arguments]

    def attach(self, *names, log="attached.log", arguments=("-ipcconnect",)):
        """Starts a wallet process by hand, with wallets."""
        wallets = [f"-wallet={name}" for name in names]
        with open(self.folder / f"{log}.txt", "ab") as out:
            process = subprocess.Popen(self.wallet_command(f"-debuglogfile={log}", *arguments, *wallets),
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.attached.append(process)
        return process

    def log_of(self, name="wallet.log"):
        path = self.node.chain_folder / name
        return path.read_text(errors="replace") if path.exists() else ""

    def ends(self, process, code, seconds=LEAVE_SECONDS):
        self.equal(process.wait(seconds * TIME_FACTOR), code)

    def listed(self):
        return sorted(self.rpc.listwallets())

    def wait_listed(self, *names, seconds=BACK_SECONDS):
        until(lambda: self.listed() == sorted(names), seconds, f"the wallets are {names}")

    def works(self, name):
        """The wallet answers and is at the tip."""
        self.equal(self.wallet(name).getwalletinfo()["lastprocessedblock"]["hash"], self.node.tip())

    # Checks.

    def make_wallets(self):
        self.step("wallets for the processes")
        self.addresses = {}
        for name in ("own", "att", "more", "third"):
            self.rpc.createwallet(name)
            self.addresses[name] = self.wallet(name).getnewaddress()
            self.rpc.unloadwallet(name)
        self.node.restart()

    def check_own_process(self):
        self.step("the node's own process: started when it is wanted, one for all wallets")
        self.equal((self.wallet_processes(), self.rpc.listwallets()), ([], []))
        self.rpc.loadwallet("own", True)
        started = self.wallet_processes()
        self.equal(len(started), 1)
        self.rpc.loadwallet("more")
        self.rpc.unloadwallet("more")
        self.equal(self.wallet_processes(), started)
        self.matches(self.log_of(), f"Quanta wallet process .*process {started[0]}, wallets in "
                                    f"{re.escape(str(self.node.chain_folder))}/wallets")
        self.contains(self.node.log(), f"wallet process {started[0]} started")
        self.equal((self.node.chain_folder / "wallet.log").stat().st_mode & 0o777, 0o600)
        # What the user typed is not for all to see.
        command = processes.Path(f"/proc/{started[0]}/cmdline").read_bytes()
        self.true(b"rpcport" not in command and b"-datadir=" in command, f"it got what is for it: {command}")

    def check_attached(self):
        self.step("an attached process: its wallets are in the list, and called by their paths")
        self.first = self.attach("att")
        self.wait_listed("own", "att")
        self.equal(self.rpc.listwallets(), ["own", "att"])
        for name in ("own", "att"):
            self.rpc.generatetoaddress(1, self.addresses[name])
        self.rpc.generatetoaddress(1, self.addresses["att"])
        self.equal([self.balances(self.wallet(name))[1] for name in ("own", "att")], [SUBSIDY, 2 * SUBSIDY])
        self.works("att")
        self.equal(self.wallet("att").getwalletinfo()["walletname"], "att")
        self.true(self.wallet("att").getaddressinfo(self.addresses["att"])["ismine"], "its address")
        self.true(not self.wallet("own").getaddressinfo(self.addresses["att"])["ismine"], "not of the other")
        self.contains(self.log_of("attached.log"), f"attached to the node at {self.node.chain_folder}/node.sock")
        self.step("a second one")
        second = self.attach("more", "third", log="second.log")
        self.wait_listed("own", "att", "more", "third")
        self.rpc.generatetoaddress(1, self.addresses["third"])
        for name in ("own", "att", "more", "third"):
            self.works(name)
        second.send_signal(signal.SIGTERM)
        self.ends(second, 0)
        self.wait_listed("own", "att", seconds=LEAVE_SECONDS)
        self.fails(NOT_LOADED, self.wallet("more").getbalance)

    def check_which_wallet(self):
        self.step("without a path, over all processes")
        for method in ("getbalance", "getnewaddress", "listtransactions", "getwalletinfo"):
            self.fails(MANY_WALLETS, getattr(self.rpc, method))
        self.fails(NOT_LOADED, self.wallet("nope").getbalance)
        self.rpc.unloadwallet("own")
        self.equal(self.rpc.getwalletinfo()["walletname"], "att")
        self.rpc.loadwallet("own")
        self.equal(self.listed(), ["att", "own"])

    def check_new_wallets(self):
        self.step("new and loaded wallets go to the node's own process, whatever the path")
        before = self.log_of("attached.log")
        self.wallet("att").createwallet("new")
        self.wallet("att").loadwallet("more")
        self.equal(self.wallet("att").listwalletdir(), self.rpc.listwalletdir())
        self.first.send_signal(signal.SIGSTOP)
        try:
            for name in ("new", "more", "own"):
                self.works(name)
            self.equal(self.rpc.getblockcount(), self.node.height())
            self.equal(self.listed(), ["att", "more", "new", "own"])
        finally:
            self.first.send_signal(signal.SIGCONT)
        for name in ("new", "more"):
            self.rpc.unloadwallet(name)
        self.equal(self.log_of("attached.log").count("createwallet"), before.count("createwallet"))

    def check_conflicts(self):
        self.step("one wallet in two processes is refused")
        self.true(self.error_of(self.rpc.loadwallet, "att")[0] in (-4, -35), "the node's own does not get it, too")
        self.rpc_fails(-4, None, self.rpc.createwallet, "att")
        third = self.attach("own", log="third.log")
        until(lambda: "attached to the node" in self.log_of("third.log"), what="it is attached without wallets")
        self.contains(self.log_of("third.log"), "Unable to obtain an exclusive lock")
        self.equal(self.listed(), ["att", "own"])
        self.works("own")
        third.send_signal(signal.SIGTERM)
        self.ends(third, 0)
        self.step("an attached wallet is unloaded by path and by name")
        for call in (lambda: self.wallet("att").unloadwallet(), lambda: self.rpc.unloadwallet("att")):
            self.equal(call(), {})
            self.equal(self.listed(), ["own"])
            # Its process goes on, without it: it is free for the other.
            self.equal(self.first.poll(), None)
            self.rpc.loadwallet("att")
            self.rpc.unloadwallet("att")
            self.first.send_signal(signal.SIGTERM)
            self.ends(self.first, 0)
            self.first = self.attach("att")
            self.wait_listed("own", "att")

    def check_clients(self):
        self.step("quanta-cli through node.sock and over HTTP")
        for way in ("-ipcconnect=unix", "-noipcconnect"):
            for name in ("own", "att"):
                done = self.node.cli(way, f"-rpcwallet={name}", "getwalletinfo")
                self.equal((done.returncode, done.stderr), (0, ""), way)
                self.contains(done.stdout, f'"walletname": "{name}"')
            done = self.node.cli(way, "getwalletinfo")
            self.equal(done.returncode, 19)

    def check_node_restart(self):
        self.step("the node goes and comes: the attached process stays, and catches up")
        for end in (self.node.stop, self.node.kill):
            own = self.wallet_processes()[0]
            behind = len(self.log_of("attached.log"))
            end()
            processes.wait_for_end(own, LEAVE_SECONDS)
            until(lambda: "the node has gone; the wallets stay loaded" in self.log_of("attached.log")[behind:],
                  what="it says that the node has gone")
            self.equal(self.first.poll(), None)
            self.node.start("-blocksonly")
            self.rpc.generatetoaddress(1, self.addresses["att"])
            self.wait_listed("own", "att")
            self.works("att")
            self.works("own")
        self.equal(len(self.wallet_processes()), 1)

    def check_end_of_attached(self):
        self.step("the end of an attached process takes its wallets off the list")
        for sign, code in ((signal.SIGTERM, 0), (signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)):
            before = self.balances(self.wallet("att"))
            self.first.send_signal(sign)
            self.ends(self.first, code)
            self.wait_listed("own", seconds=LEAVE_SECONDS)
            self.fails(NOT_LOADED, self.wallet("att").getbalance)
            self.works("own")
            self.first = self.attach("att")
            self.wait_listed("own", "att")
            self.equal(self.balances(self.wallet("att")), before)

    def check_end_of_own(self):
        self.step("the node's own process is started again, with its wallets")
        self.rpc.createwallet("kept")
        for _ in range(2):
            pid = self.wallet_processes()[0]
            before = self.balances(self.wallet("own"))
            processes.kill(pid)
            # Until then there is an error that says so, or the answer.
            until(lambda: self.wallet_processes() not in ([], [pid]), BACK_SECONDS, "it was started again")
            self.wait_listed("own", "att", "kept")
            self.equal(self.balances(self.wallet("own")), before)
            self.works("att")
        self.equal(self.wallet("kept").unloadwallet(), {})

    def check_end_of_node(self):
        self.step("a stop of the node while calls are made; the other processes' ends")
        own = self.wallet_processes()[0]
        self.node.stop()
        self.true(not processes.alive(own), "the own process left before the node")
        self.equal(self.first.poll(), None)
        self.step("an attached process ends in order without a node, too")
        self.first.send_signal(signal.SIGTERM)
        self.ends(self.first, 0)
        self.equal(self.log_of("attached.log").rstrip().splitlines()[-1].split(" ", 1)[1], "wallet process done")

    def check_nobody(self):
        self.step("nobody there: it waits, and says so")
        behind = len(self.log_of("attached.log"))
        waiting = self.attach("att")
        until(lambda: self.log_of("attached.log")[behind:].count("no node: ") >= 2, what="it tries again")
        self.contains(self.log_of("attached.log")[behind:], f"{self.node.chain_folder}/node.sock")
        self.equal(waiting.poll(), None)
        self.node.start()
        self.wait_listed("own", "att")
        waiting.send_signal(signal.SIGTERM)
        self.ends(waiting, 0)
        self.step("an address that is none")
        done = subprocess.run(self.wallet_command("-ipcconnect=tcp:127.0.0.1"), text=True, capture_output=True,
                              timeout=60 * TIME_FACTOR, check=False)
        self.equal((done.returncode, done.stdout), (1, ""))
        self.contains(done.stderr, "-ipcconnect=tcp:127.0.0.1: ")

    def check_sandbox(self):
        self.step("-sandbox of an attached process")
        for mode in ("off", "auto", "require"):
            behind = len(self.log_of("attached.log"))
            process = self.attach("att", arguments=("-ipcconnect", f"-sandbox={mode}"))
            until(lambda: process.poll() is not None or "att" in self.rpc.listwallets(), BACK_SECONDS, mode)
            if process.poll() is not None:
                self.equal(mode, "require", "only this may refuse to run")
                self.matches(self.log_of("attached.log")[behind:], "(?i)sandbox|landlock|filter")
                continue
            self.works("att")
            process.send_signal(signal.SIGTERM)
            self.ends(process, 0)
            self.wait_listed("own", seconds=LEAVE_SECONDS)
        done = subprocess.run(self.wallet_command("-ipcconnect", "-sandbox=on"), text=True, capture_output=True,
                              timeout=60 * TIME_FACTOR, check=False)
        self.equal((done.returncode, done.stderr), (1, "Error: Unknown -sandbox mode 'on', known are auto, off, require\n"))

    def check_narrow_socket(self):
        self.step("a socket that grants no wallets")
        self.node.stop()
        self.node.start("-ipcallow=node.sock=Node,Chain,Rpc")
        behind = len(self.log_of("attached.log"))
        refused = self.attach("att")
        until(lambda: self.log_of("attached.log")[behind:].count("no node: ") >= 2, what="it is refused")
        self.matches(self.log_of("attached.log")[behind:], "no node: .*WalletLoader is not available on this connection")
        self.equal(self.rpc.listwallets(), ["own"])
        refused.send_signal(signal.SIGTERM)
        self.ends(refused, 0)
        self.rpc.generatetoaddress(1, NOBODY)
        self.works("own")


if __name__ == "__main__":
    main(WalletProcessesTest)
