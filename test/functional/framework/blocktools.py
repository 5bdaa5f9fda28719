# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Building blocks: coinbases, commitments, merkle roots and proof of work for regtest."""

from . import script
from .messages import (COIN, NULL_HASH, Block, Header, Input, Outpoint, Output, Transaction, double_sha256,
                       hash_bytes)

REGTEST_HALVING_BLOCKS = 150
COINBASE_MATURITY = 100
COMMITMENT_PREFIX = bytes.fromhex("aa21a9ed")
RESERVED_VALUE = bytes(32)
REGTEST_GENESIS = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
# Blocks of the tests begin here, a second apart, unless a node's time matters.
REGTEST_GENESIS_TIME = 1296688602


def subsidy(height, halving_blocks=REGTEST_HALVING_BLOCKS):
    """What the coinbase of `height` may create, in satoshi."""
    halvings = height // halving_blocks
    return 50 * COIN >> halvings if halvings < 64 else 0


def merkle_root(hashes):
    """The root over `hashes`; an odd one at the end of a row is paired with itself."""
    row = list(hashes) or [NULL_HASH]
    while len(row) > 1:
        if len(row) % 2:
            row.append(row[-1])
        row = [double_sha256(row[at] + row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def coinbase(height, pay_to=script.ANYONE, fees=0, extra=b"\x00"):
    """The coinbase of `height`: its script begins with the height (BIP34), then a push of `extra`."""
    made = Transaction([Input(script=script.push_number(height) + script.push(extra))],
                       [Output(subsidy(height) + fees, pay_to)])
    return made


def commit_to_witness(block):
    """Writes the witness commitment (BIP141) into the coinbase of `block`, replacing one of ours."""
    first = block.transactions[0]
    first.outputs = [one for one in first.outputs if COMMITMENT_PREFIX not in one.script[:8]]
    root = merkle_root([NULL_HASH] + [tx.wtxid() for tx in block.transactions[1:]])
    commitment = double_sha256(root + RESERVED_VALUE)
    first.outputs.append(Output(0, script.script(script.OP_RETURN, COMMITMENT_PREFIX + commitment)))
    first.inputs[0].witness = [RESERVED_VALUE]


def solve(block):
    """Recomputes the merkle root of `block` and finds a nonce for it. Returns the block."""
    block.header.merkle_root = merkle_root([tx.txid() for tx in block.transactions])
    block.header.nonce = 0
    while not block.header.has_work():
        block.header.nonce += 1
    return block


def make_block(previous, height, time, transactions=(), first=None):
    """A solved block on `previous` (bytes, or text as RPC gives it).

    The coinbase is `first` or one of ours that anyone can spend; a witness commitment goes in when a
    transaction has a witness.
    """
    parent = hash_bytes(previous) if isinstance(previous, str) else previous
    block = Block(Header(previous=parent, time=time), [first or coinbase(height), *transactions])
    if any(one.witness for tx in transactions for one in tx.inputs):
        commit_to_witness(block)
    return solve(block)


def make_chain(previous, height, time, count, extra=b"\x00"):
    """`count` blocks without transactions on `previous`, which has `height` and `time`.

    Other bytes in `extra` give another chain.
    """
    blocks = []
    for step in range(1, count + 1):
        block = make_block(previous, height + step, time + step, first=coinbase(height + step, extra=extra))
        blocks.append(block)
        previous = block.hash()
    return blocks


def spend(source, index=0, pay_to=script.ANYONE, fee=0, **fields):
    """A transaction that moves output `index` of `source`, which anyone may spend, to one output.

    `fields` override those of the input (`sequence`, `script`, `witness`).
    """
    output = source.outputs[index]
    if output.script == script.ANYONE_WITNESS:
        fields.setdefault("witness", [script.ANYONE])
    made = Input(Outpoint(source.txid(), index), **fields)
    return Transaction([made], [Output(output.value - fee, pay_to)])
