# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What hostile peers do to a node: many connections at a time, each of a kind."""

import functools
import itertools
import multiprocessing
import os
import random
import selectors
import socket
import struct
import time
from collections import Counter

from . import ellswift, script
from .blocktools import REGTEST_GENESIS, REGTEST_GENESIS_TIME
from .messages import (Header, Input, Outpoint, Output, Transaction, compact_size, double_sha256, hash_bytes)
from .p2p import HEADER, REGTEST_MAGIC, frame, version_payload
from .p2p_v2 import Session

READ_BYTES = 1 << 18
SEND_BYTES = 1 << 18
# Of what the node says so much is kept for the words: its key.
HEARD_BYTES = 64
# On closing: no lingering, the peer sees a reset.
RESET = struct.pack("ii", 1, 0)
REOPEN_SECONDS = 0.1
FOREVER = 1e9
MAX_MESSAGE = 4_000_000
TX, BLOCK, COMPACT_BLOCK, WTX = 1, 2, 4, 5
WITNESS = 1 << 30
HELLO = frame("version", version_payload()) + frame("wtxidrelay", b"") + frame("sendaddrv2", b"")
READY = frame("verack", b"")


class Scene:
    """What attackers know of their victim: its port, hashes of small and of large blocks, a large block as it is
    sent, and the tip with its time."""

    def __init__(self, port, small, large, raw, tip):
        self.port = port
        self.small = small
        self.large = large
        self.raw = raw
        self.tip, self.tip_time = tip


class Kind:
    """A kind of attack: what is sent, and how its connection is used.

    `words(scene, random)` gives bytes to send and numbers of seconds to wait, for as long as the attack lasts; at
    their end the connection is closed, in a rough way when `rough`, and opened anew. A generator is sent the first
    bytes the node has said.
    """

    def __init__(self, words, greets=True, reads=True, rough=False):
        self.words = words
        self.greets = greets
        self.reads = reads
        self.rough = rough


def noise(dice, size):
    return dice.randbytes(size)


def inventory(kind, hashes):
    return compact_size(len(hashes)) + b"".join(struct.pack("<I", kind) + one for one in hashes)


def random_hashes(dice, count):
    data = dice.randbytes(32 * count)
    return [data[at:at + 32] for at in range(0, len(data), 32)]


# Attackers are to spend their time on sending: what takes long to make is made a few times and shared.
VARIANTS = 8


def shared(make):
    """`make(scene, random)`, one of a few results for all attackers of a process."""
    made = functools.lru_cache(maxsize=None)(lambda scene, variant: make(scene, random.Random(os.getpid() + variant)))
    return lambda scene, dice: made(scene, dice.randrange(VARIANTS))


def forever(*messages):
    """These again and again."""
    return itertools.cycle(messages)


def headers_on(previous, when, count, salt):
    """`count` headers with proof of work on `previous`."""
    made = []
    for step in range(count):
        header = Header(previous=previous, merkle_root=struct.pack("<Q", salt) * 4, time=when + step + 1)
        while not header.has_work():
            header.nonce += 1
        made.append(header.serialise())
        previous = header.hash()
    return made


def headers_payload(headers):
    return compact_size(len(headers)) + b"".join(one + b"\0" for one in headers)


def locator(hashes):
    return struct.pack("<i", 70016) + compact_size(len(hashes)) + b"".join(hashes) + bytes(32)


# Malformed and oversize.

def garbage(_, dice):
    yield noise(dice, 3000)
    yield FOREVER


def bad_frames(_, dice):
    """Wrong checksums, types that are none, and in the end another chain's magic."""
    body = noise(dice, 50_000)
    wrong = HEADER.pack(REGTEST_MAGIC, b"inv", len(body), b"\0\0\0\0") + body
    odd = HEADER.pack(REGTEST_MAGIC, b"\xff\xfe\0tx", len(body), double_sha256(body)[:4]) + body
    unknown = frame("unheard-of", body)
    for _ in range(200):
        yield wrong + odd + unknown
    yield HEADER.pack(b"\1\2\3\4", b"inv", 0, b"\0\0\0\0")
    yield FOREVER


def too_long(_, __):
    yield HEADER.pack(REGTEST_MAGIC, b"block", MAX_MESSAGE + 1, b"\0\0\0\0")
    yield FOREVER


