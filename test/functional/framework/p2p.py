# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Peers of a node: connections to it or from it, over either transport, that send what a test likes and keep what
comes."""

import socket
import struct
import threading
import time
from collections import Counter

from .messages import REGTEST_MAGIC, compact_size, double_sha256
from .p2p_messages import BLOOM, LIMITED, NETWORK, VERSION, WITNESS  # noqa: F401 (their users know them from here)
from .p2p_v2 import V2Transport
from .ports import free_port
from .wait import TIME_FACTOR, until

HEADER = struct.Struct("<4s12sI4s")
SECONDS = 30
SEND_SECONDS = 120
# What a peer of today says between version and verack.
MODERN = ("wtxidrelay", "sendaddrv2")


def frame(kind, payload, magic=REGTEST_MAGIC):
    """A message as it goes over the wire."""
    return HEADER.pack(magic, kind.encode(), len(payload), double_sha256(payload)[:4]) + payload


def version_payload(services=NETWORK | WITNESS, version=VERSION, nonce=0, agent=b"/tester:0.1/", height=0, relay=True):
    nowhere = struct.pack("<Q", 0) + bytes(16) + struct.pack(">H", 0)
    return (struct.pack("<iQq", version, services, int(time.time())) + nowhere + nowhere + struct.pack("<Q", nonce)
            + compact_size(len(agent)) + agent + struct.pack("<i?", height, relay))


class V1Transport:
    """Messages as they are."""

    session = None

    def __init__(self, magic=REGTEST_MAGIC):
        self.magic = magic

    def begin(self, socket_send, read):
        """Nothing comes before the first message."""

    def frame(self, kind, payload):
        return frame(kind, payload, self.magic)

    @staticmethod
    def receive(read):
        _, kind, size, _ = HEADER.unpack(read(HEADER.size))
        return kind.rstrip(b"\0").decode(), read(size)


class Peer:
    """A connection to a node at `port`, or one that a Listener took. Answers pings by itself; everything received is
    kept in order. `on` holds what else to do: a function of this peer and the payload for kinds of messages, called
    by the thread that reads. `choices` are said between version and verack: kinds, or pairs of kind and payload."""

    answers_pings = True

    def __init__(self, port=None, shake_hands=True, host="127.0.0.1", source=None, taken=None, transport=None,
                 choices=(), on=None, **version):
        self.came_to_us = taken is not None
        self.socket = taken or socket.create_connection((host, port), SECONDS, source and (source, 0))
        self.socket.settimeout(None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        self.file = self.socket.makefile("rb")
        self.transport = transport or V1Transport()
        self.choices = choices
        self.on = on or {}
        self.messages = []
        self.counts = Counter()
        self.closed = threading.Event()
        self.m_sending = threading.Lock()
        self.m_nonces = 0
        self.m_pongs = set()
        self.reader = threading.Thread(target=self.read_all, daemon=True)
        self.m_begun = threading.Event()
        self.reader.start()
        if shake_hands:
            self.shake_hands(version)

    def shake_hands(self, version):
        if self.came_to_us:
            self.wait_for("version")
        self.send("version", version_payload(**version))
        self.wait_for("version")
        for choice in self.choices:
            self.send(*((choice,) if isinstance(choice, str) else choice))
        self.send("verack")
        self.wait_for("verack")
        self.sync()

    def send(self, kind, payload=b""):
        if not self.m_begun.wait(SECONDS * TIME_FACTOR):
            raise AssertionError("the transport has not begun")
        with self.m_sending:
            self.socket.sendall(self.transport.frame(kind, payload))

    def send_raw(self, data):
        with self.m_sending:
            self.socket.sendall(data)

    def sync(self, seconds=SECONDS):
        """Returns when the node has worked through all that was sent before, or has left."""
        self.m_nonces += 1
        nonce = struct.pack("<Q", self.m_nonces)
        try:
            self.send("ping", nonce)
        except OSError:
            return self.wait_for_end()
        return until(lambda: self.closed.is_set() or nonce in self.m_pongs, seconds, "the node answers a ping")

    def wait_for(self, kind, count=1, seconds=SECONDS):
        """The payload of the `count`th message of a kind."""
        until(lambda: self.closed.is_set() or self.counts[kind] >= count, seconds, f"the node sends {kind}")
        found = self.of_kind(kind)
        if len(found) < count:
            raise AssertionError(f"the node left without sending {kind}")
        return found[count - 1]

    def wait_next(self, kind, act, seconds=SECONDS):
        """What the node sends of a kind after `act` was called: its payload."""
        before = self.counts[kind]
        act()
        return self.wait_for(kind, before + 1, seconds)

    def of_kind(self, kind):
        return [payload for one, payload in list(self.messages) if one == kind]

    def wait_for_end(self, seconds=SECONDS):
        """Returns when the node has closed the connection."""
        if not self.closed.wait(seconds * TIME_FACTOR):
            raise AssertionError("the node keeps the connection")

    def close(self):
        self.hang_up()
        self.reader.join(SECONDS)
        self.file.close()
        self.socket.close()

    def hang_up(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def read_all(self):
        try:
            self.transport.begin(self.socket.sendall, self.read_exactly)
            self.m_begun.set()
            while True:
                kind, payload = self.transport.receive(self.read_exactly)
                if kind == "ping" and self.answers_pings:
                    self.send("pong", payload)
                if kind == "pong":
                    self.m_pongs.add(payload)
                self.messages.append((kind, payload))
                self.counts[kind] += 1
                if kind in self.on:
                    self.on[kind](self, payload)
        except (OSError, ValueError):
            self.hang_up()
            self.closed.set()
            self.m_begun.set()

    def read_exactly(self, size):
        data = self.file.read(size)
        if len(data) < size:
            raise OSError("closed")
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def v2_peer(port=None, garbage=b"", decoys=0, **options):
    """A peer of the second transport that began the connection, or took it."""
    transport = V2Transport(options.get("taken") is None, garbage, decoys)
    return Peer(port, transport=transport, **options)


class Listener:
    """Takes connections that nodes open."""

    def __init__(self, host="127.0.0.1", port=None):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.host = host
        self.socket = socket.socket(family)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((host, port or free_port()))
        self.socket.listen(64)
        self.port = self.socket.getsockname()[1]
        self.name = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def take(self, seconds=SECONDS):
        """The socket of the next connection."""
        self.socket.settimeout(seconds * TIME_FACTOR)
        taken, _ = self.socket.accept()
        return taken

    def accept(self, make=Peer, seconds=SECONDS, **options):
        """The next connection, as what `make` makes of it."""
        return make(taken=self.take(seconds), **options)

    def ask(self, node, kind, v2=False, make=Peer, **options):
        """Has `node` connect here for a purpose (addconnection), and takes the connection."""
        node.rpc.addconnection(self.name, kind, v2)
        return self.accept(make, **options)

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def called_by(node, kind, make=Peer, v2=False, **options):
    """A peer that `node` opens a connection of that kind to."""
    with Listener() as place:
        return place.ask(node, kind, v2, make, **options)
