#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""generatetoaddress: blocks that hold every rule, to any kind of address, across a halving."""

import time

from framework import blocktools, script
from framework.address import key_hash_address, script_address, script_hash_address
from framework.messages import Block
from framework.secp256k1 import public_key, x_only_key
from framework.test_case import TestCase, main

KEY = public_key(11)
DESTINATIONS = {
    key_hash_address(KEY): script.pay_to_pubkey_hash(KEY),
    script_hash_address(script.ANYONE): script.pay_to_script_hash(script.ANYONE),
    script_address(script.pay_to_witness_key(KEY)): script.pay_to_witness_key(KEY),
    script_address(script.ANYONE_WITNESS): script.ANYONE_WITNESS,
    script_address(script.pay_to_taproot(x_only_key(11))): script.pay_to_taproot(x_only_key(11)),
}


class GenerateTest(TestCase):
    """Blocks to five kinds of address, many at once, and what is refused."""

    def run(self):
        self.rpc = self.node.rpc
        self.check_destinations()
        self.check_many()
        self.check_refusals()

    def block(self, name):
        return Block.parse(self.rpc.getblock(name, 0))

    def check_destinations(self):
        self.step("kinds of address")
        for height, (address, expected) in enumerate(DESTINATIONS.items(), 1):
            made = self.rpc.generatetoaddress(1, address)
            self.equal(made, [self.node.tip()])
            block = self.block(made[0])
            first = block.transactions[0]
            self.equal((first.outputs[0].value, first.outputs[0].script), (50 * 10**8, expected))
            self.true(first.inputs[0].script.startswith(script.push_number(height)), "the height comes first")
            self.equal(first.outputs[1].script[:6].hex(), "6a24aa21a9ed")
            self.equal(first.inputs[0].witness, [bytes(32)])
            self.true(abs(block.header.time - time.time()) < 600, "the block has the present time")
            self.true(block.header.has_work() and block.header.version & 0xE0000000 == 0x20000000, "work and version")

    def check_many(self):
        self.step("many blocks, over a halving")
        address = next(iter(DESTINATIONS))
        before = self.node.height()
        made = self.rpc.generatetoaddress(150, address)
        self.equal((len(made), self.node.height(), made[-1]), (150, before + 150, self.node.tip()))
        for height in (149, 150, 155):
            block = self.block(self.rpc.getblockhash(height))
            self.equal(block.transactions[0].outputs[0].value, blocktools.subsidy(height))
        times = [self.rpc.getblockheader(name)["time"] for name in made]
        medians = [self.rpc.getblockheader(name)["mediantime"] for name in made]
        self.true(all(now > median for now, median in zip(times[1:], medians)), "later than the median before")
        self.equal(self.rpc.getblockchaininfo()["initialblockdownload"], False)
        self.step("on top of a block that came from elsewhere, and kept through a restart")
        tip = self.block(made[-1])
        other = blocktools.make_block(tip.hash(), self.node.height() + 1, tip.header.time + 1)
        self.equal(self.rpc.submitblock(other.hex()), None)
        self.rpc.generatetoaddress(1, address)
        state = (self.node.tip(), self.node.utxo_hash())
        self.node.restart()
        self.equal((self.node.tip(), self.node.utxo_hash()), state)

    def check_refusals(self):
        self.step("what is refused")
        address = next(iter(DESTINATIONS))
        self.equal(self.rpc.generatetoaddress(0, address), [])
        self.equal(self.rpc.generatetoaddress(1, address, maxtries=0), [])
        for text in ("bad", "", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", address[:-1] + "x"):
            self.rpc_fails(-5, "Error: Invalid address", self.rpc.generatetoaddress, 1, text)
        self.rpc_fails(-3, 'Wrong type passed:\n{\n    "Position 1 (nblocks)": '
                           '"JSON value of type string is not of expected type number"\n}',
                       self.rpc.generatetoaddress, "2", address)
        self.step("the same through the command line client")
        before = self.node.height()
        done = self.node.cli("generatetoaddress", "2", address)
        self.equal((done.returncode, done.stderr, done.stdout.count("\n")), (0, "", 4))
        self.equal(self.node.height(), before + 2)


if __name__ == "__main__":
    main(GenerateTest)
