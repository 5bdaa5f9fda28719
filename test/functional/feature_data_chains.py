#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The chains of the test data import to their recorded tip and coins; real mainnet blocks with their work."""

import json

from framework.messages import Block, block_records
from framework.test_case import TestCase, main

TIME_LIMIT = 600
MAINNET_MAGIC = bytes.fromhex("f9beb4d9")
COIN_FIELDS = {"hash_serialized_3": "hash_serialized_3", "txouts": "count", "bogosize": "bogosize",
               "total_amount": "total_amount"}


class DataChainsTest(TestCase):
    """Each chain through -loadblock, again after a restart, and by -reindex from its files."""

    def set_nodes(self):
        pass

    def run(self):
        for name in ("signed-small", "utxo-small"):
            self.check_chain(name)
        self.check_mainnet()

    def check_chain(self, name):
        manifest = json.loads(self.data("data", name, "manifest.json").read_text())
        files = [self.data("data", name, one["name"]) for one in manifest["files"]]
        self.step(f"import {name}")
        node = self.add_node("-dbcache=50", start=False)
        node.start(*(f"-loadblock={path}" for path in files))
        self.reaches(node, manifest)
        self.step("restart")
        node.restart("-checkblocks=20", "-checklevel=4")
        self.reaches(node, manifest)
        self.step("reindex")
        node.restart("-reindex", "-dbcache=4")
        self.reaches(node, manifest)
        node.stop()

    def reaches(self, node, manifest):
        node.wait_for_height(manifest["height"])
        self.equal(node.tip(), manifest["tip"])
        found = node.rpc.gettxoutsetinfo()
        self.equal({key: str(found[key]) for key in COIN_FIELDS},
                   {key: str(manifest["utxo"][field]) for key, field in COIN_FIELDS.items()})

    def check_mainnet(self):
        self.step("mainnet to 255, with its proof of work")
        path = self.data("vectors", "blocks", "mainnet-1-255.blk")
        records = list(block_records(path, MAINNET_MAGIC))
        self.equal(len(records), 255)
        node = self.add_node(chain="main", start=False)
        node.start(f"-loadblock={path}")
        node.wait_for_height(255)
        self.equal(node.tip(), Block.parse(records[-1]).hash_text())
        info = node.rpc.getblockchaininfo()
        self.equal((info["chain"], info["chainwork"]), ("main", f"{0x100010001 * 256:064x}"))
        self.equal(str(node.rpc.gettxoutsetinfo("none")["total_amount"]), "12750.00000000")
        node.stop()


if __name__ == "__main__":
    main(DataChainsTest)
