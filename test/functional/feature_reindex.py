#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""-reindex and -reindex-chainstate end where they began; damage is survived or said."""

from framework import blocktools, script
from framework.blocktools import REGTEST_GENESIS
from framework.messages import hash_text
from framework.test_case import TestCase, main

BLOCKS = 150


class ReindexTest(TestCase):
    """A chain with spends, a fork and a block marked invalid, rebuilt from its files."""

    def set_nodes(self):
        self.add_node("-blocksxor=0")

    def run(self):
        self.build()
        self.check_rebuild()
        self.check_interrupted()
        self.check_damaged_file()
        self.check_other_folder()

    def build(self):
        self.step("build the chain")
        previous, time = REGTEST_GENESIS, blocktools.REGTEST_GENESIS_TIME
        self.blocks = []
        for height in range(1, BLOCKS + 1):
            spends = []
            if height > 101:
                source = self.blocks[height - 102].transactions[0]
                spends.append(blocktools.spend(source, pay_to=script.ANYONE_WITNESS, fee=100))
                spends.append(blocktools.spend(spends[0], fee=100))
            block = blocktools.make_block(previous, height, time + height, spends)
            self.equal(self.node.rpc.submitblock(block.hex()), None)
            self.blocks.append(block)
            previous = block.hash()
        rival = blocktools.make_chain(self.blocks[99].hash(), 100, self.blocks[99].header.time, 3, b"\x01")
        for block in rival:
            self.equal(self.node.rpc.submitblock(block.hex()), "inconclusive")
        self.end = (self.node.tip(), self.node.utxo_hash())

    def state(self):
        return self.node.tip(), self.node.utxo_hash()

    def check_rebuild(self):
        for option in ("-reindex", "-reindex-chainstate", "-reindex"):
            self.step(option)
            self.node.restart(option)
            self.node.wait_for_height(BLOCKS)
            self.equal(self.state(), self.end)
            self.equal(len(self.node.rpc.getchaintips()), 2)
            self.step("and a start without it")
            self.node.restart()
            self.equal(self.state(), self.end)
            self.equal(self.node.rpc.verifychain(4, 0), True)

    def check_interrupted(self):
        self.step("a reindex that is stopped goes on by itself")
        for option in ("-reindex", "-reindex-chainstate"):
            self.node.stop()
            self.node.start(option, "-stopafterblockimport=0")
            self.node.kill()
            self.node.start()
            self.node.wait_for_height(BLOCKS)
            self.equal(self.state(), self.end)

    def check_damaged_file(self):
        self.step("a damaged block ends the rebuilt chain below it")
        self.node.stop()
        path = self.node.chain_folder / "blocks" / "blk00000.dat"
        whole = path.read_bytes()
        at = whole.index(self.blocks[129].serialise()) + 100
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1:])
        self.node.start("-reindex")
        self.node.wait_for_height(129)
        self.equal(self.node.tip(), self.blocks[128].hash_text())
        self.step("the block comes in again from elsewhere")
        for block in self.blocks[129:]:
            self.true(self.node.rpc.submitblock(block.hex()) in (None, "duplicate", "inconclusive"), "block again")
        self.equal(self.state(), self.end)
        self.node.restart()
        self.equal(self.state(), self.end)

    def check_other_folder(self):
        self.step("-blocksdir")
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        node = self.add_node(f"-blocksdir={elsewhere}")
        for block in self.blocks[:10]:
            self.equal(node.rpc.submitblock(block.hex()), None)
        self.true((elsewhere / "regtest" / "blocks" / "blk00000.dat").exists(), "block files are where they were put")
        node.restart("-reindex")
        node.wait_for_height(10)
        self.equal(hash_text(self.blocks[9].hash()), node.tip())
        node.stop()
        node.arguments = [f"-blocksdir={self.folder / 'nowhere'}"]
        node.fails_to_start([], "blocksdir|nowhere")


if __name__ == "__main__":
    main(ReindexTest)