def drip(_, dice):
    """A large message that never becomes whole."""
    yield HEADER.pack(REGTEST_MAGIC, b"block", MAX_MESSAGE, b"\0\0\0\0") + noise(dice, MAX_MESSAGE - 3600)
    for _ in range(3600):
        yield b"\0"
        yield 1.0


def malformed_payloads(_, dice):
    """Noise as the payload of each message with contents, with counts that promise much."""
    kinds = ["addr", "addrv2", "inv", "getdata", "notfound", "getblocks", "getheaders", "headers", "tx", "block",
             "cmpctblock", "getblocktxn", "blocktxn", "ping", "pong", "feefilter", "sendcmpct", "getcfilters",
             "getcfheaders", "getcfcheckpt", "merkleblock", "feature", "version", "verack", "sendaddrv2"]
    while True:
        huge = dice.choice([b"", b"\xfe\xff\xff\xff\x02", b"\xff" + b"\xff" * 8, b"\xfd\xe8\x03"])
        yield b"".join(frame(kind, huge + noise(dice, dice.randrange(300))) for kind in kinds)


@shared
def oversize_frame(_, dice):
    hashes = random_hashes(dice, 50_001)
    header = noise(dice, 80) + b"\0"
    address = struct.pack("<IQ", 0, 9) + noise(dice, 16) + b"\x20\x8d"
    return frame(*dice.choice([
        ("inv", inventory(TX, hashes)), ("getdata", inventory(TX, hashes)),
        ("headers", compact_size(2001) + header * 2001), ("addr", compact_size(1001) + address * 1001),
        ("getheaders", locator(hashes[:102])), ("getblocks", locator(hashes[:102]))]))


def oversize_counts(scene, dice):
    """One entry more than a message may have; the sender has to come back each time."""
    yield oversize_frame(scene, dice)
    yield FOREVER


# Floods.

@shared
def address_frames(_, dice):
    now = int(time.time())
    first = b"".join(struct.pack("<IQ", now, 9) + bytes(10) + b"\xff\xff" + noise(dice, 4) + b"\x20\x8d"
                     for _ in range(1000))
    second = b"".join(struct.pack("<I", now) + b"\x09\x04\x20" + noise(dice, 32) + b"\x20\x8d" for _ in range(1000))
    return (frame("addr", compact_size(1000) + first) + frame("getaddr", b"")
            + frame("addrv2", compact_size(1000) + second))


def addresses(scene, dice):
    while True:
        yield address_frames(scene, dice)


@shared
def inventory_frame(_, dice):
    return frame("inv", inventory(dice.choice([TX, BLOCK, WTX]), random_hashes(dice, 50_000)))


def inventories(scene, dice):
    while True:
        yield inventory_frame(scene, dice)


@shared
def request_frame(_, dice):
    return frame("getdata", inventory(dice.choice([BLOCK | WITNESS, WTX, 77]), random_hashes(dice, 50_000)))


def unknown_data(scene, dice):
    while True:
        yield request_frame(scene, dice)


def known_blocks(scene, dice):
    """Blocks that exist, in every form, read as fast as they come."""
    hashes = scene.large + scene.small
    return forever(*(frame("getdata", inventory(kind, dice.choices(hashes, k=500)))
                     for kind in (BLOCK, BLOCK | WITNESS, COMPACT_BLOCK)))


def unread_blocks(scene, dice):
    return forever(frame("getdata", inventory(BLOCK | WITNESS, dice.choices(scene.large, k=50_000))))


@shared
def old_chain(_, dice):
    return headers_on(hash_bytes(REGTEST_GENESIS), REGTEST_GENESIS_TIME, 2000, dice.getrandbits(60))


def low_work(scene, dice):
    """A long chain from the first block on, of less work than the tip's."""
    made = old_chain(scene, dice)
    whole = frame("headers", headers_payload(made))
    return forever(whole, frame("headers", headers_payload(made[:500])), whole,
                   frame("headers", headers_payload(made[1000:])))


def unconnecting(_, dice):
    return forever(*(frame("headers", headers_payload(headers_on(noise(dice, 32), REGTEST_GENESIS_TIME, 8, 1)))
                     for _ in range(20)))


def pings(_, dice):
    return forever(b"".join(frame("ping", noise(dice, 8)) for _ in range(2000)))


def get_headers(scene, dice):
    """Full locators of unknown hashes: each answer is as long as it may be."""
    return forever(*(frame("getheaders", locator(random_hashes(dice, 100) + scene.small[:1])) for _ in range(50)))


