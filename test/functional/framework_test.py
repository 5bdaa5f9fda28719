#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Tests of what the functional tests stand on. They need no node."""

import csv
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from framework.metrics_test import MetricsText  # noqa: E402,F401 (its tests run with those of this file)
from framework.p2p_test import KeysThatLookRandom, Packets, Payloads  # noqa: E402,F401 (and these)
from framework import (address, blocktools, hd_keys, messages, ports, programs, reference, rpc, script, secp256k1,  # noqa: E402
                       sighash, wait)

GENESIS = ("0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
           "67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000")
GENESIS_HASH = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"


def data_file(*parts):
    """A file of the test data; the test is skipped without it."""
    folder = programs.data_folder()
    if folder is None:
        raise unittest.SkipTest("QUANTA_TEST_DATA is not set")
    return folder.joinpath(*parts)


class PortTest(unittest.TestCase):
    """Tests that run at once on a machine do not get each other's ports."""

    def test_ranges_are_claimed_once(self):
        first, second = ports.PortRange(), ports.PortRange()
        self.addCleanup(first.release)
        self.addCleanup(second.release)
        self.assertNotEqual(first.first, second.first)
        freed = second.first
        second.release()
        self.assertFalse(first.claim(first.first))
        third = ports.PortRange()
        self.addCleanup(third.release)
        self.assertEqual(third.first, freed)

    def test_another_process_with_other_folders(self):
        mine = ports.PortRange()
        self.addCleanup(mine.release)
        with tempfile.TemporaryDirectory() as folder:
            said = subprocess.run([sys.executable, "-c", "from framework.ports import PortRange; print(PortRange().first)"],
                                  env=dict(os.environ, TMPDIR=folder), cwd=Path(__file__).resolve().parent,
                                  capture_output=True, check=True).stdout
        self.assertNotEqual(int(said), mine.first)

    def test_ports_in_use_are_passed_over(self):
        claimed = ports.PortRange()
        self.addCleanup(claimed.release)
        all_of_them = [claimed.free_port() for _ in range(ports.PORTS_PER_RANGE - 1)]
        self.assertEqual(all_of_them, list(range(claimed.first + 1, claimed.first + ports.PORTS_PER_RANGE)))
        with socket.create_server(("127.0.0.1", claimed.first + 1)):
            self.assertEqual(claimed.free_port(), claimed.first + 2)


class MessageTest(unittest.TestCase):
    def test_compact_size(self):
        for number in (0, 0xFC, 0xFD, 0xFFFF, 0x10000, 0xFFFFFFFF, 0x100000000):
            reader = messages.Reader(messages.compact_size(number))
            self.assertEqual(reader.compact_size(), number)
            self.assertTrue(reader.at_end())

    def test_header(self):
        header = messages.Header.parse(GENESIS)
        self.assertEqual(messages.hash_text(header.hash()), GENESIS_HASH)
        self.assertTrue(header.has_work())
        self.assertEqual(header.serialise().hex(), GENESIS)

    def test_short_data(self):
        with self.assertRaises(ValueError):
            messages.Header.parse(GENESIS[:-2])
        with self.assertRaises(ValueError):
            messages.Header.parse(GENESIS + "00")

    def test_chain_file(self):
        path = data_file("data", "signed-small", "blk00000.dat")
        manifest = json.loads(data_file("data", "signed-small", "manifest.json").read_text())
        last, count = None, 0
        for record in messages.block_records(path):
            block = messages.Block.parse(record)
            count += len(block.transactions)
            self.assertEqual(block.header.merkle_root,
                             blocktools.merkle_root([tx.txid() for tx in block.transactions]))
            self.assertEqual(block.serialise(), record)
            last = block
        self.assertEqual(last.hash_text(), manifest["tip"])
        self.assertEqual(count, manifest["txs"] + 1)


class ScriptTest(unittest.TestCase):
    def test_numbers(self):
        cases = {0: "00", 1: "51", 16: "60", -1: "4f", 17: "0111", 127: "017f", 128: "028000", 255: "02ff00",
                 256: "020001", -255: "02ff80", 32767: "02ff7f", 32768: "03008000"}
        for number, expected in cases.items():
            self.assertEqual(script.push_number(number).hex(), expected, number)

    def test_pushes(self):
        for size, prefix in ((75, "4b"), (76, "4c4c"), (255, "4cff"), (256, "4d0001"), (65536, "4e00000100")):
            self.assertEqual(script.push(bytes(size))[:-size].hex(), prefix)


