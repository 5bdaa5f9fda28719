#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The index of block filters: built, followed, over reorganisations, restarts and kills; its methods and options."""

from framework.test_case import TestCase, main
from framework.wait import until

INDEX = "basic block filter index"
# Pays to the script 51.
ANYONE = "raw(51)"
OTHER = "raw(52)"
BLOCKS = 120
KILLS = 3


class BlockFilterTest(TestCase):
    """One node with an index and one without."""

    def set_nodes(self):
        self.add_node("-blockfilterindex")
        self.add_node()

    def run(self):
        self.plain = self.nodes[1]
        self.check_following()
        self.check_reorganisation()
        self.check_kills()
        self.check_scan()
        self.check_without()
        self.check_late_start()
        self.check_options()

    def synced(self, node=None):
        node = node or self.node
        height = node.rpc.getblockcount()
        until(lambda: node.rpc.getindexinfo() == {INDEX: {"synced": True, "best_block_height": height}}, 60,
              "the index is synced")

    def filters(self, node=None):
        rpc = (node or self.node).rpc
        return [rpc.getblockfilter(rpc.getblockhash(height)) for height in range(rpc.getblockcount() + 1)]

    def check_following(self):
        self.step("each block has a filter at once")
        for block in self.node.rpc.generatetodescriptor(BLOCKS, ANYONE):
            self.equal(sorted(self.node.rpc.getblockfilter(block)), ["filter", "header"])
        self.synced()
        self.equal(len({one["header"] for one in self.filters()}), BLOCKS + 1)

    def check_reorganisation(self):
        self.step("blocks taken off keep their filters, others get theirs")
        tip = self.node.rpc.getbestblockhash()
        before = self.filters()
        self.node.rpc.invalidateblock(self.node.rpc.getblockhash(BLOCKS - 5))
        self.node.rpc.generatetodescriptor(8, OTHER)
        self.synced()
        self.equal(self.node.rpc.getblockfilter(tip), before[-1])
        after = self.filters()
        self.equal(after[:BLOCKS - 5], before[:BLOCKS - 5])
        self.true(after[BLOCKS - 5] != before[BLOCKS - 5])

    def check_kills(self):
        self.step("kills lose nothing")
        self.node.restart()
        written = self.node.rpc.getblockcount()
        for _ in range(KILLS):
            self.node.rpc.generatetodescriptor(2, ANYONE)
            self.synced()
            before = self.filters()
            self.node.kill()
            self.node.start()
            self.synced()
            # The chain may be a second behind, the index ahead of it.
            height = self.node.rpc.getblockcount()
            self.true(height >= written)
            self.equal(self.filters(), before[:height + 1])

    def check_scan(self):
        self.step("scanblocks finds blocks")
        rpc = self.node.rpc
        other = [rpc.getblockhash(height) for height in range(BLOCKS - 5, BLOCKS + 3)]
        found = rpc.scanblocks("start", [OTHER])
        self.equal((found["from_height"], found["to_height"], found["completed"]), (0, rpc.getblockcount(), True))
        self.true(set(other) <= set(found["relevant_blocks"]))
        exact = rpc.scanblocks("start", [OTHER], 0, None, "basic", {"filter_false_positives": True})
        self.equal(exact["relevant_blocks"], other)
        self.equal(rpc.scanblocks("status"), None)
        self.equal(rpc.scanblocks("abort"), False)
        self.rpc_fails(-1, "Invalid start_height", rpc.scanblocks, "start", [OTHER], 10_000)
        self.rpc_fails(-1, "Invalid stop_height", rpc.scanblocks, "start", [OTHER], 5, 2)

    def check_without(self):
        self.step("a node without an index says so")
        genesis = self.plain.rpc.getblockhash(0)
        message = "Index is not enabled for filtertype basic"
        self.equal(self.plain.rpc.getindexinfo(), {})
        self.rpc_fails(-1, message, self.plain.rpc.getblockfilter, genesis)
        self.rpc_fails(-1, message, self.plain.rpc.scanblocks, "start", [OTHER])
        self.rpc_fails(-5, "Unknown filtertype", self.node.rpc.getblockfilter, genesis, "extended")
        self.rpc_fails(-5, "Block not found", self.node.rpc.getblockfilter, "00" * 32)

    def check_late_start(self):
        self.step("an index wanted later is built from the blocks on disk")
        self.plain.rpc.generatetodescriptor(50, ANYONE)
        self.plain.restart("-blockfilterindex=basic")
        self.synced(self.plain)
        self.equal(len(self.filters(self.plain)), 51)
        built = self.filters(self.plain)
        self.plain.restart("-blockfilterindex=1", "-reindex")
        until(lambda: self.plain.rpc.getblockcount() == 50, 60, "the chain is indexed again")
        self.synced(self.plain)
        self.equal(self.filters(self.plain), built)

    def check_options(self):
        self.step("options that make no sense are refused")
        self.plain.stop()
        for arguments, message in ((("-blockfilterindex=abc",), "Unknown -blockfilterindex value abc."),
                                   (("-peerblockfilters",),
                                    "Cannot set -peerblockfilters without -blockfilterindex.")):
            self.plain.fails_to_start(arguments, f"Error: {message}\n")


if __name__ == "__main__":
    main(BlockFilterTest)
