#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Published cases of scripts and of sorted keys (BIP67), asked of a running node."""

import json

from framework.test_case import TestCase, main


class VectorTest(TestCase):
    """Whole replies, their members in any order."""

    def run(self):
        folder = self.data("vectors", "rpc")
        self.check_scripts(json.loads((folder / "rpc_decodescript.json").read_text()))
        self.check_sorted_keys(json.loads((folder / "rpc_bip67.json").read_text()))

    def check_scripts(self, cases):
        self.step("decodescript")
        for script, reply in cases:
            self.equal(self.node.rpc.decodescript(script), reply, script)
        self.step(f"rpc_decodescript.json: {len(cases)} cases")

    def check_sorted_keys(self, cases):
        self.step("sortedmulti() and createmultisig")
        rpc = self.node.rpc
        for case in cases:
            keys, address = case["keys"], case["address"]
            self.equal(sorted(keys), case["sorted_keys"])
            made = rpc.createmultisig(2, case["sorted_keys"], "legacy")
            self.equal((made["address"], made["redeemScript"]), (address, case["script"]))
            for order in (keys, keys[::-1]):
                info = rpc.getdescriptorinfo(f"sh(sortedmulti(2,{','.join(order)}))")
                self.equal(rpc.deriveaddresses(info["descriptor"]), [address])
            # Where the order is that of the text, another one is another script.
            plain = rpc.getdescriptorinfo(f"sh(multi(2,{','.join(keys)}))")["descriptor"]
            self.equal(rpc.deriveaddresses(plain) == [address], keys == case["sorted_keys"])
        self.step(f"rpc_bip67.json: {len(cases)} cases")


if __name__ == "__main__":
    main(VectorTest)
