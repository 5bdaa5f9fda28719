#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Wallets are made, loaded, listed, told about and let go of: answers, errors, names, paths."""

from framework import programs
from framework.test_case import main
from framework.wallet_test import LAST_BLOCK, MANY_WALLETS, NO_WALLET, NOT_LOADED, WalletTest

INFO = {"walletname": "str", "walletversion": "num", "format": "str", "txcount": "num", "keypoolsize": "num",
        "keypoolsize_hd_internal": "num", "private_keys_enabled": "bool", "avoid_reuse": "bool", "scanning": "bool",
        "descriptors": "bool", "external_signer": "bool", "blank": "bool", "birthtime?": "num", "flags": ["str"],
        "lastprocessedblock": LAST_BLOCK}
OF_WALLETS = ("getnewaddress", "getrawchangeaddress", "getbalance", "getbalances", "listtransactions", "listunspent",
              "getwalletinfo", "listdescriptors", "listlabels")
METHODS = sorted(OF_WALLETS + ("createwallet", "loadwallet", "unloadwallet", "listwallets", "listwalletdir",
                               "getaddressinfo", "gettransaction", "setlabel", "getaddressesbylabel"))
VERIFY = "Wallet file verification failed. "
NAMES = ("plain", "two words", "ünï-丁寧 ✔", "deep/er/down", "100%20", "a+b&c=d?e#f", ".hidden", "-dash", "...",
         "quote'\"", "new\nline", "x" * 200)


