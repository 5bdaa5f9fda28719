# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What hostile clients do to an RPC port: swarms of sockets, and single requests that should not be."""

import json
import random
import selectors
import socket
import struct
import time

DRIP_SECONDS = 1.0
READ_BYTES = 1 << 18
REOPENED_PER_TURN = 200
# On closing: no lingering, the peer sees a reset.
RESET = struct.pack("ii", 1, 0)


class Target:
    """Where the port is, how to get in, and a block whose reply at verbosity 2 is large."""

    def __init__(self, port, authorization, large_block):
        self.port = port
        self.authorization = authorization
        self.large_block = large_block

    def head(self, length=None, known=True, extra=""):
        lines = ["POST / HTTP/1.1", "Host: x"]
        if known:
            lines.append("Authorization: " + self.authorization)
        if length is not None:
            lines.append(f"Content-Length: {length}")
        return ("\r\n".join(lines) + "\r\n" + extra + "\r\n").encode()

    def request(self, body, known=True):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.head(len(data), known) + data

    def large_call(self):
        return {"method": "getblock", "params": [self.large_block, 2], "id": 1}

    def connect(self, seconds=30):
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


class Swarm:
    """Many sockets doing the same: sending `words` at once or a byte a second, and reading replies at once, a byte
    a second or never. Who is closed comes back. With `reset_after` seconds a socket breaks its own connection."""

    def __init__(self, target, count, words, drips=False, reads="all", reset_after=None, repeats=False):
        self.target = target
        self.count = count
        self.words = words
        self.drips = drips
        self.reads = reads
        self.reset_after = reset_after
        self.repeats = repeats
        self.opened = 0
        self.closed = 0
        self.m_members = {}
        self.m_selector = selectors.DefaultSelector()

    def run(self, seconds):
        end = time.monotonic() + seconds
        next_drip = 0
        while time.monotonic() < end:
            for _ in range(min(self.count - len(self.m_members), REOPENED_PER_TURN)):
                self.open()
            for key, events in self.m_selector.select(0.02):
                self.serve(key.fileobj, events)
            if time.monotonic() >= next_drip:
                self.drip()
                next_drip = time.monotonic() + DRIP_SECONDS
        for member in list(self.m_members):
            self.drop(member)
        return f"{self.opened} opened, {self.closed} closed by the server"

    def open(self):
        member = socket.socket()
        member.setblocking(False)
        if self.reads != "all":
            member.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        member.connect_ex(("127.0.0.1", self.target.port))
        self.opened += 1
        self.m_members[member] = [0, time.monotonic()]
        wanted = selectors.EVENT_READ if self.reads == "all" else 0
        if not self.drips and self.words:
            wanted |= selectors.EVENT_WRITE
        if wanted:
            self.m_selector.register(member, wanted)

    def serve(self, member, events):
        try:
            if events & selectors.EVENT_READ:
                self.read(member)
            if member in self.m_members and events & selectors.EVENT_WRITE:
                self.send(member, len(self.words))
        except BlockingIOError:
            pass
        except OSError:
            self.gone(member)

    def read(self, member):
        if not member.recv(READ_BYTES):
            self.gone(member)
        elif self.repeats and self.m_members[member][0] == len(self.words):
            self.m_members[member][0] = 0
            self.send(member, len(self.words))

    def send(self, member, size):
        state = self.m_members[member]
        state[0] += member.send(self.words[state[0]:state[0] + size])
        if state[0] == len(self.words) and not self.drips:
            if self.reads == "all":
                self.m_selector.modify(member, selectors.EVENT_READ)
            else:
                self.m_selector.unregister(member)

    def drip(self):
        """What happens once a second to every socket."""
        for member, state in list(self.m_members.items()):
            try:
                if self.drips:
                    self.send(member, 1)
                if self.reads == "drip":
                    if not member.recv(1):
                        self.gone(member)
            except BlockingIOError:
                pass
            except OSError:
                self.gone(member)
            if self.reset_after is not None and time.monotonic() - state[1] > self.reset_after:
                self.drop(member)

    def gone(self, member):
        self.closed += 1
        self.drop(member)

    def drop(self, member):
        if self.m_members.pop(member, None) is None:
            return
        try:
            self.m_selector.unregister(member)
        except (KeyError, ValueError):
            pass
        if self.reset_after is not None:
            member.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        member.close()