class KeyTest(unittest.TestCase):
    def test_public_keys(self):
        self.assertEqual(secp256k1.public_key(1).hex(),
                         "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
        self.assertEqual(secp256k1.multiply(secp256k1.ORDER), None)
        self.assertEqual(secp256k1.public_key(secp256k1.ORDER - 1).hex()[2:], secp256k1.public_key(1).hex()[2:])

    def test_ecdsa_signature_holds(self):
        secret, digest = 0xC0FFEE, messages.double_sha256(b"text")
        signature = secp256k1.sign_ecdsa(secret, digest)
        r_size = signature[3]
        r = int.from_bytes(signature[4:4 + r_size], "big")
        s = int.from_bytes(signature[6 + r_size:], "big")
        inverse = pow(s, -1, secp256k1.ORDER)
        found = secp256k1.add_points(
            secp256k1.multiply(int.from_bytes(digest, "big") * inverse % secp256k1.ORDER),
            secp256k1.multiply(r * inverse % secp256k1.ORDER, secp256k1.multiply(secret)))
        self.assertEqual(found[0] % secp256k1.ORDER, r)
        self.assertLessEqual(s, secp256k1.ORDER // 2)

    def test_schnorr_vectors(self):
        with open(data_file("vectors", "bips", "bip-0340-test-vectors.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            message, signature = bytes.fromhex(row["message"]), bytes.fromhex(row["signature"])
            if row["secret key"]:
                secret = int(row["secret key"], 16)
                self.assertEqual(secp256k1.sign_schnorr(secret, message, bytes.fromhex(row["aux_rand"])), signature)
            found = secp256k1.verify_schnorr(bytes.fromhex(row["public key"]), message, signature)
            self.assertEqual(found, row["verification result"] == "TRUE", row["index"])

    def test_addresses(self):
        cases = json.loads(data_file("vectors", "key_io_valid.json").read_text())
        checked = 0
        for text, payload, about in cases:
            data = bytes.fromhex(payload)
            if about["isPrivkey"] or about["chain"] != "regtest":
                continue
            if data[:1] == b"\x76":
                made = address.base58check(address.TEST_KEY_VERSION, data[3:23])
            elif data[:1] == b"\xa9":
                made = address.base58check(address.TEST_SCRIPT_VERSION, data[2:22])
            else:
                made = address.script_address(data)
            self.assertEqual(made, text)
            checked += 1
        self.assertGreater(checked, 5)


class HdKeyTest(unittest.TestCase):
    def test_derivation(self):
        """The first chain of BIP32's vectors."""
        digest = hmac.new(b"Bitcoin seed", bytes(range(16)), hashlib.sha512).digest()
        key = hd_keys.ExtendedKey(digest[32:], secret=int.from_bytes(digest[:32], "big"))
        self.assertEqual(key.fingerprint(), "3442193e")
        key = key.derive(hd_keys.parse_path("/0h"))
        public = hd_keys.ExtendedKey(key.chain_code, public=key.public)
        expected = hd_keys.from_base58check("xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7"
                                            "Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ")
        for child in (key.child(1), public.child(1)):
            self.assertEqual(expected[13:45] + expected[45:], child.chain_code + child.public)
        self.assertEqual(public.child(1).secret, None)

    def test_texts(self):
        self.assertEqual(hd_keys.parse_path("/84h/1'/0"), [hd_keys.HARDENED + 84, hd_keys.HARDENED + 1, 0])
        for text in ("wpkh(tpub)", "multi(1,tpub/0/*)#00000000", "tr(xpub661MyMwAqRbcF)"):
            with self.assertRaises(ValueError):
                hd_keys.KeyDescriptor(text)
        with self.assertRaises(ValueError):
            hd_keys.from_base58check("mneYUmWYsuk7kySiURxCi3AGxrAqZxLgPY")

    def test_outputs(self):
        """The first receiving address of BIP86's vectors, by its script."""
        key = bytes.fromhex("02cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115")
        self.assertEqual(hd_keys.output_script("tr", key).hex(),
                         "5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c")


class SighashTest(unittest.TestCase):
    def test_legacy_vectors(self):
        cases = json.loads(data_file("vectors", "script", "sighash.json").read_text())
        checked = 0
        for raw, code, index, kind, expected in (case for case in cases if len(case) == 5):
            if "ab" in code or kind < 0:
                continue  # code separators are taken out first, which our scripts have none of
            tx = messages.Transaction.parse(raw)
            digest = sighash.legacy(tx, index, bytes.fromhex(code), kind)
            self.assertEqual(messages.hash_text(digest), expected)
            checked += 1
        self.assertGreater(checked, 50)

    def test_taproot_vectors(self):
        case = json.loads(data_file("vectors", "bips", "bip-0341-wallet-test-vectors.json").read_text())["keyPathSpending"][0]
        tx = messages.Transaction.parse(case["given"]["rawUnsignedTx"])
        spent = [messages.Output(one["amountSats"], bytes.fromhex(one["scriptPubKey"]))
                 for one in case["given"]["utxosSpent"]]
        for item in case["inputSpending"]:
            given, between = item["given"], item["intermediary"]
            digest = sighash.taproot(tx, given["txinIndex"], spent, given["hashType"])
            self.assertEqual(digest.hex(), between["sigHash"])
            root = bytes.fromhex(given["merkleRoot"] or "")
            secret = secp256k1.tweak_secret(int(given["internalPrivkey"], 16), root)
            self.assertEqual(f"{secret:064x}", between["tweakedPrivkey"])


class BlockTest(unittest.TestCase):
    def test_subsidy(self):
        self.assertEqual([blocktools.subsidy(height) for height in (1, 149, 150, 300)],
                         [50 * 10**8, 50 * 10**8, 25 * 10**8, 1250000000])
        self.assertEqual(blocktools.subsidy(150 * 64), 0)

    def test_made_block(self):
        source = blocktools.coinbase(1, script.ANYONE_WITNESS)
        tx = blocktools.spend(source, fee=1000)
        block = blocktools.make_block(GENESIS_HASH, 102, 1296688800, [tx])
        self.assertTrue(block.header.has_work())
        self.assertEqual(messages.Block.parse(block.serialise()), block)
        self.assertEqual(len(block.transactions[0].outputs), 2)
        self.assertEqual(block.transactions[0].outputs[1].script[:6].hex(), "6a24aa21a9ed")

    def test_known_commitment(self):
        """The commitment of a block with only its coinbase is over 32 zero bytes and the reserved value."""
        block = messages.Block(transactions=[blocktools.coinbase(1)])
        blocktools.commit_to_witness(block)
        self.assertEqual(block.transactions[0].outputs[1].script.hex(),
                         "6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9")


class RpcTest(unittest.TestCase):
    def test_numbers_are_exact(self):
        text = rpc.to_json({"a": Decimal("0.10000000"), "b": [1, True, None, "\u00e9"], "c": 0.5})
        self.assertEqual(text, '{"a":0.10000000,"b":[1,true,null,"\\u00e9"],"c":0.5}')
        reply = rpc.Reply(200, {}, b'{"value":25.00031200}')
        self.assertEqual(str(reply.json()["value"]), "25.00031200")

    def test_wrapper_command(self):
        saved = {name: os.environ.pop(name, None) for name in ("QUANTAD", "QUANTA_CMD")}
        try:
            os.environ["QUANTA_CMD"] = "quanta -m"
            self.assertEqual(programs.node_command(), [str(programs.BUILD / "bin" / "quanta"), "-m", "node"])
            os.environ["QUANTAD"] = "/opt/quantad"
            self.assertEqual(programs.node_command(), ["/opt/quantad"])
        finally:
            for name, value in saved.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value

    def test_wait_gives_up(self):
        with self.assertRaises(wait.WaitTimeout):
            wait.until(lambda: False, 0.02, "nothing")
        self.assertEqual(wait.until(lambda: 7, 1), 7)


class ReferenceTest(unittest.TestCase):
    """What replies are compared with."""

    SPEC = {"name": "str", "hash?": "hex", "sum": "amount", "list": [{"oneOf": ["num", {"a": "bool"}]}],
            "pair": {"tuple": ["num", "time"]}, "map": {"*": "null"}}
    GOOD = {"name": "x", "sum": Decimal("1.00000000"), "list": [1, {"a": True}], "pair": [1, 2], "map": {"k": None}}

    def faults(self, value, recorded=()):
        order = reference.KeyOrder()
        for one in recorded:
            order.learn(one)
        return reference.ShapeCheck(order).faults(value, self.SPEC)

    def test_good_replies(self):
        self.assertEqual(self.faults(self.GOOD), [])
        self.assertEqual(self.faults({"name": "x", "hash": "00ff", **self.GOOD}), [])

    def test_bad_replies(self):
        bad = ({"name": 1}, {"hash": "0"}, {"hash": "FF"}, {"sum": Decimal("1.0")}, {"sum": 1}, {"list": [True]},
               {"list": {}}, {"list": [{"a": 1}]}, {"pair": [1]}, {"pair": [1, Decimal("2.5")]}, {"map": {"k": 1}},
               {"map": []}, {"more": 1})
        for change in bad:
            value = {"name": "x", "hash": "00", **self.GOOD, **change}
            self.assertEqual(len(self.faults(value)), 1, change)
        for key in self.GOOD:
            self.assertEqual(self.faults({name: value for name, value in self.GOOD.items() if name != key}),
                             [f"the reply: {key} is missing"])

    def test_order(self):
        turned = dict(reversed(self.GOOD.items()))
        self.assertEqual(self.faults(turned), ["the reply: map stands before pair"])
        self.assertEqual(self.faults(turned, [turned]), [], "recorded replies count more than the declaration")
        self.assertEqual(self.faults(self.GOOD, [turned]), ["the reply: name stands before sum"])

    def test_types_of_parameters(self):
        expected = {"str": "string", "any": None, "time": "number", "bool": "bool"}
        self.assertEqual({kind: reference.json_type(kind) for kind in expected}, expected)
        self.assertEqual(reference.json_type(["hex"]), "array")
        self.assertEqual(reference.json_type({"oneOf": ["int", "str"]}), None)
        self.assertEqual(reference.json_type({"a?": "num"}), "object")


if __name__ == "__main__":
    unittest.main()
