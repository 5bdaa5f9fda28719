#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Wallets follow the chain: reorganisations, restarts, kills, absence, another node, a node that has pruned."""

import shutil

from framework import blocktools, script
from framework.address import script_address
from framework.messages import COIN, Output, hash_text
from framework.test_case import main
from framework.wallet_test import NOBODY, WalletTest, to_sat

SUBSIDY = 50 * COIN
NOBODY_ELSE = script_address(script.pay_to_witness_script(script.script(script.OP_16)))
PRUNED_BLOCKS = 420
PRUNED_BLOCK_BYTES = 2_000
GONE = ("Wallet loading failed. Prune: last wallet synchronisation goes beyond pruned data. You need to -reindex "
        "(download the whole blockchain again in case of a pruned node)")


class WalletFollowTest(WalletTest):
    """What a wallet knows is what the chain of its node says, whatever happened to either."""

    def set_nodes(self):
        self.add_node("-keypool=5")

    def run(self):
        self.rpc.createwallet(wallet_name="w", load_on_startup=True)
        self.address = self.rpc.getnewaddress("w")
        self.check_coinbases_that_go()
        self.check_payment_that_moves()
        self.check_double_spend()
        self.check_absence()
        self.check_kills()
        self.check_reorganisation_while_away()
        self.check_another_node()
        self.check_pruned_node()

    def categories(self):
        return [(line["blockheight"] if "blockheight" in line else None, line["category"])
                for line in self.rpc.listtransactions("*", 100)]

    def pending(self):
        return to_sat(self.rpc.getbalances()["mine"]["untrusted_pending"])

    def check_coinbases_that_go(self):
        self.step("coinbases that are taken off, and come back")
        self.rpc.generatetoaddress(5, self.address)
        self.rpc.generatetoaddress(100, NOBODY)
        self.equal(self.balances(self.rpc), (5 * SUBSIDY, 0))
        whole = self.rpc.listtransactions("*", 100)
        third, tip = self.rpc.getblockhash(3), self.node.tip()
        self.rpc.invalidateblock(third)
        self.equal(self.rpc.getwalletinfo()["lastprocessedblock"], {"hash": self.node.tip(), "height": 2})
        self.equal(self.balances(self.rpc), (0, 2 * SUBSIDY))
        self.equal(self.categories(), [(1, "immature"), (2, "immature")] + [(None, "orphan")] * 3)
        for line in self.rpc.listtransactions("*", 3):
            self.equal((line["confirmations"], line["abandoned"], line["trusted"]), (0, True, False))
            self.true("blockhash" not in line, "it is in no block")
            self.equal(self.rpc.gettransaction(line["txid"])["details"][0]["category"], "orphan")
        self.equal(self.rpc.listunspent(0), [])
        young = self.rpc.listunspent(query_options={"include_immature_coinbase": True})
        self.equal([coin["confirmations"] for coin in young], [2, 1])
        self.step("another branch meanwhile")
        self.rpc.generatetoaddress(3, NOBODY_ELSE)
        self.rpc.generatetoaddress(1, self.address)
        self.equal(self.balances(self.rpc), (0, 3 * SUBSIDY))
        self.rpc.reconsiderblock(third)
        self.equal(self.node.tip(), tip)
        self.equal(self.balances(self.rpc), (5 * SUBSIDY, 0))
        lines = self.rpc.listtransactions("*", 100)
        self.equal([line for line in lines if line["category"] != "orphan"], whole)
        self.equal([line["category"] for line in lines], ["generate"] * 5 + ["orphan"])
        self.step("at the edge of maturity")
        self.rpc.invalidateblock(self.node.tip())
        self.equal(self.balances(self.rpc), (4 * SUBSIDY, SUBSIDY))
        self.rpc.reconsiderblock(tip)
        self.equal(self.balances(self.rpc), (5 * SUBSIDY, 0))

    def check_payment_that_moves(self):
        self.step("a payment whose block goes waits, and gets into another")
        back = self.rpc.getnewaddress("back")
        coin = self.rpc.listunspent()[0]
        self.payment = self.spend_of(self.rpc, [coin], [(back, 20 * COIN), (NOBODY, 30 * COIN - 500)])
        txid = hash_text(self.payment.txid())
        block = self.mine([self.payment])
        self.equal(self.balances(self.rpc), (4 * SUBSIDY + 20 * COIN, 0))
        self.equal(self.rpc.gettransaction(txid)["blockhash"], block.hash_text())
        self.rpc.invalidateblock(block.hash_text())
        told = self.rpc.gettransaction(txid)
        self.equal((told["confirmations"], told["trusted"], "blockhash" in told), (0, True, False))
        # It is the wallet's own, so it may be counted on.
        self.equal((self.balances(self.rpc), self.pending()), ((4 * SUBSIDY + 20 * COIN, 0), 0))
        self.equal(to_sat(self.rpc.getbalance("*", 1)), 4 * SUBSIDY)
        self.equal([one["confirmations"] for one in self.rpc.listunspent(0) if one["address"] == back], [0])
        self.equal([one for one in self.rpc.listunspent() if one["address"] == back], [])
        self.mine()
        self.mine()
        self.equal(self.rpc.gettransaction(txid)["confirmations"], 0)
        # It waits in the mempool, from where the next block takes it.
        (other,) = self.rpc.generatetoaddress(1, NOBODY_ELSE)
        told = self.rpc.gettransaction(txid)
        self.equal((told["confirmations"], told["blockhash"], told["blockheight"]),
                   (1, other, self.node.height()))
        self.equal(self.balances(self.rpc)[0], 4 * SUBSIDY + 20 * COIN)

    def check_double_spend(self):
        self.step("a payment that another one excludes")
        txid = hash_text(self.payment.txid())
        coin = self.rpc.gettransaction(txid, True, True)["decoded"]["vin"][0]
        self.rpc.invalidateblock(self.node.tip())
        coin = next(one for one in self.rpc.listunspent(0) if one["address"] == self.address) | {
            "txid": coin["txid"], "vout": coin["vout"]}
        rival = self.spend_of(self.rpc, [coin], [(NOBODY, SUBSIDY - 700)])
        self.mine([rival])
        told = self.rpc.gettransaction(txid)
        self.equal((told["confirmations"], told["trusted"], told["walletconflicts"]),
                   (-1, False, [hash_text(rival.txid())]))
        self.equal([one["category"] for one in told["details"]], ["send", "send"])
        self.equal(self.rpc.gettransaction(hash_text(rival.txid()))["walletconflicts"], [txid])
        self.equal(self.balances(self.rpc), (4 * SUBSIDY, 0))
        self.rpc.generatetoaddress(1, NOBODY)
        self.equal(self.rpc.gettransaction(txid)["confirmations"], -2)
        self.equal([one["category"] for one in self.rpc.listtransactions("back")], [])

    def check_absence(self):
        self.step("a wallet that was not loaded while blocks came")
        before = self.balances(self.rpc)
        self.rpc.unloadwallet("w")
        made = self.rpc.generatetoaddress(3, self.address)
        self.rpc.generatetoaddress(2, NOBODY)
        self.rpc.loadwallet("w")
        self.equal(self.rpc.getwalletinfo()["lastprocessedblock"]["hash"], self.node.tip())
        self.equal(self.balances(self.rpc), (before[0], before[1] + 3 * SUBSIDY))
        self.equal([line["blockhash"] for line in self.rpc.listtransactions("*", 3)], made)

    def check_kills(self):
        self.step("a node that is killed right after blocks")
        # What there is until now is on disk then.
        self.node.restart()
        for _ in range(3):
            made = self.rpc.generatetoaddress(2, self.address)
            self.node.kill()
            self.node.start()
            # Blocks that were not on disk yet are gone with the node, and then with the wallet.
            kept = [each for each in made if self.error_of(self.rpc.getblockheader, each) is None]
            info = self.rpc.getwalletinfo()
            self.equal(info["lastprocessedblock"]["hash"], self.node.tip())
            known = {line.get("blockhash") for line in self.rpc.listtransactions("*", 100)}
            self.equal([each for each in made if each in known], kept)
        self.node.restart()
        self.equal(self.rpc.getwalletinfo()["lastprocessedblock"]["hash"], self.node.tip())

    def check_reorganisation_while_away(self):
        self.step("a reorganisation while the wallet was not loaded, and one while nobody ran")
        before = self.balances(self.rpc)
        made = self.rpc.generatetoaddress(2, self.address)
        self.equal(self.balances(self.rpc), (before[0], before[1] + 2 * SUBSIDY))
        self.rpc.unloadwallet("w")
        self.rpc.invalidateblock(made[0])
        self.rpc.generatetoaddress(3, NOBODY_ELSE)
        self.rpc.loadwallet("w")
        self.equal(self.balances(self.rpc), before)
        self.rpc.unloadwallet("w", False)
        self.rpc.reconsiderblock(made[0])
        self.rpc.invalidateblock(self.rpc.getblockhash(self.node.height() - 2))
        self.equal(self.node.tip(), made[1])
        self.node.restart()
        self.rpc.loadwallet("w", True)
        self.equal(self.balances(self.rpc), (before[0], before[1] + 2 * SUBSIDY))

    def give_chain(self, node, to_height):
        """Hands the blocks of the first node over to another one."""
        for height in range(node.height() + 1, to_height + 1):
            block = self.rpc.getblock(self.rpc.getblockhash(height), 0)
            self.true(node.rpc.submitblock(block) in (None, "duplicate", "inconclusive"), f"block {height}")

    def check_another_node(self):
        self.step("a copy of the file in another node, which is behind, then goes on, and then has another branch")
        fork = self.node.height() - 3
        other = self.add_node("-keypool=5")
        self.give_chain(other, fork)
        self.rpc.unloadwallet("w")
        self.wallet_file("w", other).parent.mkdir(parents=True)
        shutil.copy(self.wallet_file("w"), self.wallet_file("w", other))
        self.rpc.loadwallet("w")
        other.rpc.loadwallet("w")
        self.equal(other.rpc.getwalletinfo()["lastprocessedblock"], {"hash": other.tip(), "height": fork})
        self.equal(other.rpc.getaddressinfo(self.address)["ismine"], True)
        self.give_chain(other, self.node.height())
        self.equal(self.balances(other.rpc), self.balances(self.rpc))
        self.rpc.generatetoaddress(2, self.address)
        other.rpc.generatetoaddress(2, NOBODY_ELSE)
        self.true(self.balances(other.rpc) != self.balances(self.rpc), "their chains differ")
        self.step("the other node takes the first one's chain, and its wallet with it")
        self.rpc.generatetoaddress(1, NOBODY)
        for height in range(fork, self.node.height() + 1):
            other.rpc.submitblock(self.rpc.getblock(self.rpc.getblockhash(height), 0))
        self.equal(other.tip(), self.node.tip())
        self.equal(self.balances(other.rpc), self.balances(self.rpc))
        self.equal(other.rpc.getwalletinfo()["txcount"], self.rpc.getwalletinfo()["txcount"])
        other.stop()

    def check_pruned_node(self):
        self.step("a wallet of before what a node has pruned")
        node = self.add_node("-prune=1", "-fastprune", "-keypool=5")
        node.rpc.createwallet("early")
        node.rpc.unloadwallet("early")
        previous, time = blocktools.REGTEST_GENESIS, blocktools.REGTEST_GENESIS_TIME
        for height in range(1, PRUNED_BLOCKS + 1):
            first = blocktools.coinbase(height)
            first.outputs.append(Output(0, script.script(script.OP_RETURN, bytes(PRUNED_BLOCK_BYTES))))
            block = blocktools.make_block(previous, height, time + height, first=first)
            self.equal(node.rpc.submitblock(block.hex()), None)
            previous = block.hash()
        node.rpc.createwallet("late")
        last = node.rpc.pruneblockchain(PRUNED_BLOCKS)
        self.true(0 < last < PRUNED_BLOCKS - 287, f"pruned up to {last}")
        self.fails((-4, GONE), node.rpc.loadwallet, "early")
        self.equal(node.rpc.listwallets(), ["late"])
        self.equal(node.rpc.getwalletinfo()["lastprocessedblock"]["height"], PRUNED_BLOCKS)
        node.rpc.unloadwallet("late")
        node.rpc.loadwallet("late")
        node.rpc.generatetoaddress(1, node.rpc.getnewaddress())
        self.equal(node.rpc.getwalletinfo()["txcount"], 1)


if __name__ == "__main__":
    main(WalletFollowTest)
