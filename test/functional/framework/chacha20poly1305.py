# Copyright (c) 2026 The Quanta developers. MIT licence.
"""ChaCha20 and Poly1305 (RFC 8439), and their forward-secret use in BIP324. For tests: slow, not constant time."""

import struct

MASK = 0xFFFFFFFF
CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")
# A double round: four columns, then four diagonals.
QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
POLY_PRIME = (1 << 130) - 5
POLY_CLAMP = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
REKEY_INTERVAL = 224
TAG_BYTES = 16


def keystream_block(key, counter, nonce):
    """64 bytes of keystream; key of 32 bytes, nonce of 12."""
    start = [*CONSTANTS, *struct.unpack("<8I", key), counter, *struct.unpack("<3I", nonce)]
    state = list(start)
    for _ in range(10):
        for a, b, c, d in QUARTERS:
            va, vb, vc, vd = state[a], state[b], state[c], state[d]
            va = va + vb & MASK
            vd ^= va
            vd = (vd << 16 | vd >> 16) & MASK
            vc = vc + vd & MASK
            vb ^= vc
            vb = (vb << 12 | vb >> 20) & MASK
            va = va + vb & MASK
            vd ^= va
            vd = (vd << 8 | vd >> 24) & MASK
            vc = vc + vd & MASK
            vb ^= vc
            state[a], state[b], state[c], state[d] = va, (vb << 7 | vb >> 25) & MASK, vc, vd
    return struct.pack("<16I", *(one + other & MASK for one, other in zip(state, start)))


def keystream(key, nonce, first, count):
    """`count` bytes of keystream from block `first` on."""
    blocks = range(first, first + (count + 63) // 64)
    return b"".join(keystream_block(key, number, nonce) for number in blocks)[:count]


def xor(data, stream):
    return (int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(data), "little")


def poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & POLY_CLAMP
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at:at + 16] + b"\x01", "little")) * r % POLY_PRIME
    return (total + int.from_bytes(key[16:], "little") & (1 << 128) - 1).to_bytes(TAG_BYTES, "little")


def tag(key, nonce, aad, sealed):
    def padded(data):
        return data + bytes(-len(data) % 16)
    lengths = struct.pack("<QQ", len(aad), len(sealed))
    return poly1305(keystream_block(key, 0, nonce)[:32], padded(aad) + padded(sealed) + lengths)


def seal(key, nonce, aad, plain):
    sealed = xor(plain, keystream(key, nonce, 1, len(plain)))
    return sealed + tag(key, nonce, aad, sealed)


def unseal(key, nonce, aad, data):
    """The plain text, or None when it was not sealed so."""
    sealed = data[:-TAG_BYTES]
    if tag(key, nonce, aad, sealed) != data[-TAG_BYTES:]:
        return None
    return xor(sealed, keystream(key, nonce, 1, len(sealed)))


class LengthCipher:
    """Hides the lengths of packets: one keystream, with another key after every 224 of them."""

    def __init__(self, key):
        self.key = key
        self.count = 0
        self.stream = b""
        self.blocks = 0

    def crypt(self, data):
        nonce = struct.pack("<IQ", 0, self.count // REKEY_INTERVAL)
        stream = self.take(len(data), nonce)
        self.count += 1
        if self.count % REKEY_INTERVAL == 0:
            self.key, self.stream, self.blocks = self.take(32, nonce), b"", 0
        return xor(data, stream)

    def take(self, count, nonce):
        while len(self.stream) < count:
            self.stream += keystream_block(self.key, self.blocks, nonce)
            self.blocks += 1
        taken, self.stream = self.stream[:count], self.stream[count:]
        return taken


class PacketCipher:
    """Seals packets; another key after every 224 of them."""

    def __init__(self, key):
        self.key = key
        self.count = 0

    def seal(self, aad, plain):
        return self.apply(seal, aad, plain)

    def unseal(self, aad, data):
        return self.apply(unseal, aad, data)

    def apply(self, use, aad, data):
        turn, at = divmod(self.count, REKEY_INTERVAL)
        made = use(self.key, struct.pack("<IQ", at, turn), aad, data)
        self.count += 1
        if self.count % REKEY_INTERVAL == 0:
            self.key = seal(self.key, struct.pack("<IQ", MASK, turn), b"", bytes(32))[:32]
        return made
