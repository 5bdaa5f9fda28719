# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Scripts: opcodes, pushes, and the output scripts the tests use."""

import struct

from .messages import hash160
from hashlib import sha256

OP_0 = 0x00
OP_PUSHDATA1, OP_PUSHDATA2, OP_PUSHDATA4 = 0x4C, 0x4D, 0x4E
OP_1NEGATE, OP_1, OP_16 = 0x4F, 0x51, 0x60
OP_TRUE = OP_1
OP_RETURN = 0x6A
OP_DROP, OP_DUP = 0x75, 0x76
OP_EQUAL, OP_EQUALVERIFY = 0x87, 0x88
OP_HASH160, OP_CHECKSIG, OP_CHECKMULTISIG = 0xA9, 0xAC, 0xAE
OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY = 0xB1, 0xB2


def push(data):
    """The shortest push of `data` by length; small numbers are not turned into opcodes."""
    size = len(data)
    if size < OP_PUSHDATA1:
        return bytes([size]) + data
    if size <= 0xFF:
        return bytes([OP_PUSHDATA1, size]) + data
    if size <= 0xFFFF:
        return bytes([OP_PUSHDATA2]) + struct.pack("<H", size) + data
    return bytes([OP_PUSHDATA4]) + struct.pack("<I", size) + data


def number_bytes(number):
    """`number` as script arithmetic has it: little endian, sign in the top bit, no spare bytes."""
    if number == 0:
        return b""
    size = abs(number).bit_length() // 8 + 1
    return (abs(number) | (0x80 << 8 * (size - 1) if number < 0 else 0)).to_bytes(size, "little")


def push_number(number):
    """The push of `number` that scripts require: an opcode for -1 to 16, else its bytes."""
    if number == 0:
        return bytes([OP_0])
    if -1 <= number <= 16:
        return bytes([OP_1 + number - 1])
    return push(number_bytes(number))


def script(*parts):
    """A script from opcodes (int), pushes (bytes) and ready scripts (in a tuple)."""
    made = b""
    for part in parts:
        if isinstance(part, int):
            made += bytes([part])
        elif isinstance(part, tuple):
            made += b"".join(part)
        else:
            made += push(part)
    return made


def pay_to_pubkey(key):
    return script(key, OP_CHECKSIG)


def pay_to_pubkey_hash(key):
    return script(OP_DUP, OP_HASH160, hash160(key), OP_EQUALVERIFY, OP_CHECKSIG)


def pay_to_script_hash(inner):
    return script(OP_HASH160, hash160(inner), OP_EQUAL)


def pay_to_witness_key(key):
    return script(OP_0, hash160(key))


def pay_to_witness_script(inner):
    return script(OP_0, sha256(inner).digest())


def pay_to_taproot(output_key):
    return script(OP_1, output_key)


# Anyone may spend these: the second needs no signature and yet is a witness program.
ANYONE = script(OP_TRUE)
ANYONE_WITNESS = pay_to_witness_script(ANYONE)
