#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Pruning: old block files go, the coins stay right, and what cannot be done any more is said."""

from framework import blocktools, script
from framework.blocktools import REGTEST_GENESIS
from framework.messages import Output
from framework.test_case import TestCase, main

# With -fastprune a block file holds 64 KiB, so that some thirty of these blocks fill one.
BLOCK_BYTES = 2000
BLOCKS = 500
KEPT_BLOCKS = 288


class PruneTest(TestCase):
    """Manual pruning with small files, next to a node that keeps everything."""

    def set_nodes(self):
        self.add_node("-prune=1", "-fastprune")
        self.add_node()

    def run(self):
        self.check_values()
        self.build()
        self.check_manual()
        self.check_what_is_left()
        self.check_reorganisation()
        self.check_no_way_back()

    def check_values(self):
        self.step("values of -prune")
        node = self.add_node(start=False)
        for value in ("-1", "549", "2"):
            node.fails_to_start([f"-prune={value}"], "(?i)prune")
        node.fails_to_start(["-prune=1", "-reindex-chainstate"], "(?i)prune")
        node.start("-prune=550")
        info = node.rpc.getblockchaininfo()
        self.equal((info["pruned"], info["automatic_pruning"], info["prune_target_size"]), (True, True, 550 << 20))
        node.stop()

    def build(self):
        self.step("build the chain")
        info = self.node.rpc.getblockchaininfo()
        self.equal((info["pruned"], info["pruneheight"], info["automatic_pruning"]), (True, 0, False))
        self.true("prune_target_size" not in info, "manual pruning has no target")
        self.blocks, previous, time = [], REGTEST_GENESIS, blocktools.REGTEST_GENESIS_TIME
        for height in range(1, BLOCKS + 1):
            first = blocktools.coinbase(height)
            first.outputs.append(Output(0, script.script(script.OP_RETURN, bytes(BLOCK_BYTES))))
            block = blocktools.make_block(previous, height, time + height, first=first)
            self.blocks.append(block)
            previous = block.hash()
            for node in self.nodes[:2]:
                self.equal(node.rpc.submitblock(block.hex()), None)

    def block_files(self):
        return sorted(path.name for path in (self.node.chain_folder / "blocks").glob("???[0-9]*.dat"))

    def check_manual(self):
        self.step("prune by height")
        rpc, before = self.node.rpc, self.block_files()
        self.rpc_fails(-1, "Cannot prune blocks because node is not in prune mode.",
                       self.nodes[1].rpc.pruneblockchain, 10)
        self.rpc_fails(-8, None, rpc.pruneblockchain, -1)
        self.rpc_fails(-8, None, rpc.pruneblockchain, BLOCKS + 1)
        last = rpc.pruneblockchain(100)
        self.true(0 < last <= 100, f"whole files up to block {last} of 100")
        self.equal(rpc.getblockchaininfo()["pruneheight"], last + 1)
        gone = set(before) - set(self.block_files())
        self.contains(gone, "blk00000.dat")
        self.contains(gone, "rev00000.dat")
        self.step("what the last blocks need stays, whatever is asked")
        self.last = rpc.pruneblockchain(BLOCKS)
        self.true(last < self.last <= BLOCKS - KEPT_BLOCKS, f"pruned up to {self.last}")

    def check_what_is_left(self):
        self.step("what is left, after a restart, too")
        for _ in range(2):
            rpc = self.node.rpc
            self.equal(rpc.getblockchaininfo()["pruneheight"], self.last + 1)
            for height in (1, self.last):
                block = self.blocks[height - 1].hash_text()
                self.rpc_fails(-1, "Block not available (pruned data)", rpc.getblock, block)
                self.equal(rpc.getblockheader(block)["height"], height)
            for height in (self.last + 1, BLOCKS):
                block = self.blocks[height - 1]
                self.equal(rpc.getblock(block.hash_text(), 0), block.hex())
            self.equal(self.node.utxo_hash(), self.nodes[1].utxo_hash())
            self.equal(rpc.verifychain(4, 100), True)
            self.node.restart()

    def check_reorganisation(self):
        self.step("a reorganisation within what is kept")
        parent = self.blocks[BLOCKS - 51]
        rival = blocktools.make_chain(parent.hash(), BLOCKS - 50, parent.header.time, 51, b"\x01")
        for node in self.nodes[:2]:
            for block in rival:
                self.true(node.rpc.submitblock(block.hex()) in (None, "inconclusive"), "rival block")
            self.equal(node.tip(), rival[-1].hash_text())
        self.equal(self.node.utxo_hash(), self.nodes[1].utxo_hash())
        self.step("a block that is not there any more comes back on request")
        block = self.blocks[0]
        answer = self.node.rpc.submitblock(block.hex())
        self.true(answer in (None, "duplicate", "inconclusive"), f"submitblock answers {answer}")
        self.equal(self.node.tip(), rival[-1].hash_text())

    def check_no_way_back(self):
        self.step("without -prune the pruned folder is refused, with a hint")
        node = self.node
        node.stop()
        node.arguments = ["-fastprune"]
        node.fails_to_start([], "-reindex")
        node.arguments = ["-prune=1", "-fastprune"]
        node.start()
        self.equal(node.utxo_hash(), self.nodes[1].utxo_hash())


if __name__ == "__main__":
    main(PruneTest)
