# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Public keys as 64 bytes that look random (ElligatorSwift, BIP324), and the secret two such keys share."""

import secrets

from . import secp256k1 as curve
from .secp256k1 import FIELD

CASES = 8


def root(number):
    """A square root modulo the field's prime, or None. The other one is its negative."""
    found = pow(number, (FIELD + 1) // 4, FIELD)
    return found if found * found % FIELD == number % FIELD else None


def divide(number, by):
    return number * pow(by, -1, FIELD) % FIELD


def curve_value(x):
    """y^2 of the points with this x."""
    return (x**3 + 7) % FIELD


def is_on_curve(x):
    return root(curve_value(x)) is not None


ROOT_OF_MINUS_3 = root(-3)


def decode(data):
    """The x coordinate that 64 bytes stand for; any 64 bytes stand for one."""
    u = curve.from_bytes(data[:32]) % FIELD or 1
    t = curve.from_bytes(data[32:]) % FIELD or 1
    if (curve_value(u) + t * t) % FIELD == 0:
        t = 2 * t % FIELD
    x = divide(curve_value(u) - t * t, 2 * t)
    y = divide(x + t, ROOT_OF_MINUS_3 * u)
    ratio = divide(x, y) if y else 0
    for candidate in (u + 4 * y * y, divide(-ratio - u, 2), divide(ratio - u, 2)):
        if is_on_curve(candidate % FIELD):
            return candidate % FIELD
    raise AssertionError("one of the three is on the curve")


def inverse(x, u, case):
    """A t with which u stands for x, one for each of eight cases; None when the case has none."""
    if case & 2:
        s = (x - u) % FIELD
        distance = root(-s * (4 * curve_value(u) + 3 * s * u * u)) if s else None
        if distance is None or (case & 1 and distance == 0):
            return None
        v = divide(divide(distance, s) - u, 2)
    else:
        if is_on_curve((-x - u) % FIELD):
            return None
        v = x
        s = divide(-curve_value(u), u * u + u * v + v * v)
    w = root(s)
    if w is None:
        return None
    sign = ROOT_OF_MINUS_3 if case & 1 else -ROOT_OF_MINUS_3
    t = w * (divide(u * (1 + sign), 2) + v)
    return (t if bool(case & 1) != bool(case & 4) else -t) % FIELD


def encode(x):
    """One of the many 64 bytes that stand for x, at random."""
    while True:
        u = secrets.randbelow(FIELD - 1) + 1
        t = inverse(x, u, secrets.randbelow(CASES))
        if t is not None:
            return curve.to_bytes(u) + curve.to_bytes(t)


def new_key():
    """A secret and the 64 bytes of its public key."""
    secret = secrets.randbelow(curve.ORDER - 1) + 1
    return secret, encode(curve.multiply(secret)[0])


def shared_secret(secret, theirs, ours, initiating):
    """The 32 bytes that both ends compute."""
    point = curve.lift_x(decode(theirs))
    x = curve.to_bytes(curve.multiply(secret, point)[0])
    first, second = (ours, theirs) if initiating else (theirs, ours)
    return curve.tagged_hash("bip324_ellswift_xonly_ecdh", first + second + x)