def get_blocks(scene, dice):
    return forever(frame("getblocks", locator(random_hashes(dice, 100) + scene.small[:1])) * 50)


def filters(scene, _):
    request = struct.pack("<BI", 0, 1) + scene.small[-1]
    return forever((frame("getcfilters", request) + frame("getcfheaders", request)
                    + frame("getcfcheckpt", b"\0" + scene.small[-1])) * 20)


@shared
def transaction_frames(_, dice):
    pay_to = script.script(script.OP_0, bytes(20))
    made = []
    for _ in range(200):
        inputs = [Input(Outpoint(noise(dice, 32), index), witness=[noise(dice, 71), noise(dice, 33)])
                  for index in range(20)]
        made.append(frame("tx", Transaction(inputs, [Output(1000, pay_to)] * 3).serialise()))
    return b"".join(made)


def transactions(scene, dice):
    """Transactions that look like any other, of coins that do not exist."""
    while True:
        yield transaction_frames(scene, dice)


def compact_blocks(scene, dice):
    """Compact blocks on the tip whose transactions nobody has, a few of them for each connection."""
    (header,) = headers_on(scene.tip, scene.tip_time, 1, dice.getrandbits(60))
    ids = noise(dice, 6 * 20_000)
    coinbase = Transaction([Input(script=b"\1\1")], [Output(0, b"")]).serialise()
    body = header + noise(dice, 8) + compact_size(20_000) + ids + b"\1\0" + coinbase
    answer = header_hash(header) + compact_size(3) + coinbase * 3
    return forever(frame("sendcmpct", b"\1" + struct.pack("<Q", 2)) + frame("cmpctblock", body),
                   frame("blocktxn", answer))


def header_hash(header):
    return double_sha256(header)


def block_transactions(scene, dice):
    """Transactions of blocks new and old, and places beyond what there is."""
    requests = [one + b"\1\0" for one in scene.small[-8:] + scene.large]
    requests += [scene.small[-1] + compact_size(10_000) + bytes(10_000), noise(dice, 32) + b"\1\0"]
    return forever(*(frame("getblocktxn", one) for one in requests))


def mempools(_, __):
    yield frame("mempool", b"")
    yield FOREVER


def unasked_blocks(scene, dice):
    """A block that is known, and the same one damaged."""
    damaged = bytearray(scene.raw)
    damaged[-dice.randrange(1, 1000)] ^= 1
    for _ in range(5):
        yield frame("block", scene.raw)
    yield frame("block", bytes(damaged))
    yield frame("notfound", inventory(BLOCK, scene.large))
    yield 0.5


def settings(_, dice):
    """Whatever changes how a peer is to be talked to, again and again."""
    def some():
        compact = bytes([dice.randrange(2)]) + struct.pack("<Q", 2)
        return (frame("sendheaders", b"") + frame("feefilter", noise(dice, 8)) + frame("version", version_payload())
                + frame("sendcmpct", compact) + frame("verack", b""))

    return forever(b"".join(some() for _ in range(50)))


def bloom(_, dice):
    yield frame("filterload", b"\x04" + noise(dice, 4) + struct.pack("<IIB", 3, 0, 1))
    yield FOREVER


# Handshakes that do not end.

def silence(_, __):
    yield FOREVER


def half_version(_, __):
    yield frame("version", version_payload())
    yield FOREVER


def half_key(_, dice):
    yield noise(dice, 40)
    yield FOREVER


def only_key(_, dice):
    yield noise(dice, 64)
    yield FOREVER


def endless_garbage(_, dice):
    """A key, and more after it than there may be before the handshake is done."""
    yield noise(dice, 64)
    yield 0.2
    yield noise(dice, 6000)
    yield FOREVER


# Over the encrypted transport: words that need its keys are made when the node has told its own.

class Encrypted:
    """The beginning of an encrypted connection, and packets of it."""

    def __init__(self, garbage=b""):
        self.garbage = garbage
        self.m_secret, self.key = ellswift.new_key()
        self.session = None

    def meet(self, heard):
        """Takes the node's key off what it has said. What ends our garbage, and the packet of our version."""
        secret = ellswift.shared_secret(self.m_secret, bytes(heard[:len(self.key)]), self.key, True)
        self.session = Session(secret, True)
        return self.session.send_terminator + self.session.seal(b"", self.garbage)

    def message(self, kind, payload):
        return self.session.seal(b"\0" + kind.encode().ljust(12, b"\0") + payload)


