# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Signatures on secp256k1: ECDSA with RFC 6979 nonces and BIP340 Schnorr. For tests: slow, not constant time."""

import hashlib
import hmac

FIELD = 2**256 - 2**32 - 977
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
GENERATOR = (0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
             0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8)


def double(point):
    """Doubles a point in Jacobian coordinates (x/z^2, y/z^3)."""
    x, y, z = point
    if not y:
        return (0, 1, 0)
    square = y * y % FIELD
    middle = 4 * x * square % FIELD
    slope = 3 * x * x % FIELD
    new_x = (slope * slope - 2 * middle) % FIELD
    new_y = (slope * (middle - new_x) - 8 * square * square) % FIELD
    return (new_x, new_y, 2 * y * z % FIELD)


def add(first, second):
    """Adds two points in Jacobian coordinates; z = 0 is the point at infinity."""
    if not first[2]:
        return second
    if not second[2]:
        return first
    x1, y1, z1 = first
    x2, y2, z2 = second
    u1, u2 = x1 * z2 * z2 % FIELD, x2 * z1 * z1 % FIELD
    s1, s2 = y1 * z2**3 % FIELD, y2 * z1**3 % FIELD
    if u1 == u2:
        return double(first) if s1 == s2 else (0, 1, 0)
    run, rise = u2 - u1, s2 - s1
    run2 = run * run % FIELD
    run3 = run2 * run % FIELD
    new_x = (rise * rise - run3 - 2 * u1 * run2) % FIELD
    return (new_x, (rise * (u1 * run2 - new_x) - s1 * run3) % FIELD, run * z1 * z2 % FIELD)


def multiply(scalar, point=GENERATOR):
    """scalar * point as (x, y), or None for infinity."""
    total, term = (0, 1, 0), (*point, 1)
    while scalar:
        if scalar & 1:
            total = add(total, term)
        term = double(term)
        scalar >>= 1
    return to_affine(total)


def to_affine(point):
    x, y, z = point
    if not z:
        return None
    inverse = pow(z, -1, FIELD)
    return (x * inverse**2 % FIELD, y * inverse**3 % FIELD)


def add_points(first, second):
    """The sum of two points given as (x, y) or None."""
    jacobian = [(*point, 1) if point else (0, 1, 0) for point in (first, second)]
    return to_affine(add(*jacobian))


def lift_x(x):
    """The point of even y with this x, or None when there is none."""
    if x >= FIELD:
        return None
    y_squared = (x**3 + 7) % FIELD
    y = pow(y_squared, (FIELD + 1) // 4, FIELD)
    if y * y % FIELD != y_squared:
        return None
    return (x, y if y % 2 == 0 else FIELD - y)


def to_bytes(number):
    return number.to_bytes(32, "big")


def from_bytes(data):
    return int.from_bytes(data, "big")


def tagged_hash(tag, data):
    """The hash BIP340 derives for `tag`."""
    prefix = hashlib.sha256(tag.encode()).digest()
    return hashlib.sha256(prefix + prefix + data).digest()


def public_key(secret):
    """The compressed public key, 33 bytes."""
    x, y = multiply(secret)
    return bytes([2 + y % 2]) + to_bytes(x)


def x_only_key(secret):
    """The BIP340 public key, 32 bytes."""
    return to_bytes(multiply(secret)[0])


def nonces(secret, digest):
    """The nonces of RFC 6979 with SHA-256, first to last."""
    def mac(key, data):
        return hmac.new(key, data, hashlib.sha256).digest()

    seed = to_bytes(secret) + to_bytes(from_bytes(digest) % ORDER)
    key, value = bytes(32), b"\x01" * 32
    for round_mark in (b"\x00", b"\x01"):
        key = mac(key, value + round_mark + seed)
        value = mac(key, value)
    while True:
        value = mac(key, value)
        if 0 < from_bytes(value) < ORDER:
            yield from_bytes(value)
        key = mac(key, value + b"\x00")
        value = mac(key, value)


def der_integer(number):
    data = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(data)]) + data


def sign_ecdsa(secret, digest):
    """A DER signature with a low s over the 32-byte `digest`."""
    for nonce in nonces(secret, digest):
        r = multiply(nonce)[0] % ORDER
        s = pow(nonce, -1, ORDER) * (from_bytes(digest) + r * secret) % ORDER
        if r and s:
            body = der_integer(r) + der_integer(min(s, ORDER - s))
            return b"\x30" + bytes([len(body)]) + body
    raise ValueError("no nonce gives a signature")


def sign_schnorr(secret, message, auxiliary=bytes(32)):
    """A BIP340 signature, 64 bytes."""
    point = multiply(secret)
    scalar = secret if point[1] % 2 == 0 else ORDER - secret
    masked = to_bytes(scalar ^ from_bytes(tagged_hash("BIP0340/aux", auxiliary)))
    nonce = from_bytes(tagged_hash("BIP0340/nonce", masked + to_bytes(point[0]) + message)) % ORDER
    commitment = multiply(nonce)
    if commitment[1] % 2:
        nonce = ORDER - nonce
    r = to_bytes(commitment[0])
    challenge = from_bytes(tagged_hash("BIP0340/challenge", r + to_bytes(point[0]) + message)) % ORDER
    return r + to_bytes((nonce + challenge * scalar) % ORDER)


def verify_schnorr(key, message, signature):
    """Whether `signature` is a BIP340 signature of `message` by the 32-byte `key`."""
    point = lift_x(from_bytes(key))
    r, s = from_bytes(signature[:32]), from_bytes(signature[32:])
    if point is None or r >= FIELD or s >= ORDER:
        return False
    challenge = from_bytes(tagged_hash("BIP0340/challenge", signature[:32] + key + message)) % ORDER
    found = add_points(multiply(s), multiply(ORDER - challenge, point))
    return found is not None and found[1] % 2 == 0 and found[0] == r


def tweak_secret(secret, merkle_root=b""):
    """The secret key of the taproot output whose internal key `secret` has (BIP341)."""
    point = multiply(secret)
    scalar = secret if point[1] % 2 == 0 else ORDER - secret
    return (scalar + from_bytes(tagged_hash("TapTweak", to_bytes(point[0]) + merkle_root))) % ORDER
