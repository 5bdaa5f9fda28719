# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Keys of wallets in plain Python: BIP32 derivation, the descriptors of single keys, addresses, signed inputs.

Made from the BIPs and not from the node, so that a test may compare the two.
"""

import hashlib
import hmac
import re
import struct

from . import script, sighash
from .address import BASE58, key_hash_address, script_address, script_hash_address
from .messages import double_sha256, hash160
from .secp256k1 import (GENERATOR, ORDER, add_points, from_bytes, lift_x, multiply, public_key, sign_ecdsa,
                        sign_schnorr, tagged_hash, to_bytes, tweak_secret)

TEST_PRIVATE, TEST_PUBLIC = bytes.fromhex("04358394"), bytes.fromhex("043587cf")
HARDENED = 0x80000000
DESCRIPTOR = re.compile(r"(?P<kind>pkh|wpkh|tr|sh\(wpkh)\((?:\[(?P<origin>[0-9a-f]{8}[^\]]*)\])?"
                        r"(?P<key>[0-9A-Za-z]+)(?P<path>(?:/\d+[h']?)*)(?P<every>/\*)?\)+#(?P<sum>[0-9a-z]{8})")


def from_base58check(text):
    """The bytes that `text` stands for, without their checksum."""
    number = 0
    for letter in text:
        number = number * 58 + BASE58.index(letter)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    data = bytes(len(text) - len(text.lstrip("1"))) + data
    if double_sha256(data[:-4])[:4] != data[-4:]:
        raise ValueError(f"wrong checksum: {text}")
    return data[:-4]


def parse_path(text):
    """The steps of "/84h/1h/0"."""
    return [int(step.rstrip("h'")) + (HARDENED if step[-1] in "h'" else 0) for step in text.split("/") if step]


def point_of(key):
    """The point of a compressed public key."""
    x, y = lift_x(from_bytes(key[1:]))
    return (x, y) if key[0] == 2 + y % 2 else (x, -y)


class ExtendedKey:
    """A key with its chain code; `secret` is None for a public one."""

    def __init__(self, chain_code, secret=None, public=None):
        self.chain_code = chain_code
        self.secret = secret
        self.public = public or public_key(secret)

    @classmethod
    def parse(cls, text):
        data = from_base58check(text)
        if data[:4] == TEST_PRIVATE and data[45] == 0:
            return cls(data[13:45], secret=from_bytes(data[46:]))
        if data[:4] == TEST_PUBLIC:
            return cls(data[13:45], public=data[45:])
        raise ValueError(f"no extended key of a test network: {text}")

    def child(self, number):
        """The key one step further (BIP32)."""
        step = struct.pack(">I", number)
        if number >= HARDENED:
            data = b"\x00" + to_bytes(self.secret) + step
        else:
            data = self.public + step
        digest = hmac.new(self.chain_code, data, hashlib.sha512).digest()
        tweak, code = from_bytes(digest[:32]), digest[32:]
        if self.secret is not None:
            return ExtendedKey(code, secret=(self.secret + tweak) % ORDER)
        x, y = add_points(multiply(tweak, GENERATOR), point_of(self.public))
        return ExtendedKey(code, public=bytes([2 + y % 2]) + to_bytes(x))

    def derive(self, steps):
        key = self
        for step in steps:
            key = key.child(step)
        return key

    def fingerprint(self):
        return hash160(self.public)[:4].hex()


class KeyDescriptor:
    """A descriptor as wallets have them: pkh, sh(wpkh), wpkh or tr of one extended key."""

    def __init__(self, text):
        found = DESCRIPTOR.fullmatch(text)
        if not found:
            raise ValueError(f"no descriptor of a single key: {text}")
        self.text = text
        self.kind = found["kind"].replace("(", "-")
        self.origin = found["origin"]
        self.is_ranged = found["every"] is not None
        self.m_key = ExtendedKey.parse(found["key"]).derive(parse_path(found["path"]))

    def key(self, index):
        return self.m_key.child(index) if self.is_ranged else self.m_key

    def script(self, index):
        """The output script at `index`."""
        return output_script(self.kind, self.key(index).public)

    def address(self, index):
        return output_address(self.kind, self.key(index).public)


def output_key(public):
    """The key of a taproot output without scripts, from its internal key (BIP341)."""
    internal = public[1:]
    tweak = from_bytes(tagged_hash("TapTweak", internal))
    return to_bytes(add_points(multiply(tweak), lift_x(from_bytes(internal)))[0])


def output_script(kind, public):
    """What pays to a key: `kind` is pkh, sh-wpkh, wpkh or tr."""
    if kind == "pkh":
        return script.pay_to_pubkey_hash(public)
    if kind == "tr":
        return script.pay_to_taproot(output_key(public))
    program = script.pay_to_witness_key(public)
    return program if kind == "wpkh" else script.pay_to_script_hash(program)


def output_address(kind, public):
    if kind == "pkh":
        return key_hash_address(public)
    if kind == "sh-wpkh":
        return script_hash_address(script.pay_to_witness_key(public))
    return script_address(output_script(kind, public))


def sign_input(tx, at, spent, kind, secret):
    """Signs input `at` of `tx`; `spent` are the outputs that all of its inputs spend."""
    one, public = tx.inputs[at], public_key(secret)
    if kind == "tr":
        one.witness = [sign_schnorr(tweak_secret(secret), sighash.taproot(tx, at, spent))]
        return
    code = script.pay_to_pubkey_hash(public)
    if kind == "pkh":
        one.script = script.script(sign_ecdsa(secret, sighash.legacy(tx, at, code)) + b"\x01", public)
        return
    digest = sighash.witness_v0(tx, at, code, spent[at].value)
    one.witness = [sign_ecdsa(secret, digest) + b"\x01", public]
    if kind == "sh-wpkh":
        one.script = script.push(script.pay_to_witness_key(public))