def encrypted(flood, unfinished=False):
    """Words that shake hands, then those of `flood(end, random)`; stops before the version's packet when `unfinished`."""
    def words(_, dice):
        end = Encrypted(noise(dice, dice.randrange(300)))
        heard = yield end.key + end.garbage
        while len(heard) < len(end.key):
            heard = yield 0.02
        opening = end.meet(heard)
        yield opening[:-1] if unfinished else opening
        yield from flood(end, dice)
    return words


def wait(_, __):
    yield FOREVER


def sealed_pings(end, _):
    """Messages as they should be, as fast as they can be sealed."""
    yield end.message("version", version_payload()) + end.message("verack", b"")
    while True:
        yield b"".join(end.message("ping", bytes(8)) for _ in range(50))


def sealed_decoys(end, dice):
    """Packets without meaning, which the node has to open all the same."""
    while True:
        yield b"".join(end.session.seal(noise(dice, 400), ignore=True) for _ in range(10))


def sealed_promise(end, dice):
    """The length of the largest packet, a part of it, and no end."""
    yield end.session.send_length.crypt((MAX_MESSAGE + 13).to_bytes(3, "little"))
    for _ in range(60):
        yield noise(dice, 60_000)
    yield FOREVER


def sealed_damage(end, dice):
    """A megabyte that does not authenticate."""
    yield end.session.send_length.crypt((1 << 20).to_bytes(3, "little")) + noise(dice, 1 << 20) + bytes(17)
    yield FOREVER


def churn(_, __):
    yield 0.01


KINDS = {
    "garbage": Kind(garbage, greets=False),
    "bad frames": Kind(bad_frames),
    "too long": Kind(too_long),
    "drip": Kind(drip),
    "malformed payloads": Kind(malformed_payloads),
    "oversize counts": Kind(oversize_counts),
    "addresses": Kind(addresses),
    "inventories": Kind(inventories),
    "unknown data": Kind(unknown_data),
    "unread data": Kind(unknown_data, reads=False),
    "known blocks": Kind(known_blocks),
    "unread blocks": Kind(unread_blocks, reads=False),
    "low work": Kind(low_work),
    "unconnecting": Kind(unconnecting),
    "pings": Kind(pings),
    "unread pongs": Kind(pings, reads=False),
    "getheaders": Kind(get_headers),
    "unread headers": Kind(get_headers, reads=False),
    "getblocks": Kind(get_blocks),
    "filters": Kind(filters),
    "transactions": Kind(transactions),
    "compact blocks": Kind(compact_blocks),
    "block transactions": Kind(block_transactions),
    "mempools": Kind(mempools),
    "unasked blocks": Kind(unasked_blocks),
    "settings": Kind(settings),
    "bloom": Kind(bloom),
    "silence": Kind(silence, greets=False),
    "half version": Kind(half_version, greets=False),
    "half key": Kind(half_key, greets=False),
    "only key": Kind(only_key, greets=False),
    "endless garbage": Kind(endless_garbage, greets=False),
    "half encrypted": Kind(encrypted(wait, unfinished=True), greets=False),
    "silence encrypted": Kind(encrypted(wait), greets=False),
    "sealed pings": Kind(encrypted(sealed_pings), greets=False),
    "sealed decoys": Kind(encrypted(sealed_decoys), greets=False),
    "sealed promise": Kind(encrypted(sealed_promise), greets=False),
    "sealed damage": Kind(encrypted(sealed_damage), greets=False),
    "churn": Kind(churn),
    "rough churn": Kind(churn, greets=False, rough=True),
}


