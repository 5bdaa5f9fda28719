#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What the wallet process has given up: seen from outside, in /proc."""

import os
import re
from pathlib import Path

from framework import programs
from framework.test_case import TestCase, main
from framework.wait import until


class SandboxTest(TestCase):
    """-sandbox: the wallet process is confined, and works all the same."""

    def set_nodes(self):
        if not programs.is_multiprocess():
            self.skip("needs separate processes (QUANTA_CMD=\"quanta -m\")")
        if not Path("/proc/self/status").exists():
            self.skip("needs /proc of Linux")
        self.add_node()

    def run(self):
        self.node.rpc.createwallet("first")
        line = self.log_line()
        if "missing" in line:
            self.skip(line)
        self.check_every_thread()
        self.check_descriptors()
        self.check_wallets_work()
        self.check_modes()

    def log_line(self):
        """What the wallet process said of its sandbox when it started last."""
        log = (self.node.chain_folder / "wallet.log").read_text(errors="replace")
        return re.findall(r"Sandbox: .*", log)[-1]

    def wallet_process(self):
        """The folder in /proc of the wallet process of the node."""
        found = [folder for folder in Path("/proc").glob("[0-9]*") if self.is_wallet_of_node(folder)]
        self.equal(len(found), 1, "wallet processes of the node")
        return found[0]

    def is_wallet_of_node(self, folder):
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            return parent == self.node.process.pid and (folder / "exe").resolve().name == "quanta-wallet"
        except OSError:
            return False

    def check_every_thread(self):
        self.step("no thread is without the filter")
        threads = list((self.wallet_process() / "task").iterdir())
        self.true(len(threads) > 1, "the process has threads")
        for thread in threads:
            self.equal(self.confinement(thread), {"NoNewPrivs": "1", "Seccomp": "2"}, thread)

    def confinement(self, folder):
        lines = re.findall(r"^(NoNewPrivs|Seccomp):\s+(\d+)$", (folder / "status").read_text(), re.MULTILINE)
        return dict(lines)

    def check_descriptors(self):
        self.step("it holds open what is its own alone")
        process = self.wallet_process()
        sockets = set()
        for link in (process / "fd").iterdir():
            try:
                place = os.readlink(link)
            except FileNotFoundError:
                continue
            if place.startswith("socket:"):
                sockets.add(place[len("socket:["):-1])
            elif int(link.name) > 2:
                self.true(self.is_its_own(place), f"descriptor {link.name} is {place}")
        self.equal(len(sockets), 1, "sockets of the wallet process")
        self.true(sockets <= self.unix_sockets(process), "its socket is no network socket")

    def is_its_own(self, place):
        if place.startswith(("pipe:", "anon_inode:")):
            return True
        folder = self.node.chain_folder.resolve()
        return place == str(folder / "wallet.log") or Path(place).is_relative_to(folder / "wallets")

    def unix_sockets(self, process):
        """Numbers of all Unix sockets that the process could see."""
        return {line.split()[6] for line in (process / "net" / "unix").read_text().splitlines()[1:]}

    def check_wallets_work(self):
        self.step("wallets work inside")
        rpc = self.node.rpc
        rpc.generatetoaddress(101, rpc.getnewaddress())
        until(lambda: rpc.getbalance() == 50, what="the first subsidy is mature")
        rpc.unloadwallet("first")
        rpc.createwallet("second")
        rpc.loadwallet("first")
        self.equal(sorted(rpc.listwallets()), ["first", "second"])
        self.check_descriptors()

    def check_modes(self):
        for mode, filtered in (("require", "2"), ("off", "0"), ("auto", "2")):
            self.step(f"-sandbox={mode}")
            self.node.restart(f"-sandbox={mode}")
            self.node.rpc.createwallet(f"mode {mode}")
            self.equal(self.confinement(self.wallet_process())["Seccomp"], filtered)
            self.equal(self.log_line() == "Sandbox: off", mode == "off")


if __name__ == "__main__":
    main(SandboxTest)
