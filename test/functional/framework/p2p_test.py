# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Tests of the transports and payloads of peers in Python, by the vectors of BIP324 and others. framework_test.py runs them."""

import csv
import json
import unittest

from . import blocktools, ellswift, p2p_messages, p2p_v2, programs, secp256k1
from .messages import Transaction


def rows(name):
    folder = programs.data_folder()
    if folder is None:
        raise unittest.SkipTest("QUANTA_TEST_DATA is not set")
    with open(folder / "vectors" / "bips" / name, encoding="ascii") as file:
        return list(csv.DictReader(file))


class KeysThatLookRandom(unittest.TestCase):
    def test_decode(self):
        for row in rows("bip-0324-ellswift_decode_test_vectors.csv"):
            self.assertEqual(f"{ellswift.decode(bytes.fromhex(row['ellswift'])):064x}", row["x"], row["comment"])

    def test_inverse(self):
        for row in rows("bip-0324-xswiftec_inv_test_vectors.csv"):
            u, x = int(row["u"], 16), int(row["x"], 16)
            for case in range(ellswift.CASES):
                found = ellswift.inverse(x, u, case)
                self.assertEqual("" if found is None else f"{found:064x}", row[f"case{case}_t"], row["comment"])

    def test_new_keys_stand_for_their_point(self):
        for _ in range(4):
            secret, key = ellswift.new_key()
            self.assertEqual(ellswift.decode(key), secp256k1.multiply(secret)[0])


class Packets(unittest.TestCase):
    def test_vectors(self):
        for row in rows("bip-0324-packet_encoding_test_vectors.csv"):
            sides = (bytes.fromhex(row["in_ellswift_theirs"]), bytes.fromhex(row["in_ellswift_ours"]))
            initiating = row["in_initiating"] == "1"
            secret = ellswift.shared_secret(int(row["in_priv_ours"], 16), *sides, initiating)
            self.assertEqual(secret.hex(), row["mid_shared_secret"])
            session = p2p_v2.Session(secret, initiating, bytes.fromhex("f9beb4d9"))
            self.assertEqual(session.send_terminator.hex(), row["mid_send_garbage_terminator"])
            self.assertEqual(session.receive_terminator.hex(), row["mid_recv_garbage_terminator"])
            self.assertEqual(session.id.hex(), row["out_session_id"])
            for _ in range(int(row["in_idx"])):
                session.seal(b"")
            contents = bytes.fromhex(row["in_contents"]) * int(row["in_multiply"])
            if len(contents) > 100_000:
                continue  # A quarter of a minute for what the others show.
            packet = session.seal(contents, bytes.fromhex(row["in_aad"]), row["in_ignore"] == "1").hex()
            if row["out_ciphertext"]:
                self.assertEqual(packet, row["out_ciphertext"])
            self.assertTrue(packet.endswith(row["out_ciphertext_endswith"]))


class Payloads(unittest.TestCase):
    def test_siphash(self):
        folder = programs.data_folder()
        if folder is None:
            raise unittest.SkipTest("QUANTA_TEST_DATA is not set")
        count = 0
        for case in json.loads((folder / "vectors" / "siphash.json").read_text()):
            data = bytes.fromhex("".join(case["input"]))
            if len(data) % 8:
                continue
            keys = [int(key, 16) for key in case["key"]]
            found = p2p_messages.siphash(*keys, data)
            self.assertEqual(f"{found:016x}", case["expected"]["siphash24"])
            count += 1
        self.assertGreater(count, 4)

    def test_compact_block(self):
        source = blocktools.coinbase(1)
        spends = [blocktools.spend(source, fee=fee) for fee in range(5)]
        block = blocktools.make_block(bytes(32), 2, 1_700_000_000, spends)
        made = p2p_messages.read_cmpctblock(p2p_messages.cmpctblock(block, prefilled=(0, 3)))
        self.assertEqual(made.header, block.header)
        self.assertEqual(len(made.ids), 4)
        self.assertEqual({place: tx.txid() for place, tx in made.prefilled.items()},
                         {place: block.transactions[place].txid() for place in (0, 3)})

    def test_getblocktxn(self):
        self.assertEqual(p2p_messages.read_getblocktxn(p2p_messages.getblocktxn(bytes(32), [0, 1, 300])),
                         (bytes(32), [0, 1, 300]))

    def test_blocktxn(self):
        made = [Transaction(outputs=[], inputs=[]), blocktools.coinbase(5)]
        _, read = p2p_messages.read_blocktxn(p2p_messages.blocktxn(bytes(32), made[1:]))
        self.assertEqual([tx.txid() for tx in read], [made[1].txid()])

    def test_addresses(self):
        hosts = ["1.2.3.4", "2001:db8::1", "fc00::2", p2p_messages.onion(1)]
        entries = [p2p_messages.address(host, 8333 + at, age=at) for at, host in enumerate(hosts)]
        self.assertEqual(p2p_messages.read_addrv2(p2p_messages.addrv2(entries)), entries)
        self.assertEqual(p2p_messages.read_addr(p2p_messages.addr(entries[:2])), entries[:2])
