# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Addresses and keys as text: Base58Check, Bech32 and Bech32m."""

from .messages import double_sha256, hash160

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32_CONSTANT, BECH32M_CONSTANT = 1, 0x2BC830A3
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
REGTEST_PREFIX = "bcrt"
TEST_KEY_VERSION, TEST_SCRIPT_VERSION, TEST_SECRET_VERSION = 111, 196, 239


def base58check(version, payload):
    """`payload` behind its version byte, with a checksum."""
    data = bytes([version]) + payload
    data += double_sha256(data)[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def polymod(values):
    """The checksum polynomial of BIP173."""
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            state ^= generator if top >> bit & 1 else 0
    return state


def to_base32(data):
    """`data` in groups of five bits, filled up with zeros."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return [int(bits[at:at + 5], 2) for at in range(0, len(bits), 5)]


def segwit_address(version, program, prefix=REGTEST_PREFIX):
    """The address of a witness program."""
    constant = BECH32M_CONSTANT if version else BECH32_CONSTANT
    values = [version] + to_base32(program)
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(expanded + values + [0] * 6) ^ constant
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return prefix + "1" + "".join(BECH32[value] for value in values)


def key_hash_address(key):
    """The legacy address of a public key on test networks."""
    return base58check(TEST_KEY_VERSION, hash160(key))


def script_hash_address(script):
    return base58check(TEST_SCRIPT_VERSION, hash160(script))


def script_address(script, prefix=REGTEST_PREFIX):
    """The address of a witness output script."""
    version = script[0] - 0x50 if script[0] else 0
    return segwit_address(version, script[2:], prefix)


def secret_text(secret):
    """A secret key for a compressed public key, as wallets exchange it on test networks."""
    return base58check(TEST_SECRET_VERSION, secret.to_bytes(32, "big") + b"\x01")
