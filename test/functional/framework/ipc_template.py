# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Block templates of a node, and the blocks a miner makes of them."""

from . import script
from .messages import Block, Header, Input, Output, Reader, Transaction, double_sha256


class Template:
    """A template of the node's, and the block a miner makes of it."""

    def __init__(self, remote):
        self.remote = remote
        self.block = Block.parse(remote.call("getBlock"))
        self.header = Header.parse(remote.call("getBlockHeader"))
        self.coinbase_tx = remote.call("getCoinbaseTx")

    def height(self):
        return self.coinbase_tx["lockTime"] + 1

    def coinbase(self, extra=b"miner", pay_to=script.ANYONE):
        """A coinbase as the node wants it, and as a miner fills it in."""
        wanted = self.coinbase_tx
        own = Input(script=bytes.fromhex(wanted["scriptSigPrefix"]) + script.push(extra), sequence=wanted["sequence"],
                    witness=[bytes.fromhex(wanted["witness"])])
        required = [Output.read(Reader(bytes.fromhex(one))) for one in wanted["requiredOutputs"]]
        return Transaction([own], [Output(wanted["blockRewardRemaining"], pay_to), *required], wanted["version"],
                           wanted["lockTime"])

    def solve(self, coinbase=None, **changes):
        """The header fields that go with `coinbase`, with work, as parameters of a solution."""
        coinbase = coinbase or self.coinbase()
        root = coinbase.txid()
        for other in self.remote.call("getCoinbaseMerklePath"):
            root = double_sha256(root + bytes.fromhex(other))
        header = Header.parse(self.header.serialise())
        header.merkle_root = root
        for name, value in changes.items():
            setattr(header, name, value)
        while not header.has_work():
            header.nonce += 1
        self.solved = header
        return {"version": header.version, "timestamp": header.time, "nonce": header.nonce,
                "coinbase": coinbase.serialise()}
