#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Every block of the recorded collection gets the recorded verdict.

An invalid one leaves tip and coins as they were; an accepted one is invalidated again before the next.
"""

import json

from framework.rpc import RpcError
from framework.test_case import TestCase, main

TIME_LIMIT = 600


class InvalidBlocksTest(TestCase):
    """Submits the blocks one by one on top of the chain they were made for."""

    def set_nodes(self):
        self.add_node("-dbcache=50", start=False)
        self.add_node("-dbcache=50", start=False)

    def run(self):
        folder = self.data("data", "signed-small", "invalid")
        manifest = json.loads(self.data("data", "signed-small", "manifest.json").read_text())
        expected = json.loads((folder / "expected.json").read_text())
        cases = [json.loads(path.read_text()) for path in sorted(folder.glob("[0-9]*.json"))]
        self.equal(sorted(case["name"] for case in cases), sorted(expected["cases"]))
        self.before = (manifest["tip"], manifest["utxo"]["hash_serialized_3"])
        for node in self.nodes:
            node.start(f"-loadblock={self.data('data', 'signed-small', 'blk00000.dat')}")
            node.wait_for_height(manifest["height"])
            self.equal((node.tip(), node.utxo_hash()), self.before)
        wrong = []
        for case in self.in_order(cases):
            wanted = expected["cases"][case["name"]]
            # submitblock completes such a block, which makes it the same as `base`: not on the same node.
            found = self.submit(self.nodes["submitblock_verdict" in wanted], case)
            if found != wanted["submitblock"]:
                wrong.append(f"{case['name']}: {found}, recorded {wanted['submitblock']}")
        self.step(f"{len(cases)} blocks, {len(wrong)} with another verdict")
        self.equal(wrong, [])

    def in_order(self, cases):
        """`base` last: some cases share its header hash, which must not be known valid before them."""
        return sorted(cases, key=lambda case: case["name"] == "base")

    def submit(self, node, case):
        """The answer for one block; the state is as before afterwards."""
        try:
            answer = node.rpc.submitblock(case["block"])
        except RpcError as error:
            answer = f"error: {error.message}"
        if answer is None:
            self.equal(node.tip(), case["hash"], case["name"])
            node.rpc.invalidateblock(case["hash"])
        self.equal((node.tip(), node.utxo_hash()), self.before, case["name"])
        return answer


if __name__ == "__main__":
    main(InvalidBlocksTest)
