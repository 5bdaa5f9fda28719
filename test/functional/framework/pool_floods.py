# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Transactions that nobody wants, or not all of: what floods a mempool, by kind, without end."""

import itertools
import os

from . import script
from .mempool_steps import pay, vsize
from .messages import Input, Outpoint, Output, Transaction
from .secp256k1 import public_key, sign_ecdsa
from .sighash import ANYONE_CAN_PAY, NONE, witness_v0

# Satoshi for a virtual byte: what gets in for a while, and what does not.
ENOUGH, LITTLE = 20, 0.05
MAX_CLUSTER = 64
TRUC = 3
TRUC_CHILD_BYTES = 1100
LARGE_BYTES = 55_000
SIGNS_NOTHING_ELSE = NONE | ANYONE_CAN_PAY
OP_2DROP, OP_2DUP, OP_CHECKSIGVERIFY = 0x6D, 0x6E, 0xAD
# Of the 201 opcodes a script may have, two for each signature.
CHECKS = 99
# What so many operations count for at most.
SLOW_VSIZE = 80_000
SECRET = 7


def data_output(size):
    return Output(0, bytes([script.OP_RETURN]) + script.push(bytes(size)))


def paying(rate, *sources, **fields):
    """pay() with a fee of `rate` satoshi for a virtual byte."""
    size = vsize(pay(*sources, **fields))
    return pay(*sources, fee=int(size * rate), **fields)


def slow_script(holds):
    """Checks one signature again and again, and then holds or does not."""
    checks = bytes([OP_2DUP, OP_CHECKSIGVERIFY]) * CHECKS
    return checks + bytes([OP_2DROP, script.OP_1 if holds else script.OP_0])


def slow_outputs(count, value):
    """Coins for Floods.slow: all hold but the last."""
    return [Output(value, script.pay_to_witness_script(slow_script(place + 1 < count))) for place in range(count)]


class Floods:
    """Makes them. `coins` are pairs of a transaction and an output's place, of coins anyone may spend: each kind takes
    its own. `slow` is a transaction whose outputs are slow_outputs()."""

    KINDS = ("unsound", "orphans", "cheap", "conflicts", "pinning", "version_3", "clusters", "slow", "garbage")

    def __init__(self, coins, slow):
        self.coins = coins
        self.slow_coins = slow

    def of(self, kind):
        """Transactions as bytes, without end."""
        made = getattr(self, kind)()
        return (one if isinstance(one, bytes) else one.serialise() for one in made)

    def unsound(self):
        """Wrong by itself, by its coins, by its script."""
        coin = next(self.coins)
        for number in itertools.count():
            yield pay(coin, fee=-1 - number)
            yield pay(coin, locktime=number, witness=[bytes([script.OP_0])])
            yield pay(coin, coin, locktime=number)

    def orphans(self):
        """Of coins that do not exist."""
        coin = next(self.coins)
        for number in itertools.count():
            child = pay(coin, locktime=number)
            child.inputs[0].outpoint = Outpoint(os.urandom(32), 0)
            yield child

    def cheap(self):
        coin = next(self.coins)
        for number in itertools.count():
            yield paying(LITTLE, coin, locktime=number)

    def conflicts(self):
        """One that gets in, and others that pay no more, or not enough to replace it; now and then one does."""
        coin = next(self.coins)
        for rate in itertools.count(ENOUGH):
            first = paying(rate, coin)
            yield first
            for number in range(1, 500):
                yield pay(coin, fee=int(vsize(first) * rate) + number % 10, locktime=number)

    def pinning(self):
        """As many descendants as there may be, and then more."""
        chain = [paying(ENOUGH, next(self.coins), outputs=2)]
        while len(chain) < MAX_CLUSTER:
            chain.append(paying(ENOUGH, chain[-1]))
        yield from chain
        for number in itertools.count():
            yield paying(2 * ENOUGH, (chain[0], 1), locktime=number)
            yield paying(2 * ENOUGH, chain[-1], locktime=number)

    def version_3(self):
        """A parent with the one child it may have, and others that are too large or pay too little for its place."""
        parent = paying(ENOUGH, next(self.coins), outputs=2, version=TRUC)
        child = paying(2 * ENOUGH, parent, version=TRUC)
        yield parent
        yield child
        for number in itertools.count():
            large = pay((parent, 1), fee=50_000, version=TRUC, locktime=number)
            large.outputs.append(data_output(TRUC_CHILD_BYTES))
            yield large
            yield paying(ENOUGH, (parent, 1), version=TRUC, locktime=number)
            yield paying(ENOUGH, child, version=TRUC, locktime=number)
            yield paying(ENOUGH, parent, version=2, locktime=number)

    def clusters(self):
        """Those that would join more than a cluster holds, and those that would be too large with their family."""
        parents = [paying(ENOUGH, next(self.coins)) for _ in range(MAX_CLUSTER)]
        wide = paying(ENOUGH, next(self.coins), outputs=2)
        yield from parents
        yield wide
        yield self.large((wide, 0), 0)
        for number in itertools.count():
            yield paying(ENOUGH, *parents, locktime=number)
            yield self.large((wide, 1), number)

    @staticmethod
    def large(source, number):
        """More than half of what a cluster may weigh."""
        made = pay(source, fee=ENOUGH * (LARGE_BYTES + 200), locktime=number)
        made.outputs.append(data_output(LARGE_BYTES))
        return made

    def slow(self):
        """Thousands of signatures that hold, and then a script that does not. They sign the outpoint alone, so that
        each serves for all."""
        source = self.slow_coins
        made = Transaction([Input(Outpoint(source.txid(), place)) for place in range(len(source.outputs))],
                           [Output(0, script.ANYONE_WITNESS)])
        for place, output in enumerate(source.outputs):
            code = slow_script(place + 1 < len(source.outputs))
            digest = witness_v0(made, place, code, output.value, SIGNS_NOTHING_ELSE)
            signature = sign_ecdsa(SECRET, digest) + bytes([SIGNS_NOTHING_ELSE])
            made.inputs[place].witness = [signature, public_key(SECRET), code]
        total = sum(output.value for output in source.outputs)
        for number in itertools.count():
            made.outputs[0].value = total - ENOUGH * SLOW_VSIZE - number
            yield made

    @staticmethod
    def garbage():
        while True:
            yield os.urandom(200)
