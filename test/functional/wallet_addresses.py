#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Addresses: the same as BIP32 and the descriptors give, never twice, told about in full, called by names."""

from framework import address, script
from framework.hd_keys import KeyDescriptor, output_address
from framework.messages import Output
from framework.secp256k1 import multiply, to_bytes
from framework.test_case import main
from framework.wallet_test import ADDRESS_TYPES, NOBODY, NOT_LOADED, WalletTest

COMPARED = 20
KINDS = {"legacy": "pkh", "p2sh-segwit": "sh-wpkh", "bech32": "wpkh", "bech32m": "tr"}
PURPOSES = {"legacy": 44, "p2sh-segwit": 49, "bech32": 84, "bech32m": 86}
DESCRIPTOR = {"desc": "str", "timestamp": "num", "active": "bool", "internal": "bool", "range": ["num"], "next": "num",
              "next_index": "num"}
OF_KEY = {"timestamp": "num", "hdkeypath": "str", "hdseedid": "hex", "hdmasterfingerprint": "hex", "labels": ["str"]}
MINE = {"address": "str", "scriptPubKey": "hex", "ismine": "bool", "solvable": "bool", "desc": "str",
        "parent_desc": "str", "iswatchonly": "bool", "isscript": "bool", "iswitness": "bool"}
INFO = {"legacy": {**MINE, "pubkey": "hex", "iscompressed": "bool", "ischange": "bool", **OF_KEY},
        "p2sh-segwit": {**MINE, "script": "str", "hex": "hex", "pubkey": "hex",
                        "embedded": {"isscript": "bool", "iswitness": "bool", "witness_version": "num",
                                     "witness_program": "hex", "pubkey": "hex", "address": "str", "scriptPubKey": "hex"},
                        "ischange": "bool", **OF_KEY},
        "bech32": {**MINE, "witness_version": "num", "witness_program": "hex", "pubkey": "hex", "ischange": "bool",
                   **OF_KEY},
        "bech32m": {**MINE, "witness_version": "num", "witness_program": "hex", "ischange": "bool", **OF_KEY}}
FOREIGN = {"address": "str", "scriptPubKey": "hex", "ismine": "bool", "solvable": "bool", "iswatchonly": "bool",
           "isscript?": "bool", "iswitness": "bool", "witness_version?": "num", "witness_program?": "hex",
           "ischange": "bool", "labels": ["str"]}