def exchange(target, words, half_close=False, seconds=60):
    """Sends `words` on a connection of its own. Returns the status of the reply, 0 when the server hangs up."""
    with target.connect(seconds) as connection:
        try:
            for start in range(0, len(words), READ_BYTES):
                connection.sendall(words[start:start + READ_BYTES])
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        try:
            line = connection.makefile("rb").readline().split()
        except OSError:
            return 0
        return int(line[1]) if len(line) > 1 else 0


def large_bodies(target, size):
    """Bodies beyond the limit, announced, lied about and in chunks: (words, statuses that may come)."""
    known, unknown = target.head(size), target.head(size, known=False)
    chunks = b"".join(b"100000\r\n" + b" " * 0x100000 + b"\r\n" for _ in range(size >> 20)) + b"0\r\n\r\n"
    chunked = "Transfer-Encoding: chunked\r\n"
    return [(known + b" " * size, (413, 0)), (unknown + b" " * size, (413, 0)),
            (target.head(1 << 40) + b" " * 1000, (413,)), (target.head(100) + b" " * 50, (0,)),
            (target.head(extra=chunked) + chunks, (413, 0)),
            (target.head(known=False, extra=chunked) + chunks, (413, 0)),
            (target.head(32 << 20) + b" " * (32 << 20), (500,))]


def odd_bodies(target, size):
    """Bodies that are no requests, or strange ones, of up to `size` bytes: (words, statuses)."""
    deep = 10_000
    call = b'{"method":"getblockhash","params":[%s],"id":1}'
    bodies = [b"[" * deep + b"]" * deep, b'{"a":' * deep + b"1" + b"}" * deep, b"[" * size,
              call % (b"[" * deep + b"]" * deep), b'{"a":' * (size // 5), b'"' + b"\\u0000" * (size // 6) + b'"',
              b"\xff\xfe\xfd", call % b'"\xc3\x28"', call % b'"\xed\xa0\x80"', b"\0" * 1000, call % b"1\0",
              call % (b"9" * size), call % b"1e999999999", call % b"-0", call % b"1e-400",
              call % (b"0." + b"0" * size), b'{"id":' + b"9" * size + b"}", call % (b'"' + b"x" * size + b'"'),
              call % (b"1," * (size // 2) + b"1"), b'{"method":"' + b"m" * size + b'"}',
              b"{" + b",".join(b'"method":"x"' for _ in range(size // 13)) + b"}"]
    return [(target.request(body), (200, 400, 404, 500)) for body in bodies]


def odd_requests(target):
    """Requests that are no HTTP, ambiguous or of no use: (words, statuses)."""
    body = b'{"method":"uptime","id":1}'
    length = f"Content-Length: {len(body)}\r\n"
    both = [length + "Content-Length: 5\r\n", length + length, length + "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: identity\r\n", "Content-Length: -1\r\n"]
    refused = [target.head(extra=extra) + body for extra in both]
    refused += [target.head(0, extra="".join(f"X-{n}: y\r\n" for n in range(100_000))),
                target.head(0, extra="X: " + "y" * 1_000_000 + "\r\n"), b"GET /\r\n\r\n", b"GET / HTTP/0.9\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(600),
                b"\r\n" * 10_000, b"\0" * 10_000, b"POST " + b"/" * 20_000 + b" HTTP/1.1\r\n\r\n"]
    cases = [(words, (400, 0)) for words in refused]
    for method in ("GET", "OPTIONS", "TRACE", "DELETE", "BREW"):
        cases.append((f"{method} / HTTP/1.1\r\nHost: x\r\n\r\n".encode(), (405,)))
    cases.append((b"OPTIONS * HTTP/1.1\r\n\r\n", (404,)))
    return cases + [(bytes(random.Random(seed).randbytes(3000)), (400, 0)) for seed in range(20)]
