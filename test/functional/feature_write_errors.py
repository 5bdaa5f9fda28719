#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""When a file cannot be written, the node stops with a clear message, and the next start goes on from what was."""

from framework import blocktools, script
from framework.blocktools import REGTEST_GENESIS
from framework.messages import Output
from framework.rpc import RpcError
from framework.test_case import TestCase, main
from framework.wait import until

BLOCKS = 40
BLOCK_BYTES = 900_000
# Between the first and the second piece of 16 MiB that a block file grows by, and below the first.
LIMITS = (20 << 20, 5 << 20)


class WriteErrorsTest(TestCase):
    """A limit on the size of files stands in for a full disk."""

    def set_nodes(self):
        self.add_node(start=False)
        self.add_node()

    def run(self):
        self.step("make blocks")
        self.blocks, previous = [], REGTEST_GENESIS
        for height in range(1, BLOCKS + 1):
            first = blocktools.coinbase(height)
            first.outputs.append(Output(0, script.script(script.OP_RETURN, bytes(BLOCK_BYTES))))
            block = blocktools.make_block(previous, height, blocktools.REGTEST_GENESIS_TIME + height, first=first)
            self.blocks.append(block)
            previous = block.hash()
            self.equal(self.nodes[1].rpc.submitblock(block.hex()), None)
        self.expected = self.nodes[1].utxo_hash()
        self.nodes[1].stop()
        self.check_at_start()
        self.check_while_running(self.nodes[0])

    def check_at_start(self):
        self.step("no room for the first file")
        node = self.add_node(start=False)
        node.max_file_bytes = 1000
        node.launch()
        node.wait_for_exit(1)
        self.matches(node.stderr(), "Error: .+")
        node.max_file_bytes = None
        node.start()
        self.equal(node.height(), 0)
        node.stop()

    def check_while_running(self, node):
        for limit in LIMITS:
            self.step(f"no file beyond {limit >> 20} MiB")
            node.max_file_bytes = limit
            told = self.folder / f"told{limit}"
            node.start("-dbcache=4", f"-alertnotify=echo %s >> '{told}'")
            reached = self.submit_until_it_ends(node)
            self.true(reached < BLOCKS, "the limit was met")
            node.wait_for_exit(1)
            self.matches(node.stderr(), "Error: .*(space|large|disk|write|file)")
            until(told.exists, what="-alertnotify has told")
            self.step(f"it ended at height {reached}, and goes on from its last write")
            node.max_file_bytes = None
            node.start()
            height = node.height()
            self.equal(node.tip(), self.blocks[height - 1].hash_text() if height else REGTEST_GENESIS)
            self.equal(node.rpc.verifychain(4, 0), True)
            node.stop()
        node.start()
        for block in self.blocks:
            self.true(node.rpc.submitblock(block.hex()) in (None, "duplicate"), "a block that is missing, or not")
        self.equal((node.height(), node.utxo_hash()), (BLOCKS, self.expected))

    def submit_until_it_ends(self, node):
        """Hands blocks over until the node goes. The height it had confirmed by then."""
        reached = node.height()
        for block in self.blocks[reached:]:
            try:
                answer = node.rpc.submitblock(block.hex())
            except (OSError, RpcError):
                break
            if answer is not None:
                break
            reached += 1
        return reached


if __name__ == "__main__":
    main(WriteErrorsTest)
