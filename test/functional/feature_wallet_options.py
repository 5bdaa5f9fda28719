#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Options that concern wallets."""

from framework import programs
from framework.test_case import main
from framework.wallet_test import ADDRESS_TYPES, WalletTest

BEGIN = {"legacy": "mn", "p2sh-segwit": "2", "bech32": "bcrt1q", "bech32m": "bcrt1p"}


class WalletOptionTest(WalletTest):
    """-disablewallet, -walletdir, -keypool, -addresstype, -changetype, and mistakes in them."""

    def set_nodes(self):
        self.add_node("-keypool=5", start=False)

    def run(self):
        self.check_mistakes()
        self.check_disabled()
        self.check_types()
        self.check_keypool()
        self.check_directory()

    def kind_of(self, address):
        return next(kind for kind, begin in BEGIN.items()
                    if address.startswith(begin) or kind == "legacy" and address[0] in begin)

    def check_mistakes(self):
        self.step("mistakes are told at the start")
        (self.folder / "file").write_text("no folder")
        for option, words in (("-addresstype=bad", "Unknown address type 'bad'"),
                              ("-changetype=Legacy", "Unknown change type 'Legacy'"),
                              ("-keypool=many", "-keypool"), ("-keypool=1000001", "-keypool"),
                              (f"-walletdir={self.folder}/none", "does not exist"),
                              (f"-walletdir={self.folder}/file", "is not a directory"),
                              ("-walletdir=.", "is a relative path")):
            self.node.fails_to_start([option], words)
        sandbox = "Unknown -sandbox mode 'of'" if programs.is_multiprocess() else "takes separate processes"
        self.node.fails_to_start(["-sandbox=of"], sandbox)

    def check_disabled(self):
        self.step("-disablewallet")
        # What concerns wallets is not looked at.
        self.node.start("-disablewallet", "-wallet=none", "-addresstype=bad")
        for method in ("createwallet", "listwallets", "getnewaddress", "listwalletdir"):
            self.rpc_fails(-32601, "Method not found", getattr(self.rpc, method))
        self.equal(self.rpc.help("getbalance"), "help: unknown command: getbalance")
        self.true("== Wallet ==" not in self.rpc.help(), "no wallet methods in the overview")
        self.equal(self.wallet_processes(), [])
        self.node.stop()
        self.true(not (self.node.chain_folder / "wallets").exists(), "no folder for wallets")

    def check_types(self):
        self.step("-addresstype and -changetype")
        for number, kind in enumerate(ADDRESS_TYPES):
            change = ADDRESS_TYPES[number - 1]
            self.node.start(f"-addresstype={kind}", f"-changetype={change}")
            self.rpc.createwallet(f"type {kind}")
            self.equal(self.kind_of(self.rpc.getnewaddress()), kind)
            self.equal(self.kind_of(self.rpc.getrawchangeaddress()), change)
            self.equal(self.kind_of(self.rpc.getnewaddress("", change)), change)
            self.node.restart(f"-addresstype={change}")
            self.rpc.loadwallet(f"type {kind}")
            self.equal(self.kind_of(self.rpc.getnewaddress()), change)
            self.equal(self.kind_of(self.rpc.getrawchangeaddress()), change)
            self.node.stop()

    def check_keypool(self):
        self.step("-keypool")
        for given, size in (("-keypool=3", 3), ("-keypool=7", 7), ("-keypool=1", 1), ("-keypool=0", 1)):
            # Given twice, the last counts.
            self.node.start(given)
            self.rpc.createwallet(f"pool {given}")
            info = self.rpc.getwalletinfo()
            self.equal((info["keypoolsize"], info["keypoolsize_hd_internal"]), (4 * size, 4 * size))
            self.equal(self.rpc.listdescriptors()["descriptors"][0]["range"], [0, size - 1])
            self.node.stop()
        self.node.start("-keypool=9")
        self.rpc.loadwallet("pool -keypool=3")
        self.equal(self.rpc.getwalletinfo()["keypoolsize"], 4 * 9)
        self.node.stop()

    def check_directory(self):
        self.step("-walletdir")
        place = self.folder / "my wallets"
        place.mkdir()
        self.node.start(f"-walletdir={place}")
        self.equal(self.rpc.listwalletdir(), {"wallets": []})
        self.rpc.createwallet("elsewhere")
        self.true((place / "elsewhere" / "wallet.dat").exists(), "it is there")
        self.equal(self.rpc.listwalletdir(), {"wallets": [{"name": "elsewhere", "warnings": []}]})
        self.node.restart(f"-walletdir={place}", "-wallet=elsewhere")
        self.equal(self.rpc.listwallets(), ["elsewhere"])
        self.node.stop()
        self.node.write_conf(f"[regtest]\nwalletdir={place}\nwallet=elsewhere\n")
        self.node.start()
        self.equal(self.rpc.listwallets(), ["elsewhere"])
        self.node.stop()
        self.node.write_conf("")


if __name__ == "__main__":
    main(WalletOptionTest)
