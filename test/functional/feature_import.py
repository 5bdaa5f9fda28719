#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A chain that one node made with generatetoaddress goes into others whole, with the same coins."""

from framework import script
from framework.address import key_hash_address, script_address
from framework.secp256k1 import public_key
from framework.test_case import TestCase, main

BLOCKS = 400
HELD_BACK = 100
ADDRESSES = (key_hash_address(public_key(5)), script_address(script.ANYONE_WITNESS))


class ImportTest(TestCase):
    """-loadblock of another node's file as it lies there, with the default cache and threads and with the least."""

    def run(self):
        self.step(f"make {BLOCKS} blocks")
        for _ in range(BLOCKS // HELD_BACK):
            for address in ADDRESSES:
                self.node.rpc.generatetoaddress(HELD_BACK // len(ADDRESSES), address)
        self.expected = self.state(self.node)
        self.equal(self.expected[:2], (BLOCKS, BLOCKS))
        self.node.stop()
        for arguments in ((), ("-dbcache=4", "-par=1")):
            self.check_import(*arguments)

    def state(self, node):
        found = node.rpc.gettxoutsetinfo()
        return found["height"], found["txouts"], found["bestblock"], found["hash_serialized_3"]

    def check_import(self, *arguments):
        self.step("import " + " ".join(arguments))
        node = self.add_node(*arguments, start=False)
        node.start(f"-loadblock={self.node.chain_folder / 'blocks' / 'blk00000.dat'}")
        node.wait_for_height(BLOCKS)
        self.equal(self.state(node), self.expected)
        self.step("a restart keeps it, and the blocks read back")
        node.restart("-checkblocks=0", "-checklevel=4")
        self.equal(self.state(node), self.expected)
        node.stop()


if __name__ == "__main__":
    main(ImportTest)
