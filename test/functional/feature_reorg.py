#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Reorganisations of 1, 6, 100 and 1,000 blocks end with the same coins as a straight import."""

from framework import blocktools, script
from framework.blocktools import REGTEST_GENESIS
from framework.messages import block_record
from framework.test_case import TestCase, main

TIME_LIMIT = 600
COMMON_BLOCKS = 120
DEPTHS = (1, 6, 100, 1000)


class Branch:
    """`count` blocks on `parent`: the first spends the coinbase of `common`'s first block, each later one
    what the block before it made. Other bytes in `mark` give other blocks."""

    def __init__(self, common, count, mark):
        self.blocks = []
        parent, source = common[-1], common[0].transactions[0]
        for step in range(1, count + 1):
            height = COMMON_BLOCKS + step
            tx = blocktools.spend(source, pay_to=script.ANYONE_WITNESS, fee=step)
            first = blocktools.coinbase(height, script.ANYONE_WITNESS, extra=mark)
            parent = blocktools.make_block(parent.hash(), height, parent.header.time + 1, [tx], first)
            self.blocks.append(parent)
            source = tx
        self.tip = parent


class ReorgTest(TestCase):
    """For each depth: a branch, a longer rival, back by preciousblock and by marking, and a restart."""

    def set_nodes(self):
        self.add_node("-dbcache=4")
        self.add_node("-dbcache=4")

    def run(self):
        common = blocktools.make_chain(REGTEST_GENESIS, 0, blocktools.REGTEST_GENESIS_TIME, COMMON_BLOCKS)
        for node in self.nodes:
            self.submit(common, node)
        for depth in DEPTHS:
            self.check_depth(common, depth)
        self.check_import_that_reorganises(common)

    def submit(self, blocks, node):
        calls = [("submitblock", block.hex()) for block in blocks]
        for at in range(0, len(calls), 100):
            for answer in node.rpc.batch(calls[at:at + 100]):
                self.true(answer in (None, "inconclusive"), f"submitblock answers {answer}")

    def check_depth(self, common, depth):
        self.step(f"{depth} blocks against {depth + 1}")
        node = self.node
        first = Branch(common, depth, b"first %d" % depth)
        rival = Branch(common, depth + 1, b"rival %d" % depth)
        self.submit(first.blocks, node)
        self.equal(node.tip(), first.tip.hash_text())
        first_coins = node.utxo_hash()
        self.submit(rival.blocks, node)
        self.equal(node.tip(), rival.tip.hash_text())
        rival_coins = node.utxo_hash()
        self.true(first_coins != rival_coins, "the branches differ in their coins")
        self.step("there and back by marking")
        node.rpc.invalidateblock(rival.blocks[0].hash_text())
        self.equal((node.tip(), node.utxo_hash()), (first.tip.hash_text(), first_coins))
        node.rpc.reconsiderblock(rival.blocks[0].hash_text())
        self.equal((node.tip(), node.utxo_hash()), (rival.tip.hash_text(), rival_coins))
        self.step("a restart keeps it")
        node.restart()
        self.equal((node.tip(), node.utxo_hash()), (rival.tip.hash_text(), rival_coins))
        self.step("another node that sees only the rival agrees")
        other = self.nodes[1]
        self.submit(rival.blocks, other)
        self.equal((other.tip(), other.utxo_hash()), (rival.tip.hash_text(), rival_coins))
        self.clear(common[-1], first, rival)

    def clear(self, common_tip, first, rival):
        """Back to the common chain on both nodes."""
        for node, branches in ((self.node, (first, rival)), (self.nodes[1], (rival,))):
            for branch in branches:
                node.rpc.invalidateblock(branch.blocks[0].hash_text())
            self.equal(node.tip(), common_tip.hash_text())

    def check_import_that_reorganises(self, common):
        self.step("a file whose best chain comes last, and one whose branch breaks off invalid")
        first = Branch(common, 40, b"\x03")
        rival = Branch(common, 60, b"\x04")
        broken = Branch(common, 80, b"\x05")
        self.spoil(broken, 70)
        for order in ((first, rival, broken), (broken, rival, first), (broken, first, rival)):
            node = self.add_node("-dbcache=4", start=False)
            path = self.folder / f"chain{len(self.nodes)}.dat"
            blocks = common + [block for branch in order for block in branch.blocks]
            path.write_bytes(b"".join(block_record(block.serialise()) for block in blocks))
            node.start(f"-loadblock={path}")
            node.wait_for_height(COMMON_BLOCKS + 69)
            self.equal(node.tip(), broken.blocks[68].hash_text())
            self.equal(node.rpc.getchaintips()[0]["status"], "invalid")
            node.stop()

    def spoil(self, branch, step):
        """Makes block `step` of `branch` pay itself too much, and moves the blocks after it onto that."""
        block = branch.blocks[step - 1]
        block.transactions[0].outputs[0].value += 10**8
        for at in range(step - 1, len(branch.blocks)):
            block = branch.blocks[at]
            block.header.previous = branch.blocks[at - 1].hash()
            blocktools.solve(block)


if __name__ == "__main__":
    main(ReorgTest)
