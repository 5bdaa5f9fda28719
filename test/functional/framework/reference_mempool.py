# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Calls about the mempool: transactions made for their replies and for the errors that can be brought about."""

from . import script
from .blocktools import spend
from .messages import Block, Output, hash_text

COINS = 12
MATURE = 100
NO_LIMIT = 0
BITCOIN = 100_000_000
RELATIVE_LOCK = 50
# Bytes of a data output that make a transaction of one input and one output of 150 virtual bytes.
DATA_FOR_150 = 40


def data_output(size, value=0):
    return Output(value, bytes([script.OP_RETURN]) + script.push(bytes(size)))


class MempoolStates:
    """Mines coins that anyone may spend, and offers what spends them. `test` has call() and check_shape()."""

    def __init__(self, test):
        self.test = test
        self.rpc = test.node.rpc

    def make_all(self):
        self.coins = self.mine_coins()
        self.show_pool()
        self.refuse()
        self.dust()
        self.files()

    def mine_coins(self):
        """Coinbase transactions, the first COINS of which are mature; the next one lacks a block."""
        payout = f"raw({script.ANYONE_WITNESS.hex()})"
        hashes = self.rpc.generatetodescriptor(COINS + MATURE - 1, payout)
        blocks = [Block.parse(bytes.fromhex(self.rpc.getblock(one, 0))) for one in hashes[:COINS + 1]]
        return [block.transactions[0] for block in blocks]

    def spend(self, coin, fee, **fields):
        return spend(self.coins[coin], pay_to=script.ANYONE_WITNESS, fee=fee, **fields)

    def send(self, transaction, *rest):
        return self.test.call("sendrawtransaction", [transaction.serialise().hex(), *rest])

    def answer(self, method, params):
        reply, error = self.test.call(method, params)
        if error:
            self.test.fault(method, f"{str(params)[:80]}: {error}")
        else:
            self.test.check_shape(method, reply, "with a mempool")
        return reply

    def show_pool(self):
        parent = self.spend(0, 1000)
        child = spend(parent, pay_to=script.ANYONE_WITNESS, fee=5000)
        for transaction in (parent, child):
            self.answer("testmempoolaccept", [[transaction.serialise().hex()]])
            self.answer("sendrawtransaction", [transaction.serialise().hex()])
        first, second = (hash_text(one.txid()) for one in (parent, child))
        for method, params in (("getmempoolentry", [first]), ("getmempoolcluster", [first]),
                               ("getmempoolancestors", [second]), ("getmempoolancestors", [second, True]),
                               ("getmempooldescendants", [first, True]), ("getrawmempool", []),
                               ("getrawmempool", [True]), ("getrawmempool", [False, True]), ("getmempoolinfo", []),
                               ("getmempoolfeeratediagram", []), ("getrawtransaction", [first]),
                               ("getrawtransaction", [second, 1]), ("getrawtransaction", [second, 2]),
                               ("gettxout", [second, 0]), ("estimatesmartfee", [2]), ("estimaterawfee", [2]),
                               ("getorphantxs", []), ("prioritisetransaction", [first, 0, 10]),
                               ("getprioritisedtransactions", []),
                               ("gettxspendingprevout", [[{"txid": first, "vout": 0}, {"txid": second, "vout": 0}]])):
            self.answer(method, params)
        package = [self.spend(1, 0)]
        package.append(spend(package[0], pay_to=script.ANYONE_WITNESS, fee=5000))
        self.answer("submitpackage", [[one.serialise().hex() for one in package]])

    def refuse(self):
        """Errors of transactions that break one rule."""
        self.send(self.spend(2, BITCOIN))
        burning = self.spend(2, 1000)
        burning.outputs.append(data_output(0, value=1))
        self.send(burning)
        self.send(self.spend(COINS, 1000))
        free = self.spend(2, 0)
        free.outputs.append(data_output(DATA_FOR_150))
        self.send(free)
        self.send(self.spend(2, 1000, sequence=RELATIVE_LOCK + COINS + MATURE))
        self.replace()
        mined = self.spend(5, 1000)
        self.send(mined)
        self.rpc.generateblock(f"raw({script.ANYONE_WITNESS.hex()})", [mined.serialise().hex()])
        self.send(mined)

    def replace(self):
        """What pays less than it would replace, and what pays nothing on top."""
        self.send(self.spend(3, 4 * BITCOIN), NO_LIMIT)
        self.send(self.spend(3, 3 * BITCOIN), NO_LIMIT)
        self.send(self.spend(4, 1000))
        same = self.spend(4, 1000)
        same.outputs.append(data_output(0))
        self.send(same)
        both = self.spend(4, 100_000)
        both.inputs += spend(self.spend(4, 1000)).inputs
        both.outputs[0].value += 1000
        self.send(both)

    def dust(self):
        """A package whose parent has an output not worth spending."""
        parent = self.spend(6, 0)
        parent.outputs[0].value -= 1
        parent.outputs.append(Output(1, script.ANYONE_WITNESS))
        child = spend(parent, pay_to=script.ANYONE_WITNESS, fee=1000)
        child.inputs += spend(parent, 1).inputs
        self.answer("submitpackage", [[one.serialise().hex() for one in (parent, child)]])
        self.send(spend(parent, pay_to=script.ANYONE_WITNESS, fee=50_000))
        self.test.call("prioritisetransaction", [hash_text(parent.txid()), 0, 1])

    def files(self):
        path = self.answer("savemempool", [])["filename"]
        self.answer("importmempool", [path])
        place = self.test.node.chain_folder / "mempool.dat"
        place.unlink()
        place.mkdir()
        self.test.call("savemempool", [])
        place.rmdir()
