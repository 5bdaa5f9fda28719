# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A peer of a node, by the first version of the transport: sends what a test likes, keeps what comes."""

import socket
import struct
import threading
import time
from collections import Counter

from .messages import REGTEST_MAGIC, compact_size, double_sha256
from .wait import TIME_FACTOR, until

HEADER = struct.Struct("<4s12sI4s")
NETWORK = 1
WITNESS = 8
LIMITED = 1 << 10
VERSION = 70016
SECONDS = 30


def frame(kind, payload, magic=REGTEST_MAGIC):
    """A message as it goes over the wire."""
    return HEADER.pack(magic, kind.encode(), len(payload), double_sha256(payload)[:4]) + payload


def version_payload(services=NETWORK | WITNESS, version=VERSION, nonce=0, agent=b"/tester:0.1/", height=0, relay=True):
    nowhere = struct.pack("<Q", 0) + bytes(16) + struct.pack(">H", 0)
    return (struct.pack("<iQq", version, services, int(time.time())) + nowhere + nowhere + struct.pack("<Q", nonce)
            + compact_size(len(agent)) + agent + struct.pack("<i?", height, relay))


class Peer:
    """A connection to a node at `port`. Answers pings by itself; everything received is kept in order."""

    def __init__(self, port, shake_hands=True, **version):
        self.socket = socket.create_connection(("127.0.0.1", port), SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.messages = []
        self.counts = Counter()
        self.closed = threading.Event()
        self.reader = threading.Thread(target=self.read_all, daemon=True)
        self.reader.start()
        if shake_hands:
            self.send("version", version_payload(**version))
            self.wait_for("version")
            self.send("verack")
            self.wait_for("verack")
            self.sync()

    def send(self, kind, payload=b""):
        self.send_raw(frame(kind, payload))

    def send_raw(self, data):
        self.socket.sendall(data)

    def sync(self):
        """Returns when the node has worked through all that was sent before."""
        nonce = struct.pack("<Q", len(self.messages) + 1)
        self.send("ping", nonce)
        until(lambda: self.closed.is_set() or ("pong", nonce) in self.messages, SECONDS, "the node answers a ping")

    def wait_for(self, kind, count=1):
        """The payload of the `count`th message of a kind."""
        until(lambda: self.closed.is_set() or self.counts[kind] >= count, SECONDS, f"the node sends {kind}")
        found = self.of_kind(kind)
        if len(found) < count:
            raise AssertionError(f"the node left without sending {kind}")
        return found[count - 1]

    def of_kind(self, kind):
        return [payload for one, payload in list(self.messages) if one == kind]

    def wait_for_end(self, seconds=SECONDS):
        """Returns when the node has closed the connection."""
        if not self.closed.wait(seconds * TIME_FACTOR):
            raise AssertionError("the node keeps the connection")

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()
        self.reader.join(SECONDS)

    def read_all(self):
        try:
            while True:
                _, kind, size, _ = HEADER.unpack(self.read_exactly(HEADER.size))
                payload = self.read_exactly(size)
                kind = kind.rstrip(b"\0").decode()
                if kind == "ping":
                    self.send("pong", payload)
                self.messages.append((kind, payload))
                self.counts[kind] += 1
        except OSError:
            self.closed.set()

    def read_exactly(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