class Attacker:
    """One place of a swarm: a connection of a kind, opened anew whenever it has ended."""

    def __init__(self, name, scene, dice):
        self.name = name
        self.kind = KINDS[name]
        self.scene = scene
        self.dice = dice
        self.socket = None
        self.wake_at = 0.0
        self.m_words = None
        self.m_says = False
        self.m_heard = b""
        self.m_unsent = memoryview(b"")

    def open(self):
        self.socket = socket.socket()
        self.socket.setblocking(False)
        if not self.kind.reads:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect_ex(("127.0.0.1", self.scene.port))
        self.m_words = iter(self.kind.words(self.scene, self.dice))
        self.m_says = False
        self.m_heard = b""
        self.m_unsent = memoryview(HELLO + READY if self.kind.greets else b"")
        self.wake_at = 0.0

    def close(self):
        if self.kind.rough:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.socket.close()
        self.socket = None
        self.wake_at = time.monotonic() + REOPEN_SECONDS

    def send(self):
        """Sends what there is room for; the bytes, or None when there is nothing more to say."""
        if not self.m_unsent:
            word = self.next_word()
            if word is None:
                return None
            if not isinstance(word, bytes):
                self.wake_at = time.monotonic() + word
                return 0
            self.m_unsent = memoryview(word)
        sent = self.socket.send(self.m_unsent[:SEND_BYTES])
        self.m_unsent = self.m_unsent[sent:]
        return sent

    def next_word(self):
        """What the words go on with, which hear of the node's first bytes if they listen."""
        try:
            if not self.m_says or not hasattr(self.m_words, "send"):
                self.m_says = True
                return next(self.m_words)
            return self.m_words.send(self.m_heard)
        except StopIteration:
            return None

    def hear(self, data):
        if len(self.m_heard) < HEARD_BYTES:
            self.m_heard += data[:HEARD_BYTES - len(self.m_heard)]

    def events(self, now):
        """What it waits for at its socket."""
        wanted = selectors.EVENT_READ if self.kind.reads else 0
        return wanted | (selectors.EVENT_WRITE if now >= self.wake_at else 0)


class Swarm:
    """Attackers in one process. What each kind did is counted: connections opened, ended by the node, bytes."""

    def __init__(self, names, scene, seed):
        dice = random.Random(seed)
        self.attackers = [Attacker(name, scene, random.Random(dice.random())) for name in names]
        self.opened, self.ended, self.bytes = Counter(), Counter(), Counter()
        self.m_selector = selectors.DefaultSelector()
        self.m_waits = {}

    def run(self, seconds):
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            for attacker in self.attackers:
                self.prepare(attacker, now)
            for key, events in self.m_selector.select(0.02):
                self.serve(key.data, events)
        return self.opened, self.ended, self.bytes

    def prepare(self, attacker, now):
        if attacker.socket is None:
            if now < attacker.wake_at:
                return
            attacker.open()
            self.opened[attacker.name] += 1
        self.watch(attacker, attacker.events(now))

    def watch(self, attacker, events):
        before = self.m_waits.get(attacker, 0)
        if events == before:
            return
        if before:
            self.m_selector.unregister(attacker.socket)
        if events:
            self.m_selector.register(attacker.socket, events, attacker)
        self.m_waits[attacker] = events

    def serve(self, attacker, events):
        try:
            if events & selectors.EVENT_READ:
                heard = attacker.socket.recv(READ_BYTES)
                if not heard:
                    return self.leave(attacker, by_node=True)
                attacker.hear(heard)
            if events & selectors.EVENT_WRITE:
                sent = attacker.send()
                if sent is None:
                    return self.leave(attacker)
                self.bytes[attacker.name] += sent
        except BlockingIOError:
            pass
        except OSError:
            self.leave(attacker, by_node=True)

    def leave(self, attacker, by_node=False):
        self.ended[attacker.name] += by_node
        self.watch(attacker, 0)
        attacker.close()


class Army:
    """`count` attackers of the kinds `names`, in `processes` processes of low priority."""

    def __init__(self, scene, count, processes, names=tuple(KINDS)):
        places = list(itertools.islice(itertools.cycle(names), count))
        self.m_parts = []
        for part in range(processes):
            receiver, sender = multiprocessing.Pipe(duplex=False)
            work = (places[part::processes], scene, part, sender)
            self.m_parts.append((work, receiver))
        self.m_processes = []

    def start(self, seconds):
        for work, _ in self.m_parts:
            process = multiprocessing.Process(target=attack, args=(*work, seconds), daemon=True)
            process.start()
            self.m_processes.append(process)

    def result(self):
        """What the swarms counted, together."""
        sums = Counter(), Counter(), Counter()
        for _, receiver in self.m_parts:
            for total, part in zip(sums, receiver.recv()):
                total.update(part)
        for process in self.m_processes:
            process.join()
        return sums


def attack(names, scene, seed, sender, seconds):
    os.nice(10)
    sender.send(Swarm(names, scene, seed).run(seconds))
