# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Payloads of messages between peers: made and read."""

import base64
import hashlib
import ipaddress
import struct
import time
from collections import namedtuple

from .messages import NULL_HASH, Block, Header, Reader, Transaction, compact_size, sized

NETWORK, BLOOM, WITNESS, COMPACT_FILTERS, LIMITED, P2P_V2 = 1, 1 << 2, 1 << 3, 1 << 6, 1 << 10, 1 << 11
VERSION = 70016
TX, BLOCK, FILTERED_BLOCK, COMPACT_BLOCK, WTX = 1, 2, 3, 4, 5
WITNESS_FLAG = 1 << 30
WITNESS_TX, WITNESS_BLOCK = WITNESS_FLAG | TX, WITNESS_FLAG | BLOCK
IPV4, IPV6, TORV2, TORV3, I2P, CJDNS = 1, 2, 3, 4, 5, 6
MAX_HEADERS = 2000
MAX_INV = 50_000
MAX_ADDRESSES = 1000
MAX_LOCATOR = 101

Address = namedtuple("Address", "network host port services time")


def address(host, port=8333, services=NETWORK | WITNESS, age=0):
    """An address as gossip tells it, last seen `age` seconds ago. `host` is text as RPC shows it."""
    network = IPV6 if ":" in host else IPV4
    if host.endswith(".onion"):
        network = TORV3
    elif host.endswith(".i2p"):
        network = I2P
    elif host.startswith("fc"):
        network = CJDNS
    return Address(network, host, port, services, int(time.time()) - age)


def onion(number):
    """The name of an onion service of version 3, another one for each number."""
    key = hashlib.sha256(b"onion %d" % number).digest()
    check = hashlib.sha3_256(b".onion checksum" + key + b"\x03").digest()[:2]
    return base64.b32encode(key + check + b"\x03").decode().lower() + ".onion"


def host_bytes(entry):
    """The host of an address as addrv2 has it."""
    if entry.network == TORV3:
        return base64.b32decode(entry.host[:-6].upper())[:32]
    if entry.network == I2P:
        return base64.b32decode(entry.host[:-8].upper() + "====")
    return ipaddress.ip_address(entry.host).packed


def host_text(network, data):
    if network == TORV3:
        check = hashlib.sha3_256(b".onion checksum" + data + b"\x03").digest()[:2]
        return base64.b32encode(data + check + b"\x03").decode().lower() + ".onion"
    if network == I2P:
        return base64.b32encode(data).decode().lower().rstrip("=") + ".b32.i2p"
    return str(ipaddress.ip_address(data)) if network in (IPV4, IPV6, CJDNS) else data.hex()


def legacy_host(host):
    """16 bytes of the oldest form of addresses."""
    packed = ipaddress.ip_address(host).packed
    return packed if len(packed) == 16 else bytes(10) + b"\xff\xff" + packed


# Making payloads.

def many(items):
    return compact_size(len(items)) + b"".join(items)


def addr(entries):
    return many([struct.pack("<IQ", one.time, one.services) + legacy_host(one.host) + struct.pack(">H", one.port)
                 for one in entries])


def addrv2(entries):
    return many([struct.pack("<I", one.time) + compact_size(one.services) + bytes([one.network])
                 + sized(host_bytes(one)) + struct.pack(">H", one.port) for one in entries])


def inv(entries):
    """Also getdata and notfound: entries are (type, hash)."""
    return many([struct.pack("<I", kind) + digest for kind, digest in entries])


def locator(hashes, stop=NULL_HASH, version=VERSION):
    """getheaders and getblocks."""
    return struct.pack("<i", version) + many(list(hashes)) + stop


def headers(entries):
    return many([one.serialise() + b"\0" for one in entries])


def sendcmpct(announce, version=2):
    return struct.pack("<BQ", announce, version)


def feature(name, data=b""):
    return sized(name.encode()) + sized(data)


def feefilter(rate):
    return struct.pack("<q", rate)


def getblocktxn(block_hash, indexes):
    steps = [index - before - 1 for before, index in zip([-1, *indexes], indexes)]
    return block_hash + many([compact_size(step) for step in steps])


def blocktxn(block_hash, transactions):
    return block_hash + many([tx.serialise() for tx in transactions])


