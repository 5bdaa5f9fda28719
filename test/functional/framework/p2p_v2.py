# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The encrypted transport between peers (BIP324), either end of it, with the liberties a test may want to take."""

import hashlib
import hmac

from . import ellswift
from .chacha20poly1305 import LengthCipher, PacketCipher
from .messages import REGTEST_MAGIC

KEY_BYTES = 64
TERMINATOR_BYTES = 16
LENGTH_BYTES = 3
TAG_BYTES = 16
IGNORE = 0x80
MAX_GARBAGE = 4095
SHORT_TYPES = {number: name for number, name in enumerate(
    ("addr block blocktxn cmpctblock feefilter filteradd filterclear filterload getblocks getblocktxn getdata"
     " getheaders headers inv mempool merkleblock notfound ping pong sendcmpct tx getcfilters cfilter getcfheaders"
     " cfheaders getcfcheckpt cfcheckpt addrv2").split(), 1)}
SHORT_TYPES[37] = "feature"
SHORT_NUMBERS = {name: number for number, name in SHORT_TYPES.items()}


def derive(secret, salt, info):
    """HKDF-SHA256 of 32 bytes (RFC 5869)."""
    start = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(start, info + b"\x01", hashlib.sha256).digest()


class Session:
    """Keys of a connection, once both ends have told their public keys."""

    def __init__(self, secret, initiating, magic=REGTEST_MAGIC):
        salt = b"bitcoin_v2_shared_secret" + magic
        sides = (b"initiator", b"responder") if initiating else (b"responder", b"initiator")
        self.send_length, self.receive_length = (LengthCipher(derive(secret, salt, side + b"_L")) for side in sides)
        self.send_packet, self.receive_packet = (PacketCipher(derive(secret, salt, side + b"_P")) for side in sides)
        terminators = derive(secret, salt, b"garbage_terminators")
        halves = (terminators[:TERMINATOR_BYTES], terminators[TERMINATOR_BYTES:])
        self.send_terminator, self.receive_terminator = halves if initiating else halves[::-1]
        self.id = derive(secret, salt, b"session_id")

    def seal(self, contents, aad=b"", ignore=False):
        """A packet."""
        length = self.send_length.crypt(len(contents).to_bytes(LENGTH_BYTES, "little"))
        return length + self.send_packet.seal(aad, bytes([IGNORE if ignore else 0]) + contents)


class V2Transport:
    """One end. `socket_send(bytes)` and `read(count)` move bytes; begin() shakes hands."""

    def __init__(self, initiating, garbage=b"", decoys=0, magic=REGTEST_MAGIC):
        self.initiating = initiating
        self.garbage = garbage
        self.decoys = decoys
        self.magic = magic
        self.session = None

    def begin(self, socket_send, read):
        secret, ours = ellswift.new_key()
        if self.initiating:
            socket_send(ours + self.garbage)
        theirs = read(KEY_BYTES)
        self.session = Session(ellswift.shared_secret(secret, theirs, ours, self.initiating), self.initiating,
                               self.magic)
        if not self.initiating:
            socket_send(ours + self.garbage)
        socket_send(self.session.send_terminator + self.opening())
        self.take_garbage(read)

    def opening(self):
        """The packets before the first message: decoys, and the empty one that tells the version."""
        packets, aad = b"", self.garbage
        for number in range(self.decoys):
            packets += self.session.seal(bytes(number), aad, ignore=True)
            aad = b""
        return packets + self.session.seal(b"", aad)

    def take_garbage(self, read):
        seen = read(TERMINATOR_BYTES)
        while not seen.endswith(self.session.receive_terminator):
            if len(seen) > MAX_GARBAGE + TERMINATOR_BYTES:
                raise OSError("garbage without end")
            seen += read(1)
        aad = seen[:-TERMINATOR_BYTES]
        while self.read_packet(read, aad)[0]:
            aad = b""

    def read_packet(self, read, aad=b""):
        """Whether it is a decoy, and the contents."""
        length = int.from_bytes(self.session.receive_length.crypt(read(LENGTH_BYTES)), "little")
        plain = self.session.receive_packet.unseal(aad, read(1 + length + TAG_BYTES))
        if plain is None:
            raise OSError("a packet that does not authenticate")
        return bool(plain[0] & IGNORE), plain[1:]

    def frame(self, kind, payload):
        if kind in SHORT_NUMBERS:
            return self.session.seal(bytes([SHORT_NUMBERS[kind]]) + payload)
        return self.session.seal(b"\0" + kind.encode().ljust(12, b"\0") + payload)

    def receive(self, read):
        """The next message: its type and payload."""
        while True:
            decoy, contents = self.read_packet(read)
            if decoy:
                continue
            if contents[0]:
                return SHORT_TYPES.get(contents[0], f"#{contents[0]}"), contents[1:]
            return contents[1:13].rstrip(b"\0").decode(), contents[13:]
