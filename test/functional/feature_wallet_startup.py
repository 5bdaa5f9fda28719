#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Which wallets a node loads when it starts."""

import json

from framework import programs
from framework.test_case import main
from framework.wallet_test import WalletTest


class WalletStartupTest(WalletTest):
    """-wallet, load_on_startup and settings.json."""

    def set_nodes(self):
        self.add_node("-keypool=2")

    def run(self):
        self.check_start()
        self.check_settings_file()

    def settings(self):
        return json.loads((self.node.chain_folder / "settings.json").read_text())

    def check_start(self):
        self.step("-wallet")
        node = self.node
        for name in ("a", "b c", "ü"):
            self.rpc.createwallet(name)
        node.restart()
        self.equal(self.rpc.listwallets(), [])
        self.equal(self.wallet_processes(), [])
        node.restart("-wallet=b c", "-wallet=ü")
        self.equal(self.rpc.listwallets(), ["b c", "ü"])
        node.restart("-wallet=b c", "-nowallet")
        self.equal(self.rpc.listwallets(), [])
        behind = len(node.log())
        node.restart("-wallet=nope", "-wallet=a", "-wallet=a", "-wallet=/")
        self.equal(self.rpc.listwallets(), ["a"])
        for words in ("Path does not exist", "Wallet name cannot be the root path", 'Wallet "a" is already loaded'):
            self.contains(node.log()[behind:], words)
        self.equal(len(self.wallet_processes()), int(programs.is_multiprocess()))
        node.stop()

    def check_settings_file(self):
        self.step("load_on_startup and settings.json")
        node = self.node
        node.start()
        self.rpc.createwallet(wallet_name="yes", load_on_startup=True)
        self.rpc.createwallet(wallet_name="no", load_on_startup=False)
        self.rpc.createwallet(wallet_name="open")
        self.equal(self.settings()["wallet"], ["yes"])
        node.restart()
        self.equal(self.rpc.listwallets(), ["yes"])
        self.rpc.loadwallet("open", True)
        self.rpc.loadwallet(filename="no", load_on_startup=True)
        self.equal(self.settings()["wallet"], ["yes", "open", "no"])
        self.wallet("yes").unloadwallet(load_on_startup=False)
        self.rpc.unloadwallet("no")
        self.equal(self.settings()["wallet"], ["open", "no"])
        # A call that fails changes nothing.
        self.rpc_fails(-35, None, self.rpc.loadwallet, "open", False)
        self.rpc_fails(-18, None, self.rpc.loadwallet, "nope", True)
        self.rpc_fails(-18, None, self.rpc.unloadwallet, "nope", False)
        self.equal(self.settings()["wallet"], ["open", "no"])
        node.kill()
        node.start()
        self.equal(self.rpc.listwallets(), ["open", "no"])
        self.rpc.unloadwallet("open", False)
        self.rpc.unloadwallet("no", False)
        self.true("wallet" not in self.settings(), "none is left")
        node.restart()
        self.equal(self.rpc.listwallets(), [])
        node.restart("-wallet=yes")
        self.equal(self.rpc.listwallets(), ["yes"])
        self.rpc.loadwallet("open", True)
        node.restart("-wallet=yes")
        self.equal(sorted(self.rpc.listwallets()), ["open", "yes"])
        node.restart("-nosettings")
        self.equal(self.rpc.listwallets(), [])
        self.rpc.loadwallet("no", True)
        self.equal(self.settings()["wallet"], ["open"])
        node.stop()


if __name__ == "__main__":
    main(WalletStartupTest)