def cmpctblock(block, prefilled=(0,), nonce=1):
    """`block` in compact form; the transactions at `prefilled` are whole."""
    keys = hashlib.sha256(block.header.serialise() + struct.pack("<Q", nonce)).digest()
    key = struct.unpack("<QQ", keys[:16])
    ids = [siphash(*key, tx.wtxid()) & 0xFFFFFFFFFFFF
           for at, tx in enumerate(block.transactions) if at not in prefilled]
    wholes, before = [], -1
    for at in prefilled:
        wholes.append(compact_size(at - before - 1) + block.transactions[at].serialise())
        before = at
    return (block.header.serialise() + struct.pack("<Q", nonce) + many([struct.pack("<Q", one)[:6] for one in ids])
            + many(wholes))


def siphash(key0, key1, data):
    """SipHash-2-4 of whole words, to which the last byte of length is added."""
    mask = 0xFFFFFFFFFFFFFFFF
    v0, v1 = key0 ^ 0x736F6D6570736575, key1 ^ 0x646F72616E646F6D
    v2, v3 = key0 ^ 0x6C7967656E657261, key1 ^ 0x7465646279746573

    def rotate(word, by):
        return (word << by | word >> (64 - by)) & mask

    def turn(state):
        v0, v1, v2, v3 = state
        v0 = v0 + v1 & mask
        v1 = rotate(v1, 13) ^ v0
        v0 = rotate(v0, 32)
        v2 = v2 + v3 & mask
        v3 = rotate(v3, 16) ^ v2
        v0 = v0 + v3 & mask
        v3 = rotate(v3, 21) ^ v0
        v2 = v2 + v1 & mask
        v1 = rotate(v1, 17) ^ v2
        return v0, v1, rotate(v2, 32), v3

    state = (v0, v1, v2, v3)
    words = [*struct.unpack(f"<{len(data) // 8}Q", data), (len(data) & 0xFF) << 56]
    for word in words:
        v0, v1, v2, v3 = state
        state = turn(turn((v0, v1, v2, v3 ^ word)))
        state = (state[0] ^ word, *state[1:])
    state = (state[0], state[1], state[2] ^ 0xFF, state[3])
    for _ in range(4):
        state = turn(state)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


# Reading payloads.

def read_inv(payload):
    return Reader(payload).many(lambda reader: (reader.number("I"), reader.take(32)))


def read_headers(payload):
    def one(reader):
        header = Header.read(reader)
        reader.compact_size()
        return header
    return Reader(payload).many(one)


def read_locator(payload):
    """The hashes of getheaders and getblocks, and where to stop."""
    reader = Reader(payload)
    reader.number("i")
    return reader.many(lambda one: one.take(32)), reader.take(32)


def read_addr(payload):
    def one(reader):
        seen, services, host = reader.number("I"), reader.number("Q"), reader.take(16)
        port = int.from_bytes(reader.take(2), "big")
        if host.startswith(bytes(10) + b"\xff\xff"):
            return Address(IPV4, host_text(IPV4, host[12:]), port, services, seen)
        return Address(IPV6, host_text(IPV6, host), port, services, seen)
    return Reader(payload).many(one)


def read_addrv2(payload):
    def one(reader):
        seen, services, network = reader.number("I"), reader.compact_size(), reader.number("B")
        host = host_text(network, reader.sized())
        return Address(network, host, int.from_bytes(reader.take(2), "big"), services, seen)
    return Reader(payload).many(one)


Version = namedtuple("Version", "version services time nonce agent height relay")


def read_version(payload):
    reader = Reader(payload)
    version, services, when = reader.number("i"), reader.number("Q"), reader.number("q")
    reader.take(26 + 26)
    nonce, agent, height = reader.number("Q"), reader.sized(), reader.number("i")
    return Version(version, services, when, nonce, agent.decode(), height, reader.number("?"))


CompactBlock = namedtuple("CompactBlock", "header nonce ids prefilled")


def read_cmpctblock(payload):
    """`prefilled` maps places to transactions."""
    reader = Reader(payload)
    header, nonce = Header.read(reader), reader.number("Q")
    ids = reader.many(lambda one: one.take(6))
    prefilled, place = {}, -1
    for _ in range(reader.compact_size()):
        place += reader.compact_size() + 1
        prefilled[place] = Transaction.read(reader)
    return CompactBlock(header, nonce, ids, prefilled)


def read_getblocktxn(payload):
    """The block's hash and the places asked for."""
    reader = Reader(payload)
    digest, places, place = reader.take(32), [], -1
    for _ in range(reader.compact_size()):
        place += reader.compact_size() + 1
        places.append(place)
    return digest, places


def read_blocktxn(payload):
    reader = Reader(payload)
    return reader.take(32), reader.many(Transaction.read)


def read_block(payload):
    return Block.parse(payload)
