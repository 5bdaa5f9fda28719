#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Long work shows while it lasts, and ends soon when the node is to stop."""

import os
import time

from framework import blocktools
from framework.blocktools import REGTEST_GENESIS
from framework.messages import block_record
from framework.node import WARMING_UP
from framework.rpc import RpcError
from framework.test_case import TestCase, main
from framework.wait import TIME_FACTOR, until

KNOWN_STEPS = ("RPC server started", "Loading block index…", "Verifying blocks…", "Connecting stored blocks…")
GIB = 1 << 30
# Zeros that take no space on disk and the node a while: longer than anybody waits, and some seconds.
ENDLESS_BYTES = 1000 * GIB
SOME_BYTES = 2 * GIB
STOP_SECONDS = 10


class ProgressTest(TestCase):
    """getprogress and -getinfo beside an import, through a warm-up, and with nothing to show."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.blocks = blocktools.make_chain(REGTEST_GENESIS, 0, blocktools.REGTEST_GENESIS_TIME, 200)
        self.check_import()
        self.check_stop_during_import()
        self.check_warm_up()

    def file_of_blocks(self, name, zeros):
        """Half of the blocks, a hole, and the other half."""
        path = self.folder / name
        records = [block_record(block.serialise()) for block in self.blocks]
        with open(path, "wb") as file:
            file.write(b"".join(records[:100]))
            file.seek(zeros, os.SEEK_CUR)
            file.write(b"".join(records[100:]))
        return path

    def work(self):
        answer = self.node.rpc.getprogress()
        self.equal(list(answer), ["work"])
        return answer["work"]

    def check_import(self):
        self.step("an import shows")
        path = self.file_of_blocks("some.dat", SOME_BYTES)
        self.node.start(f"-loadblock={path}")
        seen = []

        def over():
            work = self.work()
            seen.extend(work)
            return seen and not work

        until(over, 120, what="the import has been seen and is over")
        imports = [task for task in seen if task["name"] == "importing some.dat"]
        self.true(imports, f"{seen} has no import")
        for before, task in zip([imports[0]] + imports, imports):
            self.equal((task["unit"], task["total"]), ("bytes", path.stat().st_size))
            self.true(before["done"] <= task["done"] <= task["total"], f"{before} then {task}")
            self.equal(round(float(task["progress"]), 6), round(task["done"] / task["total"], 6))
            self.true(0 <= task["elapsed"] < 120 * TIME_FACTOR and task.get("eta", 0) >= 0, f"times of {task}")
        self.node.wait_for_height(200)
        self.step("and nothing is left of it")
        self.equal(self.node.rpc.getprogress(), {"work": []})
        self.true("Work:" not in self.node.cli("-getinfo").stdout, "-getinfo is as without")
        self.contains(self.node.rpc.help(), "\ngetprogress\n")
        self.contains(self.node.rpc.help("getprogress"), "eta")
        self.node.stop()

    def check_stop_during_import(self):
        self.step("an import without an end is ended by stop")
        path = self.file_of_blocks("endless.dat", ENDLESS_BYTES)
        self.node.start(f"-loadblock={path}")
        until(lambda: any("eta" in task for task in self.work()), what="the time left is known")
        task = self.work()[0]
        self.true(task["eta"] > 60, f"{task} has no end in sight")
        self.contains(self.node.cli("-getinfo").stdout, "Work: importing endless.dat ")
        began = time.monotonic()
        self.node.stop()
        took = time.monotonic() - began
        self.true(took < STOP_SECONDS * TIME_FACTOR, f"the stop took {took:.1f} s")

    def check_warm_up(self):
        self.step("getprogress answers during the warm-up, which others are told of")
        self.node.launch("-checkblocks=0", "-checklevel=4")
        answered = False
        texts = []

        def ready():
            nonlocal answered
            try:
                self.work()
                answered = True
                self.node.rpc.getblockcount()
            except RpcError as error:
                if error.status not in (401, 503):
                    self.equal(error.code, WARMING_UP)
                    texts.append(error.message)
                return False
            except (OSError, ValueError):
                self.true(not answered, "getprogress answered before")
                return False
            return True

        until(ready, 60, what="the node is up")
        for text in texts:
            self.true(text.startswith(KNOWN_STEPS), f"a warm-up text is {text!r}")
        self.equal(self.node.rpc.getprogress(), {"work": []})


if __name__ == "__main__":
    main(ProgressTest)
