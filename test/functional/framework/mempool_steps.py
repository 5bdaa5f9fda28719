# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What tests of the mempool have in common: coins anyone may spend, sending, and looking at what is there."""

from . import script
from .blocktools import spend
from .messages import Block, Output, Transaction, hash_text
from .p2p_steps import NetworkTest
from .wait import until

MATURE = 100
SECONDS = 60
BITCOIN = 100_000_000
# Satoshi for 1,000 virtual bytes.
MIN_RELAY = 100
PAYOUT = f"raw({script.ANYONE_WITNESS.hex()})"
NO_LIMIT = 0


def txid(transaction):
    return hash_text(transaction.txid())


def wtxid(transaction):
    return hash_text(transaction.wtxid())


def raw(transaction):
    return transaction.serialise().hex()


def vsize(transaction):
    return (transaction.weight() + 3) // 4


def least_fee(transaction, rate=MIN_RELAY):
    """What a transaction has to pay at `rate`, rounded up."""
    return -(-vsize(transaction) * rate // 1000)


def money(sat):
    """An amount as messages have it: two decimal places and as many more as there are digits."""
    places = f"{sat % BITCOIN:08d}"
    return f"{sat // BITCOIN}.{places[:2]}{places[2:].rstrip('0')}"


def pay(*sources, fee=1000, outputs=1, version=2, locktime=0, **fields):
    """A transaction that moves the first output of each of `sources` to equal outputs anyone may spend; a source may
    be a pair of a transaction and the place of the output."""
    pairs = [source if isinstance(source, tuple) else (source, 0) for source in sources]
    parts = [spend(one, place, **fields) for one, place in pairs]
    total = sum(part.outputs[0].value for part in parts) - fee
    paid = [Output(total // outputs, script.ANYONE_WITNESS) for _ in range(outputs)]
    paid[0].value += total % outputs
    return Transaction([part.inputs[0] for part in parts], paid, version, locktime)


class MempoolTest(NetworkTest):
    """A test of the mempools of nodes on regtest."""

    def mine_coins(self, node, count):
        """Coinbase transactions that may be spent, and blocks that make them so."""
        hashes = node.rpc.generatetodescriptor(count + MATURE - 1, PAYOUT)
        return [self.block(node, one).transactions[0] for one in hashes[:count]]

    @staticmethod
    def block(node, block_hash):
        return Block.parse(bytes.fromhex(node.rpc.getblock(block_hash, 0)))

    def mine(self, node, transactions=None):
        """A block of `transactions`, or of what the pool holds; its hash."""
        if transactions is None:
            return node.rpc.generatetodescriptor(1, PAYOUT)[0]
        return node.rpc.generateblock(PAYOUT, [raw(one) for one in transactions])["hash"]

    def send(self, node, *transactions):
        """Sends what must be taken; the last one."""
        for one in transactions:
            self.equal(node.rpc.sendrawtransaction(raw(one), NO_LIMIT), txid(one))
        return transactions[-1]

    def refused(self, node, transaction, message, code=-26):
        self.rpc_fails(code, message, node.rpc.sendrawtransaction, raw(transaction), NO_LIMIT)

    def test(self, node, *transactions):
        return node.rpc.testmempoolaccept([raw(one) for one in transactions], NO_LIMIT)

    def pool_is(self, node, *transactions):
        self.equal(sorted(node.rpc.getrawmempool()), sorted(map(txid, transactions)))

    def same_pool(self, *nodes, seconds=SECONDS):
        until(lambda: len({tuple(sorted(node.rpc.getrawmempool())) for node in nodes}) == 1, seconds,
              "the mempools are the same")

    def comes(self, node, *transactions, seconds=SECONDS):
        until(lambda: {txid(one) for one in transactions} <= set(node.rpc.getrawmempool()), seconds,
              "transactions have come")