class WalletAddressTest(WalletTest):
    """getnewaddress, getrawchangeaddress, getaddressinfo, listdescriptors and labels."""

    def set_nodes(self):
        self.add_node("-keypool=8")

    def run(self):
        self.rpc.createwallet("w")
        self.read_descriptors()
        self.check_derivation()
        self.check_secret_derivation()
        self.check_restart()
        self.check_information()
        self.check_foreign()
        self.check_arguments()
        self.check_labels()
        self.check_lookahead()

    def new(self, kind, internal):
        return self.rpc.getrawchangeaddress(kind) if internal else self.rpc.getnewaddress("", kind)

    def read_descriptors(self):
        self.step("the descriptors of a new wallet")
        answer = self.rpc.listdescriptors()
        self.has_shape(answer, {"wallet_name": "str", "descriptors": [DESCRIPTOR]})
        listed = answer["descriptors"]
        self.equal((len(listed), answer["wallet_name"]), (8, "w"))
        self.equal([one["desc"] for one in listed], sorted(one["desc"] for one in listed))
        self.descriptors = {}
        for one in listed:
            self.equal((one["active"], one["range"], one["next"], one["next_index"]), (True, [0, 7], 0, 0))
            parsed = KeyDescriptor(one["desc"])
            kind = next(name for name, short in KINDS.items() if short == parsed.kind)
            self.matches(parsed.origin, f"^[0-9a-f]{{8}}/{PURPOSES[kind]}h/1h/0h$")
            self.contains(one["desc"], f"/{int(one['internal'])}/*")
            self.descriptors[kind, one["internal"]] = parsed
        self.equal(len(self.descriptors), 8)
        self.equal(len({one.origin[:8] for one in self.descriptors.values()}), 1)

    def check_derivation(self):
        self.step(f"the first {COMPARED} addresses of each descriptor")
        self.given = {}
        for (kind, internal), descriptor in self.descriptors.items():
            found = [self.new(kind, internal) for _ in range(COMPARED)]
            self.equal(found, [descriptor.address(index) for index in range(COMPARED)], kind)
            self.given[kind, internal] = found
        every = [one for found in self.given.values() for one in found]
        self.equal(len(set(every)), len(every))
        self.equal(self.rpc.getnewaddress(), self.descriptors["bech32", False].address(COMPARED))
        for one in self.rpc.listdescriptors()["descriptors"]:
            done = COMPARED + (KeyDescriptor(one["desc"]).kind == "wpkh" and not one["internal"])
            self.equal((one["next"], one["range"]), (done, [0, done + 7]))

    def check_secret_derivation(self):
        self.step("with private keys: the same addresses from the master key")
        listed = self.rpc.listdescriptors(private=True)["descriptors"]
        self.equal([one["desc"] for one in listed], sorted(one["desc"] for one in listed))
        masters = set()
        for one in listed:
            self.contains(one["desc"], "(tprv")
            parsed = KeyDescriptor(one["desc"])
            self.equal(parsed.origin, None)
            kind = next(name for name, short in KINDS.items() if short == parsed.kind)
            given = self.given[kind, one["internal"]]
            for index in (0, 1, COMPARED - 1):
                self.equal(output_address(parsed.kind, parsed.key(index).public), given[index])
            masters.add(one["desc"].split("tprv")[1].split("/")[0])
        self.equal(len(masters), 1)

    def check_restart(self):
        self.step("a restart gives none again")
        for end in (self.node.stop, self.node.kill):
            given = self.rpc.getnewaddress()
            end()
            self.node.start()
            self.rpc.loadwallet("w")
            index = int(self.rpc.getaddressinfo(given)["hdkeypath"].rsplit("/", 1)[1])
            self.equal(self.rpc.getnewaddress(), self.descriptors["bech32", False].address(index + 1))

    def check_information(self):
        self.step("getaddressinfo of the wallet's own")
        for (kind, internal), given in self.given.items():
            descriptor, index = self.descriptors[kind, internal], 3
            info = self.rpc.getaddressinfo(given[index])
            self.has_shape(info, INFO[kind], kind)
            public = descriptor.key(index).public.hex()
            expected = {"address": given[index], "scriptPubKey": descriptor.script(index).hex(), "ismine": True,
                        "solvable": True, "parent_desc": descriptor.text, "iswatchonly": False,
                        "isscript": kind in ("p2sh-segwit", "bech32m"), "iswitness": kind.startswith("bech32"),
                        "ischange": internal, "labels": [] if internal else [""],
                        "hdkeypath": f"m/{PURPOSES[kind]}h/1h/0h/{int(internal)}/{index}",
                        "hdmasterfingerprint": descriptor.origin[:8], "hdseedid": "00" * 20}
            self.equal({key: info[key] for key in expected}, expected)
            self.contains(info["desc"], f"/{int(internal)}/{index}]" + (public[2:] if kind == "bech32m" else public))
            if kind != "bech32m":
                self.equal(info["pubkey"], public)
            if kind.startswith("bech32"):
                self.equal((info["witness_version"], info["witness_program"]),
                           (int(kind == "bech32m"), info["scriptPubKey"][4:]))
            if kind == "p2sh-segwit":
                self.check_embedded(info, descriptor.key(index).public)

    def check_embedded(self, info, public):
        program = script.pay_to_witness_key(public)
        self.equal((info["script"], info["hex"]), ("witness_v0_keyhash", program.hex()))
        self.equal(info["embedded"], {"isscript": False, "iswitness": True, "witness_version": 0,
                                      "witness_program": program[2:].hex(), "pubkey": public.hex(),
                                      "address": address.script_address(program), "scriptPubKey": program.hex()})

    def check_foreign(self):
        self.step("getaddressinfo of others, and of no address")
        key = bytes([2]) + to_bytes(multiply(7)[0])
        for kind in KINDS.values():
            info = self.rpc.getaddressinfo(output_address(kind, key))
            self.has_shape(info, FOREIGN, kind)
            self.equal((info["ismine"], info["solvable"], info["ischange"], info["labels"]), (False, False, False, []))
        self.equal(self.rpc.getaddressinfo("bcrt1p424qxxyd0r")["witness_program"], "aaaa")
        # What is left of an address that ends with p may be one with two wrong letters.
        truncated = next(given[:-1] for given in self.given["bech32", False] if given[-1] != "p")
        for text, message in (
                ("", "Invalid checksum or length of Base58 address (P2PKH or P2SH)"),
                ("bad", "Invalid checksum or length of Base58 address (P2PKH or P2SH)"),
                ("asfah14i8fajz0123f", "Invalid or unsupported Segwit (Bech32) or Base58 encoding."),
                ("17VZNX1SN5NtKa8UQFxwQbFeFc3iqRYhem", "Invalid or unsupported Base58-encoded address."),
                ("bcrt1qdkcu6tm0j96nvmykl4ml3advwuhezec3rgefg", "Invalid checksum"),
                ("bcrt1s0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav25430mtr",
                 "Invalid Bech32 address program size (41 bytes)"), (truncated, "Invalid checksum")):
            self.rpc_fails(-5, message, self.rpc.getaddressinfo, text)

    def check_arguments(self):
        self.step("types and labels that are none")
        for kind in ("", "bad", "Bech32", "bech23", "tr"):
            self.fails((-5, f"Unknown address type '{kind}'"), self.rpc.getnewaddress, "", kind)
            self.fails((-5, f"Unknown address type '{kind}'"), self.rpc.getrawchangeaddress, kind)
        self.fails((-11, "Invalid label name"), self.rpc.getnewaddress, "*")
        self.rpc_fails(-3, None, self.rpc.getnewaddress, 5)
        self.fails(NOT_LOADED, self.wallet("v").getnewaddress)
        before = self.rpc.listdescriptors()
        self.equal(self.rpc.listdescriptors(), before)

    def check_labels(self):
        self.step("labels")
        self.equal(self.rpc.listlabels(), [""])
        one, two = self.rpc.getnewaddress("рыба ✔"), self.rpc.getnewaddress(label="b", address_type="bech32m")
        three = self.rpc.getnewaddress("b")
        self.equal(self.rpc.listlabels(), ["", "b", "рыба ✔"])
        self.equal(self.rpc.getaddressesbylabel("рыба ✔"), {one: {"purpose": "receive"}})
        self.equal(self.rpc.getaddressesbylabel("b"), {each: {"purpose": "receive"} for each in sorted((two, three))})
        self.equal(self.rpc.setlabel(two, "c"), None)
        self.equal(self.rpc.setlabel(NOBODY, "theirs"), None)
        self.equal(self.rpc.listlabels(), ["", "b", "c", "theirs", "рыба ✔"])
        self.equal(self.rpc.listlabels("send"), ["theirs"])
        self.equal(self.rpc.listlabels("receive"), ["", "b", "c", "рыба ✔"])
        self.equal(self.rpc.getaddressesbylabel("theirs"), {NOBODY: {"purpose": "send"}})
        self.equal(self.rpc.getaddressinfo(NOBODY)["labels"], ["theirs"])
        self.rpc.setlabel(two, "b")
        self.equal(self.rpc.listlabels("receive"), ["", "b", "рыба ✔"])
        self.fails((-11, "No addresses with label c"), self.rpc.getaddressesbylabel, "c")
        self.fails((-11, "Invalid label name"), self.rpc.getaddressesbylabel, "*")
        self.fails((-11, "Invalid label name"), self.rpc.setlabel, two, "*")
        self.fails((-5, "Invalid Bitcoin address"), self.rpc.setlabel, "bad", "x")
        self.fails((-8, "Invalid 'purpose' argument, must be a known purpose string, typically 'send', or 'receive'."),
                   self.rpc.listlabels, "unknown")
        self.step("a label on an address for change makes it one that was given out")
        change = self.given["bech32", True][0]
        self.rpc.setlabel(change, "change")
        self.equal(self.rpc.getaddressinfo(change)["ischange"], False)
        self.node.restart()
        self.rpc.loadwallet("w")
        self.equal(self.rpc.listlabels(), ["", "b", "change", "theirs", "рыба ✔"])
        self.equal(self.rpc.getaddressinfo(one)["labels"], ["рыба ✔"])

    def check_lookahead(self):
        self.step("what pays to an address ahead of those given out is seen, and moves the others on")
        descriptor = self.descriptors["bech32m", False]
        begin = next(one["next"] for one in self.rpc.listdescriptors()["descriptors"] if one["desc"] == descriptor.text)
        block = self.make_block()
        # The last that is watched, and one behind it that is watched once the first is seen, in the same block.
        block.transactions[0].outputs = [Output(1_000, descriptor.script(begin + 7)),
                                         Output(2_000, descriptor.script(begin + 15)),
                                         Output(4_000, descriptor.script(begin + 24))]
        block = self.make_block(first=block.transactions[0])
        self.equal(self.rpc.submitblock(block.hex()), None)
        self.equal(self.balances(self.rpc), (0, 3_000))
        self.equal(self.rpc.getnewaddress("", "bech32m"), descriptor.address(begin + 16))


if __name__ == "__main__":
    main(WalletAddressTest)
