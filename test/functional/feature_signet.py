#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A signet of one's own: -signetchallenge with a key, blocks signed and not, and a trivial challenge."""

import struct
from hashlib import sha256

from framework import blocktools, script, secp256k1, sighash
from framework.address import segwit_address
from framework.messages import (NULL_HASH, Block, Input, Outpoint, Output, Transaction, double_sha256, hash160,
                                sized)
from framework.test_case import TestCase, main

TIME_LIMIT = 600
SECRET = 0x5161
KEY = secp256k1.public_key(SECRET)
KEY_CHALLENGE = script.pay_to_pubkey(KEY)
TRIVIAL_CHALLENGE = script.ANYONE
SIGNATURE_MARK = bytes.fromhex("ecc7daa2")
BITS = 0x1E0377AE
NONCES = 1 << 32


def magic(challenge):
    """The first bytes of messages and block records of a signet."""
    return double_sha256(sized(challenge))[:4]


def solve(header):
    """A nonce for `header` at signet's difficulty: some five million tries."""
    data = header.serialise()
    middle, rest = sha256(data[:64]), data[64:76]
    for nonce in range(NONCES):
        inner = middle.copy()
        inner.update(rest + struct.pack("<I", nonce))
        if sha256(inner.digest()).digest().endswith(b"\0\0"):
            header.nonce = nonce
            if header.has_work():
                return
    raise ValueError("no nonce fits")


class SignetTest(TestCase):
    """Blocks of signets with different challenges (BIP325)."""

    def set_nodes(self):
        pass

    def run(self):
        self.check_options()
        self.check_trivial()
        self.check_signed()

    def start(self, challenge):
        return self.add_node(f"-signetchallenge={challenge.hex()}", "-blocksxor=0", chain="signet")

    def check_options(self):
        self.step("values that are refused")
        node = self.add_node(chain="signet", start=False)
        for arguments in (["-signetchallenge=zz"], ["-signetchallenge=51", "-signetchallenge=52"]):
            node.fails_to_start(arguments, "(?i)signetchallenge")

    def check_trivial(self):
        self.step("a challenge anyone meets: the node makes blocks itself")
        node = self.start(TRIVIAL_CHALLENGE)
        info = node.rpc.getblockchaininfo()
        self.equal((info["chain"], info["signet_challenge"], info["bits"]), ("signet", "51", f"{BITS:08x}"))
        address = segwit_address(0, hash160(KEY), "tb")
        made = node.rpc.generatetoaddress(1, address, 2**31 - 1)
        self.equal((made, node.height()), ([node.tip()], 1))
        records = (node.chain_folder / "blocks" / "blk00000.dat").read_bytes()
        self.equal(records[:4], magic(TRIVIAL_CHALLENGE))
        node.restart()
        self.equal(node.height(), 1)
        node.stop()

    def check_signed(self):
        self.step("a challenge with a key")
        node = self.start(KEY_CHALLENGE)
        genesis = node.rpc.getblockheader(node.tip())
        unsigned = self.make_block(genesis)
        solve(unsigned.header)
        self.equal(node.rpc.submitblock(unsigned.hex()), "bad-signet-blksig")
        signed = self.make_block(genesis)
        self.sign(signed)
        solve(signed.header)
        self.equal(node.rpc.submitblock(signed.hex()), None)
        self.equal(node.tip(), signed.hash_text())
        self.step("a node with another challenge refuses it")
        node.stop()
        other = self.start(script.pay_to_pubkey(secp256k1.public_key(SECRET + 1)))
        self.equal(other.rpc.submitblock(signed.hex()), "bad-signet-blksig")
        other.stop()

    def make_block(self, parent):
        block = blocktools.make_block(parent["hash"], 1, parent["time"] + 600, first=blocktools.coinbase(1))
        block.header.bits = BITS
        block.transactions[0].outputs[0].value = 50 * 10**8
        blocktools.commit_to_witness(block)
        block.header.merkle_root = blocktools.merkle_root([block.transactions[0].txid()])
        return block

    def sign(self, block: Block):
        """Puts the solution of KEY_CHALLENGE behind the witness commitment of `block`."""
        first = block.transactions[0]
        bare = first.outputs[-1].script
        first.outputs[-1].script = bare + script.push(SIGNATURE_MARK)
        root = blocktools.merkle_root([first.txid()])
        header = block.header
        data = struct.pack("<i", header.version) + header.previous + root + struct.pack("<I", header.time)
        source = Transaction([Input(Outpoint(NULL_HASH, 0xFFFFFFFF), script.script(script.OP_0, data), 0)],
                             [Output(0, KEY_CHALLENGE)], version=0)
        signing = Transaction([Input(Outpoint(source.txid(), 0), sequence=0)],
                              [Output(0, script.script(script.OP_RETURN))], version=0)
        digest = sighash.legacy(signing, 0, KEY_CHALLENGE)
        signature = script.push(secp256k1.sign_ecdsa(SECRET, digest) + bytes([sighash.ALL]))
        first.outputs[-1].script = bare + script.push(SIGNATURE_MARK + sized(signature) + b"\x00")
        header.merkle_root = blocktools.merkle_root([first.txid()])


if __name__ == "__main__":
    main(SignetTest)
