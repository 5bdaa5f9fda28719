# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Peers that have a chain and serve it, honestly or not."""

import threading

from . import p2p_messages as p2p
from .blocktools import REGTEST_GENESIS
from .messages import Block, Header, block_records, double_sha256, hash_bytes
from .p2p import Peer

HEADER_BYTES = 80
WITH_BLOCK = (p2p.BLOCK, p2p.WITNESS_BLOCK, p2p.COMPACT_BLOCK)


class Chain:
    """Blocks by height, as bytes. Height 0 may be missing: it is never asked for."""

    def __init__(self, raw_blocks, genesis=REGTEST_GENESIS):
        self.raw = list(raw_blocks)
        if not self.raw or double_sha256(self.raw[0][:HEADER_BYTES]) != hash_bytes(genesis):
            self.raw.insert(0, b"")
        self.hashes = [double_sha256(raw[:HEADER_BYTES]) if raw else hash_bytes(genesis) for raw in self.raw]
        self.heights = {digest: height for height, digest in enumerate(self.hashes)}

    @classmethod
    def of_files(cls, paths):
        return cls(raw for path in paths for raw in block_records(path))

    @classmethod
    def of_node(cls, node):
        """The chain of a node, through its RPC."""
        return cls(bytes.fromhex(node.rpc.getblock(node.rpc.getblockhash(height), 0))
                   for height in range(node.height() + 1))

    def extended(self, blocks):
        """The same with `blocks` (objects) behind its end."""
        return Chain(self.raw + [block.serialise() for block in blocks])

    def cut(self, height):
        """Its first part, up to `height`."""
        return Chain(self.raw[:height + 1])

    @property
    def height(self):
        return len(self.raw) - 1

    @property
    def tip(self):
        return self.hashes[-1]

    def header(self, height):
        return Header.parse(self.raw[height][:HEADER_BYTES])

    def headers_after(self, hashes, stop=bytes(32)):
        """The payload of the headers that follow the first of `hashes` which is of this chain."""
        first = next((self.heights[one] for one in hashes if one in self.heights), 0) + 1
        last = min(len(self.raw), first + p2p.MAX_HEADERS)
        if stop in self.heights:
            last = min(last, self.heights[stop] + 1)
        return p2p.many([self.raw[height][:HEADER_BYTES] + b"\0" for height in range(first, last)])


class ChainPeer(Peer):
    """Serves `chain`. Overriding answer_headers() and answer_block() makes liars of it."""

    def __init__(self, *arguments, chain, on=None, **options):
        self.chain = chain
        self.asked_for = []
        handlers = {"getheaders": ChainPeer.take_getheaders, "getdata": ChainPeer.take_getdata, **(on or {})}
        options.setdefault("height", chain.height)
        super().__init__(*arguments, on=handlers, **options)

    def take_getheaders(self, payload):
        hashes, stop = p2p.read_locator(payload)
        self.answer_headers(hashes, stop)

    def take_getdata(self, payload):
        for kind, digest in p2p.read_inv(payload):
            if kind in WITH_BLOCK and digest in self.chain.heights:
                self.asked_for.append(self.chain.heights[digest])
                self.answer_block(self.chain.heights[digest])

    def answer_headers(self, hashes, stop):
        self.send("headers", self.chain.headers_after(hashes, stop))

    def answer_block(self, height):
        self.send("block", self.chain.raw[height])

    def announce(self):
        """Tells of the tip by its header; nobody, when the node has left already."""
        try:
            self.send("headers", p2p.headers([self.chain.header(self.chain.height)]))
        except OSError:
            self.wait_for_end()


class Withholder(ChainPeer):
    """Gives no block of some heights until released."""

    def __init__(self, *arguments, withhold, **options):
        self.withhold = withhold
        self.m_lock = threading.Lock()
        self.m_kept = []
        super().__init__(*arguments, **options)

    def answer_block(self, height):
        with self.m_lock:
            if self.withhold(height):
                self.m_kept.append(height)
                return
        super().answer_block(height)

    def release(self):
        with self.m_lock:
            self.withhold, kept, self.m_kept = (lambda height: False), self.m_kept, []
        for height in kept:
            super().answer_block(height)


class Quitter(ChainPeer):
    """Leaves in the middle of the `after`th block."""

    def __init__(self, *arguments, after, **options):
        self.after = after
        super().__init__(*arguments, **options)

    def answer_block(self, height):
        self.after -= 1
        if self.after > 0:
            super().answer_block(height)
            return
        whole = self.transport.frame("block", self.chain.raw[height])
        self.send_raw(whole[:len(whole) // 2])
        raise OSError("leaving")


class Spoiler(ChainPeer):
    """Alters blocks of some heights by `alter(raw)`."""

    def __init__(self, *arguments, spoil, alter, **options):
        self.spoil = spoil
        self.alter = alter
        super().__init__(*arguments, **options)

    def answer_block(self, height):
        raw = self.chain.raw[height]
        self.send("block", self.alter(raw) if self.spoil(height) else raw)


def duplicate_last(raw):
    """The block with its last transaction twice at the end: another block of the same merkle root, when the number of
    transactions is odd (CVE-2012-2459)."""
    block = Block.parse(raw)
    block.transactions.append(block.transactions[-1])
    return block.serialise()


def other_witness(raw):
    """The block with another reserved value: its commitment does not fit any more."""
    block = Block.parse(raw)
    block.transactions[0].inputs[0].witness = [b"\x01" * 32]
    return block.serialise()


def other_transactions(raw):
    """The header with other transactions: the merkle root does not fit."""
    block = Block.parse(raw)
    block.transactions[0].locktime ^= 1
    return block.serialise()


def cut_short(raw):
    """Bytes that are no block."""
    return raw[:len(raw) - 7]


def without_work(header):
    """A header whose hash is above its target."""
    while header.has_work():
        header.nonce += 1
    return header


def solved(header):
    while not header.has_work():
        header.nonce = header.nonce + 1 & 0xFFFFFFFF
    return header
