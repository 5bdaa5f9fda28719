# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What a signature of an input signs: the legacy way, BIP143 and BIP341."""

import struct
from dataclasses import replace
from hashlib import sha256

from .messages import Input, Output, compact_size, double_sha256, sized
from .secp256k1 import tagged_hash

DEFAULT, ALL, NONE, SINGLE, ANYONE_CAN_PAY = 0, 1, 2, 3, 0x80


def legacy(tx, index, script_code, kind=ALL):
    """The digest of input `index` before segwit."""
    base = kind & 0x1F
    if base == SINGLE and index >= len(tx.outputs):
        return b"\x01" + bytes(31)
    inputs = []
    for at, one in enumerate(tx.inputs):
        script = script_code if at == index else b""
        sequence = one.sequence if at == index or base not in (NONE, SINGLE) else 0
        inputs.append(Input(one.outpoint, script, sequence))
    if kind & ANYONE_CAN_PAY:
        inputs = inputs[index:index + 1]
    outputs = {NONE: [], SINGLE: [Output(-1, b"")] * index + tx.outputs[index:index + 1]}.get(base, tx.outputs)
    signed = replace(tx, inputs=inputs, outputs=outputs)
    return double_sha256(signed.serialise(witness=False) + struct.pack("<I", kind))


def witness_v0(tx, index, script_code, value, kind=ALL):
    """The digest of input `index`, which spends a version 0 program of `value` satoshi (BIP143)."""
    base, alone = kind & 0x1F, kind & ANYONE_CAN_PAY
    blank = bytes(32)
    outpoints = blank if alone else double_sha256(b"".join(one.outpoint.serialise() for one in tx.inputs))
    sequences = blank
    if not alone and base not in (NONE, SINGLE):
        sequences = double_sha256(b"".join(struct.pack("<I", one.sequence) for one in tx.inputs))
    outputs = blank
    if base not in (NONE, SINGLE):
        outputs = double_sha256(b"".join(one.serialise() for one in tx.outputs))
    elif base == SINGLE and index < len(tx.outputs):
        outputs = double_sha256(tx.outputs[index].serialise())
    own = tx.inputs[index]
    return double_sha256(
        struct.pack("<i", tx.version) + outpoints + sequences + own.outpoint.serialise() + sized(script_code)
        + struct.pack("<qI", value, own.sequence) + outputs + struct.pack("<II", tx.locktime, kind))


def taproot(tx, index, spent, kind=DEFAULT, leaf_hash=b""):
    """The digest of input `index` (BIP341). `spent`: the outputs all inputs spend; `leaf_hash`: for a
    script path spend."""
    def joined(parts):
        return sha256(b"".join(parts)).digest()

    base = kind & 3
    data = bytes([0, kind]) + struct.pack("<iI", tx.version, tx.locktime)
    if not kind & ANYONE_CAN_PAY:
        data += joined(one.outpoint.serialise() for one in tx.inputs)
        data += joined(struct.pack("<q", output.value) for output in spent)
        data += joined(sized(output.script) for output in spent)
        data += joined(struct.pack("<I", one.sequence) for one in tx.inputs)
    if base not in (NONE, SINGLE):
        data += joined(output.serialise() for output in tx.outputs)
    data += bytes([2 if leaf_hash else 0])
    if kind & ANYONE_CAN_PAY:
        own = tx.inputs[index]
        data += own.outpoint.serialise() + spent[index].serialise() + struct.pack("<I", own.sequence)
    else:
        data += struct.pack("<I", index)
    if base == SINGLE:
        data += sha256(tx.outputs[index].serialise()).digest()
    if leaf_hash:
        data += leaf_hash + b"\x00" + struct.pack("<I", 0xFFFFFFFF)
    return tagged_hash("TapSighash", data)


def leaf_hash(script, version=0xC0):
    """The hash of a tapscript leaf."""
    return tagged_hash("TapLeaf", bytes([version]) + compact_size(len(script)) + script)
