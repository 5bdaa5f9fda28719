#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The command that is run for transactions of wallets."""

from framework.test_case import main
from framework.wallet_test import NOBODY, WalletTest, to_sat
from framework.wait import until


class WalletNotifyTest(WalletTest):
    """-walletnotify with what stands for %s, %w, %b and %h."""

    def set_nodes(self):
        self.add_node("-keypool=5", f"-walletnotify=echo %s %w %b %h >> '{self.folder}/told'")

    def run(self):
        self.check_notify()
        self.check_without()

    def told(self):
        path = self.folder / "told"
        return [line for line in path.read_text().splitlines() if line] if path.exists() else []

    def wait_told(self, lines):
        until(lambda: sorted(self.told()) == sorted(lines), what=f"told are {lines}")

    def check_notify(self):
        self.step("each transaction once, when its block comes")
        name = "it's $(touch bad) `w`"
        self.rpc.createwallet(name)
        self.rpc.createwallet("silent")
        address = self.wallet(name).getnewaddress()

        def line(block_hash, confirmed=True):
            block = self.rpc.getblock(block_hash, 1)
            place = f"{block_hash} {block['height']}" if confirmed else "unconfirmed -1"
            return f"{block['tx'][0]} {name} {place}"

        made = self.rpc.generatetoaddress(2, address) + self.rpc.generatetoaddress(1, NOBODY)
        expected = [line(each) for each in made[:2]]
        self.wait_told(expected)
        self.step("a reorganisation")
        self.rpc.invalidateblock(made[1])
        expected.append(line(made[1], confirmed=False))
        self.wait_told(expected)
        self.rpc.reconsiderblock(made[1])
        expected.append(line(made[1]))
        self.wait_told(expected)
        self.step("what is spent is told, too")
        self.rpc.generatetoaddress(99, NOBODY)
        coins = self.wallet(name).listunspent()
        spent = self.spend_of(self.wallet(name), coins[:1], [(NOBODY, to_sat(coins[0]["amount"]))])
        block = self.mine([spent])
        expected.append(f"{self.rpc.getblock(block.hash_text(), 1)['tx'][1]} {name} {block.hash_text()} "
                        f"{self.node.height()}")
        self.wait_told(expected)
        self.true(not (self.node.folder / "bad").exists(), "a name is no command")

    def check_without(self):
        self.step("a node without the command")
        before = self.told()
        self.node.restart("-nowalletnotify")
        self.rpc.loadwallet("silent")
        self.rpc.generatetoaddress(1, self.rpc.getnewaddress())
        self.equal(self.rpc.getwalletinfo()["txcount"], 1)
        self.node.stop()
        self.equal(self.told(), before)


if __name__ == "__main__":
    main(WalletNotifyTest)
