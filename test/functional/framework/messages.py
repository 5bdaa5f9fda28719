# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Transactions and blocks as bytes.

Hashes are kept as bytes in the order they are hashed and serialised; `hash_text` turns them into what
users and RPC show, `hash_bytes` back. Amounts are satoshi.
"""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import List

COIN = 100_000_000
NULL_HASH = bytes(32)
FINAL_SEQUENCE = 0xFFFFFFFF
REGTEST_MAGIC = bytes.fromhex("fabfb5da")


def double_sha256(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def hash160(data):
    return hashlib.new("ripemd160", hashlib.sha256(data).digest()).digest()


def hash_text(digest):
    """A hash as shown to users."""
    return digest[::-1].hex()


def hash_bytes(text):
    """A hash from its text."""
    return bytes.fromhex(text)[::-1]


def compact_size(number):
    """The variable-length count in front of lists and byte strings."""
    if number < 0xFD:
        return struct.pack("<B", number)
    if number <= 0xFFFF:
        return b"\xfd" + struct.pack("<H", number)
    if number <= 0xFFFFFFFF:
        return b"\xfe" + struct.pack("<I", number)
    return b"\xff" + struct.pack("<Q", number)


def sized(data):
    """`data` behind its length."""
    return compact_size(len(data)) + data


class Reader:
    """Takes bytes from the front of a buffer; ValueError when there are too few."""

    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("data ends early")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, code):
        """One little-endian number of the struct code `code`."""
        return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]

    def compact_size(self):
        first = self.number("B")
        return first if first < 0xFD else self.number({0xFD: "H", 0xFE: "I", 0xFF: "Q"}[first])

    def sized(self):
        return self.take(self.compact_size())

    def many(self, read_one):
        return [read_one(self) for _ in range(self.compact_size())]

    def peek(self, count):
        return self.data[self.at:self.at + count]

    def at_end(self):
        return self.at == len(self.data)


@dataclass
class Outpoint:
    txid: bytes = NULL_HASH
    index: int = 0xFFFFFFFF

    def serialise(self):
        return self.txid + struct.pack("<I", self.index)

    @classmethod
    def read(cls, reader):
        return cls(reader.take(32), reader.number("I"))


@dataclass
class Input:
    outpoint: Outpoint = field(default_factory=Outpoint)
    script: bytes = b""
    sequence: int = FINAL_SEQUENCE
    witness: List[bytes] = field(default_factory=list)

    def serialise(self):
        return self.outpoint.serialise() + sized(self.script) + struct.pack("<I", self.sequence)

    @classmethod
    def read(cls, reader):
        return cls(Outpoint.read(reader), reader.sized(), reader.number("I"))


@dataclass
class Output:
    value: int
    script: bytes

    def serialise(self):
        return struct.pack("<q", self.value) + sized(self.script)

    @classmethod
    def read(cls, reader):
        return cls(reader.number("q"), reader.sized())


@dataclass
class Transaction:
    inputs: List[Input] = field(default_factory=list)
    outputs: List[Output] = field(default_factory=list)
    version: int = 2
    locktime: int = 0

    def serialise(self, witness=True):
        """With its witness when it has one and `witness` is true."""
        witness = witness and any(one.witness for one in self.inputs)
        data = struct.pack("<i", self.version) + (b"\x00\x01" if witness else b"")
        data += compact_size(len(self.inputs)) + b"".join(one.serialise() for one in self.inputs)
        data += compact_size(len(self.outputs)) + b"".join(one.serialise() for one in self.outputs)
        if witness:
            for one in self.inputs:
                data += compact_size(len(one.witness)) + b"".join(map(sized, one.witness))
        return data + struct.pack("<I", self.locktime)

    @classmethod
    def read(cls, reader):
        version = reader.number("i")
        has_witness = reader.peek(2) == b"\x00\x01"
        if has_witness:
            reader.take(2)
        made = cls(reader.many(Input.read), reader.many(Output.read), version)
        if has_witness:
            for one in made.inputs:
                one.witness = reader.many(Reader.sized)
        made.locktime = reader.number("I")
        return made

    @classmethod
    def parse(cls, data):
        return read_whole(cls, data)

    def txid(self):
        return double_sha256(self.serialise(witness=False))

    def wtxid(self):
        return double_sha256(self.serialise())

    def weight(self):
        return 3 * len(self.serialise(witness=False)) + len(self.serialise())


@dataclass
class Header:
    version: int = 0x20000000
    previous: bytes = NULL_HASH
    merkle_root: bytes = NULL_HASH
    time: int = 0
    bits: int = 0x207FFFFF
    nonce: int = 0

    def serialise(self):
        return (struct.pack("<i", self.version) + self.previous + self.merkle_root
                + struct.pack("<III", self.time, self.bits, self.nonce))

    @classmethod
    def read(cls, reader):
        return cls(reader.number("i"), reader.take(32), reader.take(32),
                   reader.number("I"), reader.number("I"), reader.number("I"))

    @classmethod
    def parse(cls, data):
        return read_whole(cls, data)

    def hash(self):
        return double_sha256(self.serialise())

    def target(self):
        exponent, mantissa = self.bits >> 24, self.bits & 0x7FFFFF
        return mantissa << 8 * (exponent - 3) if exponent >= 3 else mantissa >> 8 * (3 - exponent)

    def has_work(self):
        return int.from_bytes(self.hash(), "little") <= self.target()


@dataclass
class Block:
    header: Header = field(default_factory=Header)
    transactions: List[Transaction] = field(default_factory=list)

    def serialise(self, witness=True):
        count = compact_size(len(self.transactions))
        return self.header.serialise() + count + b"".join(tx.serialise(witness) for tx in self.transactions)

    def hex(self):
        return self.serialise().hex()

    def hash(self):
        return self.header.hash()

    def hash_text(self):
        return hash_text(self.hash())

    @classmethod
    def read(cls, reader):
        return cls(Header.read(reader), reader.many(Transaction.read))

    @classmethod
    def parse(cls, data):
        return read_whole(cls, data)


def read_whole(kind, data):
    """One `kind` that `data` (bytes or hex) holds exactly."""
    reader = Reader(bytes.fromhex(data) if isinstance(data, str) else data)
    made = kind.read(reader)
    if not reader.at_end():
        raise ValueError("data goes on behind its end")
    return made


def block_records(path, magic=REGTEST_MAGIC):
    """The serialised blocks of a block file that is not obfuscated, in their order."""
    with open(path, "rb") as file:
        while True:
            head = file.read(8)
            if len(head) < 8 or head[:4] != magic:
                return
            yield file.read(struct.unpack("<I", head[4:])[0])


def block_record(block, magic=REGTEST_MAGIC):
    """Serialised `block` as it stands in a block file."""
    return magic + struct.pack("<I", len(block)) + block
