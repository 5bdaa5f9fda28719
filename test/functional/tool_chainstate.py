#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""quanta-chainstate: the engine alone, blocks from files and from standard input, and a node that goes on."""

import shutil
import subprocess

from framework import blocktools, programs
from framework.blocktools import REGTEST_GENESIS
from framework.messages import Output, block_record
from framework.test_case import TestCase, main



class ChainstateToolTest(TestCase):
    """What it prints for each block, its exit code, and that a node can take its folder over."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.blocks = blocktools.make_chain(REGTEST_GENESIS, 0, blocktools.REGTEST_GENESIS_TIME, 20)
        self.check_usage()
        self.check_lines()
        self.check_files()
        self.check_refused()
        self.check_node_goes_on()

    def tool(self, *arguments, stdin=""):
        return subprocess.run(programs.chainstate_command() + list(arguments), input=stdin, text=True,
                              capture_output=True, cwd=self.folder, timeout=120, check=False)

    def on_folder(self, *arguments, stdin=""):
        return self.tool("-regtest", str(self.node.datadir), *arguments, stdin=stdin)

    def check_usage(self):
        self.step("usage")
        done = self.tool("-help")
        self.equal((done.returncode, done.stderr), (0, ""))
        self.contains(done.stdout, "quanta-chainstate")
        self.equal((self.tool().returncode, self.tool().stdout), (1, ""))
        for argument, named in (("-nosuch", "-nosuch"), ("-chain=nosuch", "nosuch"), ("-par=x", "-par")):
            done = self.tool(argument, str(self.node.datadir))
            self.equal(done.returncode, 1)
            self.contains(done.stderr, named)

    def check_lines(self):
        self.step("hex lines, the second half out of order")
        lines = [block.hex() for block in self.blocks[:5] + self.blocks[5:10][::-1]]
        done = self.on_folder(stdin="\n".join(lines) + "\n")
        self.equal(done.returncode, 0, done.stderr)
        self.equal(sorted(done.stdout.splitlines()), sorted(
            f"{block.hash_text()} {height} connected" for height, block in enumerate(self.blocks[:10], 1)))
        self.contains(done.stderr, f"tip {self.blocks[9].hash_text()} height 10")

    def check_files(self):
        self.step("block files, with blocks that are known")
        path = self.folder / "blocks.dat"
        path.write_bytes(b"".join(block_record(block.serialise()) for block in self.blocks[8:]))
        done = self.on_folder(str(path))
        self.equal(done.returncode, 0, done.stderr)
        words = ["duplicate"] * 2 + ["connected"] * 10
        self.equal([line.split()[2] for line in done.stdout.splitlines()], words)
        self.contains(done.stderr, "height 20")
        done = self.on_folder(str(self.folder / "nowhere.dat"))
        self.equal(done.returncode, 1)
        self.contains(done.stderr, "nowhere.dat")

    def check_refused(self):
        self.step("blocks that break a rule, lines that are none, and blocks without parents")
        tip = self.blocks[-1]
        greedy = blocktools.make_block(tip.hash(), 21, tip.header.time + 1, first=blocktools.coinbase(21, fees=1))
        orphan = blocktools.make_block(bytes(32)[:-1] + b"\x07", 21, tip.header.time + 1)
        broken = blocktools.make_block(tip.hash(), 21, tip.header.time + 2)
        broken.transactions[0].outputs.append(Output(0, b""))
        done = self.on_folder(stdin="\n".join(["zz", "00", greedy.hex(), orphan.hex(), broken.hex()]))
        self.equal(done.returncode, 1)
        for words in (f"{greedy.hash_text()} 21 bad-cb-amount", f"{orphan.hash_text()} - prev-blk-not-found",
                      "no block: line 1 is not hex", "no block: too short"):
            self.contains(done.stdout, words)
        self.matches(done.stdout, f"{broken.hash_text()} [-0-9]+ bad-txnmrklroot")
        self.equal(len(done.stdout.splitlines()), 5)
        self.contains(done.stderr, "height 20")

    def check_node_goes_on(self):
        self.step("a node and the tool do not share a folder at a time, but one after the other")
        self.node.start()
        self.equal((self.node.height(), self.node.tip()), (20, self.blocks[-1].hash_text()))
        done = self.on_folder()
        self.equal((done.returncode, done.stdout), (1, ""))
        expected = self.node.utxo_hash()
        self.node.stop()
        shutil.rmtree(self.node.chain_folder / "chainstate", ignore_errors=True)
        self.step("the coins are made anew where they are missing")
        self.equal(self.on_folder().returncode, 0)
        self.node.start()
        self.equal((self.node.height(), self.node.utxo_hash()), (20, expected))


if __name__ == "__main__":
    main(ChainstateToolTest)