class WalletBasicTest(WalletTest):
    """createwallet, loadwallet, unloadwallet, listwallets, listwalletdir, getwalletinfo."""

    def set_nodes(self):
        self.add_node("-keypool=4")

    def run(self):
        self.check_help_asks_nobody()
        self.check_without_wallets()
        self.check_first()
        self.check_second()
        self.check_kinds()
        self.check_create_errors()
        self.check_load_errors()
        self.check_unload()
        self.check_names()
        self.check_absolute_path()
        self.check_command_line()

    def wallets_path(self, name):
        return str(self.node.chain_folder / "wallets" / name)

    def check_help_asks_nobody(self):
        self.step("help, typos and listwallets start no process")
        overview = self.rpc.help()
        section = overview[overview.index("== Wallet =="):]
        listed = {line.split(" ")[0] for line in section.splitlines()[1:] if line}
        self.equal([method for method in METHODS if method not in listed], [])
        for method in METHODS:
            self.true(self.rpc.help(method).startswith(method), f"help of {method}")
        self.rpc_fails(-1, None, self.rpc.getnewaddress, "label", "bech32", "more")
        self.rpc_fails(-1, None, self.rpc.createwallet)
        self.rpc_fails(-3, None, self.rpc.createwallet, 7)
        self.fails((-8, "Unknown named parameter nosuch"), self.rpc.getnewaddress, nosuch="x")
        self.rpc_fails(-1, None, self.wallet("w").listwallets, 1)
        self.equal(self.rpc.listwallets(), [])
        self.equal(self.wallet("w").listwallets(), [])
        self.equal(self.node.cli("help", "getnewaddress").returncode, 0)
        self.equal(self.wallet_processes(), [])

    def check_without_wallets(self):
        self.step("no wallet is loaded")
        for method in OF_WALLETS:
            self.fails(NO_WALLET, getattr(self.rpc, method))
            self.fails(NOT_LOADED, getattr(self.wallet("nope"), method))
            self.fails(NOT_LOADED, getattr(self.wallet(""), method))
        self.fails(NO_WALLET, self.rpc.gettransaction, "00" * 32)
        self.fails(NO_WALLET, self.rpc.getaddressinfo, "x")
        self.equal(self.rpc.listwalletdir(), {"wallets": []})
        self.equal(len(self.wallet_processes()), 1 if programs.is_multiprocess() else 0)

    def check_first(self):
        self.step("one wallet")
        self.equal(self.rpc.createwallet("w1"), {"name": "w1"})
        self.equal(self.rpc.listwallets(), ["w1"])
        self.equal(self.rpc.listwalletdir(), {"wallets": [{"name": "w1", "warnings": []}]})
        info = self.rpc.getwalletinfo()
        self.has_shape(info, INFO)
        self.equal(info, self.wallet("w1").getwalletinfo())
        expected = {"walletname": "w1", "walletversion": 169900, "format": "sqlite", "txcount": 0, "keypoolsize": 16,
                    "keypoolsize_hd_internal": 16, "private_keys_enabled": True, "avoid_reuse": False,
                    "scanning": False, "descriptors": True, "external_signer": False, "blank": False,
                    "birthtime": info["birthtime"], "flags": ["last_hardened_xpub_cached", "descriptor_wallet"],
                    "lastprocessedblock": {"hash": self.node.tip(), "height": 0}}
        self.equal(info, expected)
        self.equal(self.wallet_file("w1").stat().st_mode & 0o777, 0o600)
        self.equal(self.wallet_file("w1").parent.stat().st_mode & 0o777, 0o700)

    def check_second(self):
        self.step("several wallets")
        self.equal(self.rpc.createwallet(wallet_name="w2", avoid_reuse=True), {"name": "w2"})
        self.equal(self.rpc.listwallets(), ["w1", "w2"])
        for method in OF_WALLETS:
            self.fails(MANY_WALLETS, getattr(self.rpc, method))
        self.equal([self.wallet(name).getwalletinfo()["walletname"] for name in ("w1", "w2")], ["w1", "w2"])
        info = self.wallet("w2").getwalletinfo()
        self.equal((info["avoid_reuse"], info["flags"]),
                   (True, ["avoid_reuse", "last_hardened_xpub_cached", "descriptor_wallet"]))
        # Methods that are of no wallet do not mind one in the path.
        self.equal(self.wallet("w2").getblockcount(), 0)
        self.equal(self.wallet("nope").getblockcount(), 0)
        self.rpc_fails(-32601, "Method not found", self.wallet("w2").nosuch)
        answers = self.wallet("w2").batch([("getwalletinfo",), ("nosuch",), ("getbalance",)])
        self.equal((answers[0]["walletname"], answers[1].code, answers[2]), ("w2", -32601, 0))

    def check_kinds(self):
        self.step("wallets without keys, and blank ones")
        for options, flags, enabled, blank in (
                ({"blank": True}, ["blank"], True, True),
                ({"disable_private_keys": True}, ["disable_private_keys"], False, False),
                ({"disable_private_keys": True, "blank": True}, ["disable_private_keys", "blank"], False, True)):
            self.equal(self.rpc.createwallet(wallet_name="other", **options), {"name": "other"})
            wallet = self.wallet("other")
            for _ in range(2):
                info = wallet.getwalletinfo()
                self.has_shape(info, INFO)
                self.true("birthtime" not in info, "it has no key")
                self.equal(info["flags"], ["last_hardened_xpub_cached", *flags, "descriptor_wallet"])
                self.equal((info["private_keys_enabled"], info["blank"], info["keypoolsize"]), (enabled, blank, 0))
                self.equal(wallet.listdescriptors(), {"wallet_name": "other", "descriptors": []})
                for call in (wallet.getnewaddress, wallet.getrawchangeaddress):
                    self.fails((-4, "Error: This wallet has no available keys"), call)
                # It is the same when it was loaded.
                self.equal(wallet.unloadwallet(), {})
                self.equal(self.rpc.loadwallet("other"), {"name": "other"})
            self.equal(wallet.unloadwallet(), {})
            self.wallet_file("other").unlink()
        empty = self.rpc.createwallet(wallet_name="empty", passphrase="")
        self.equal(empty, {"name": "empty",
                           "warnings": ["Empty string given as passphrase, wallet will not be encrypted."]})
        self.equal(self.rpc.unloadwallet("empty"), {})

    def check_create_errors(self):
        self.step("wallets that cannot be made")
        create, loaded = self.rpc.createwallet, self.rpc.listwallets()
        for name in ("w1", "empty"):
            self.fails((-4, f"{VERIFY}Failed to create database path '{self.wallets_path(name)}'. Database already "
                            "exists."), create, name)
        self.fails((-8, "Wallet name cannot be empty"), create, "")
        self.fails((-4, VERIFY + "Wallet name cannot be the root path"), create, "/")
        for name in (".", "..", "../w", "../wallets/w"):
            self.fails((-4, VERIFY + "Wallet name given as a relative path cannot begin with ./ or ../, for wallets not "
                                     "in the walletdir, please use an absolute path."), create, name)
        for name in ("w/", "./", "./w", "a//b", "a/./b", "a/../b", "/tmp//x", "/tmp/../tmp/x"):
            self.fails((-4, VERIFY + "Wallet name given as a path must be normalized"), create, name)
        self.fails((-4, "descriptors argument must be set to \"true\"; it is no longer possible to create a legacy "
                        "wallet."), create, wallet_name="x", descriptors=False)
        self.fails((-4, "Passphrase provided but private keys are disabled. A passphrase is only used to encrypt "
                        "private keys, so cannot be used for wallets with private keys disabled."),
                   create, "x", True, False, "secret")
        self.fails((-4, "Private keys must be disabled when using an external signer"),
                   create, wallet_name="x", external_signer=True)
        self.rpc_fails(-4, None, create, "x", False, False, "secret")
        (self.node.chain_folder / "wallets" / "file").write_text("no folder")
        for name in ("file/in", "y" * 300):
            self.rpc_fails(-4, None, create, name)
        self.rpc_fails(-4, None, create, "file")
        self.equal(self.rpc.listwallets(), loaded)
        self.equal([one["name"] for one in self.rpc.listwalletdir()["wallets"]], ["empty", "w1", "w2"])
        self.true(not self.wallet_file("x").exists(), "nothing was left")

    def check_load_errors(self):
        self.step("wallets that cannot be loaded")
        load = self.rpc.loadwallet
        self.fails((-35, 'Wallet "w1" is already loaded.'), load, "w1")
        self.fails((-35, 'Wallet "w1" is already loaded.'), self.wallet("w2").loadwallet, "w1")
        self.fails((-18, f"{VERIFY}Failed to load database path '{self.wallets_path('nope')}'. Path does not exist."),
                   load, "nope")
        (self.node.chain_folder / "wallets" / "hollow").mkdir()
        self.fails((-18, f"{VERIFY}Failed to load database path '{self.wallets_path('hollow')}'. Data is not in "
                         "recognized format."), load, "hollow")
        self.matches(self.error_of(load, "file")[1], r"Invalid -wallet path 'file'\. -wallet path should point to")
        self.rpc_fails(-4, VERIFY + "Wallet name cannot be the root path", load, "/")
        self.rpc_fails(-4, VERIFY + "Wallet name given as a path must be normalized", load, "w1/")
        self.equal(self.rpc.listwallets(), ["w1", "w2"])

    def check_unload(self):
        self.step("unloadwallet by path, by parameter and by both")
        unload = self.rpc.unloadwallet
        self.fails((-8, "Either the RPC endpoint wallet or the wallet name parameter must be provided"), unload)
        self.fails((-8, "The RPC endpoint wallet and the wallet name parameter specify different wallets"),
                   self.wallet("w1").unloadwallet, "w2")
        self.fails(NOT_LOADED, unload, "nope")
        self.fails(NOT_LOADED, unload, "")
        self.fails(NOT_LOADED, self.wallet("nope").unloadwallet)
        for call in (lambda: unload("w1"), self.wallet("w1").unloadwallet, lambda: self.wallet("w1").unloadwallet("w1")):
            self.equal(call(), {})
            self.equal(self.rpc.listwallets(), ["w2"])
            self.fails(NOT_LOADED, self.wallet("w1").getbalance)
            self.fails(NOT_LOADED, unload, "w1")
            self.equal(self.rpc.getwalletinfo()["walletname"], "w2")
            self.equal(self.rpc.loadwallet(filename="w1"), {"name": "w1"})
        self.equal(self.rpc.listwallets(), ["w2", "w1"])

    def check_names(self):
        self.step("names of all kinds")
        made = {}
        for name in NAMES:
            self.equal(self.rpc.createwallet(name), {"name": name})
            made[name] = self.wallet(name).getnewaddress()
            self.equal(self.wallet(name).getwalletinfo()["walletname"], name)
        self.equal(self.rpc.listwallets(), ["w2", "w1", *NAMES])
        self.equal(sorted(one["name"] for one in self.rpc.listwalletdir()["wallets"]),
                   sorted([*NAMES, "empty", "w1", "w2"]))
        for name in NAMES:
            self.equal(self.wallet(name).unloadwallet(), {})
            self.equal(self.rpc.loadwallet(name), {"name": name})
            self.true(self.wallet(name).getaddressinfo(made[name])["ismine"], f"{name!r} has its address")
            self.equal(self.rpc.unloadwallet(name), {})
        self.equal(self.rpc.listwallets(), ["w2", "w1"])

    def check_absolute_path(self):
        self.step("a wallet elsewhere, by its path")
        place = str(self.folder / "else where")
        if programs.is_multiprocess():
            # Its process may not reach beyond the directory of wallets.
            self.rpc_fails(-4, None, self.rpc.createwallet, place)
            self.true(not (self.folder / "else where").exists(), "nothing is there")
            return
        self.equal(self.rpc.createwallet(place), {"name": place})
        self.true((self.folder / "else where" / "wallet.dat").exists(), "it is there")
        self.equal(self.wallet(place).getwalletinfo()["walletname"], place)
        self.equal(self.wallet(place).unloadwallet(), {})
        self.equal(self.rpc.loadwallet(place), {"name": place})
        self.equal(self.rpc.unloadwallet(place), {})

    def check_command_line(self):
        self.step("-rpcwallet")
        self.rpc.createwallet("two words and ü/more")
        for name in ("w1", "two words and ü/more"):
            done = self.node.cli(f"-rpcwallet={name}", "getwalletinfo")
            self.equal((done.returncode, done.stderr), (0, ""))
            self.contains(done.stdout, f'"walletname": "{name}"')
        done = self.node.cli("getwalletinfo")
        self.equal(done.returncode, 19)
        self.contains(done.stderr, "-rpcwallet")


if __name__ == "__main__":
    main(WalletBasicTest)
