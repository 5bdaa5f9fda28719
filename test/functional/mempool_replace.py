#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Transactions that take the place of others: what they have to pay, what goes, and what priorities do to it."""

from decimal import Decimal

from framework import script
from framework.mempool_steps import BITCOIN, MempoolTest, least_fee, money, pay, raw, txid, vsize
from framework.test_case import main

COINS = 120
MAX_CONFLICTS = 100


class ReplaceTest(MempoolTest):
    """One node."""

    def run(self):
        self.coins = iter(self.mine_coins(self.node, COINS))
        self.check_fees()
        self.check_descendants()
        self.check_diagram()
        self.check_priorities()
        self.check_conflicts()
        self.check_spenders()

    def coin(self):
        return next(self.coins)

    def too_little(self, transaction, paid, wanted, what):
        self.refused(self.node, transaction,
                     f"insufficient fee, rejecting replacement {txid(transaction)}, {what}; "
                     f"{money(paid)} < {money(wanted)}")

    def check_fees(self):
        self.step("the least that a replacement pays; no flag is needed")
        coin = self.coin()
        first = self.send(self.node, pay(coin, fee=1000, sequence=0xFFFFFFFF))
        extra = least_fee(first)
        self.too_little(pay(coin, fee=999), 999, 1000, "less fees than conflicting txs")
        self.too_little(pay(coin, fee=1000, sequence=0), 0, extra, "not enough additional fees to relay")
        self.too_little(pay(coin, fee=1000 + extra - 1), extra - 1, extra, "not enough additional fees to relay")
        self.pool_is(self.node, first)
        second = self.send(self.node, pay(coin, fee=1000 + extra))
        self.pool_is(self.node, second)
        self.equal(self.node.rpc.getmempoolentry(txid(second))["fees"]["base"], Decimal(1000 + extra) / BITCOIN)

    def check_descendants(self):
        self.step("what spends the replaced goes with it, and is paid for")
        coin = self.coin()
        parent = self.send(self.node, pay(coin, fee=1000))
        child = self.send(self.node, pay(parent, fee=3000))
        grandchild = self.send(self.node, pay(child, fee=2000))
        self.too_little(pay(coin, fee=5999), 5999, 6000, "less fees than conflicting txs")
        made = pay(coin, fee=7000)
        answer = self.node.rpc.submitpackage([raw(made)])
        self.equal(sorted(answer["replaced-transactions"]), sorted(map(txid, (parent, child, grandchild))))
        left = self.node.rpc.getrawmempool()
        self.true(txid(made) in left and not {txid(parent), txid(child), txid(grandchild)} & set(left))
        self.step("one may not spend what it replaces")
        own = pay(coin, made, fee=90_000)
        self.refused(self.node, own, f"bad-txns-spends-conflicting-tx, {txid(own)} spends conflicting transaction "
                                     f"{txid(made)}")

    def check_diagram(self):
        self.step("more fees at a lower rate make the pool worse")
        coin = self.coin()
        self.send(self.node, pay(coin, fee=10_000))
        others = [self.coin() for _ in range(5)]
        worse = pay(coin, *others, fee=12_000)
        self.refused(self.node, worse, "replacement-failed, insufficient feerate: does not improve feerate diagram")
        self.send(self.node, pay(coin, *others, fee=12_000 * vsize(worse) // 100))

    def check_priorities(self):
        self.step("priorities count as fees")
        coin = self.coin()
        first = self.send(self.node, pay(coin, fee=1000))
        self.node.rpc.prioritisetransaction(txid(first), 0, 4000)
        self.equal(self.node.rpc.getprioritisedtransactions()[txid(first)],
                   {"fee_delta": 4000, "in_mempool": True, "modified_fee": 5000})
        self.too_little(pay(coin, fee=4000), 4000, 5000, "less fees than conflicting txs")
        second = pay(coin, fee=2000)
        self.node.rpc.prioritisetransaction(txid(second), 0, 4000)
        self.send(self.node, second)
        self.equal(self.node.rpc.getmempoolentry(txid(second))["fees"]["modified"], Decimal("0.00006000"))
        self.equal(self.node.rpc.getprioritisedtransactions()[txid(first)], {"fee_delta": 4000, "in_mempool": False})
        block = self.mine(self.node)
        self.true(txid(second) in self.node.rpc.getblock(block)["tx"])
        self.true(txid(second) not in self.node.rpc.getprioritisedtransactions())

    def check_conflicts(self):
        self.step("as many conflicts as may be, and one more")
        coins = [self.coin() for _ in range(MAX_CONFLICTS + 1)]
        self.send(self.node, *(pay(coin, fee=200) for coin in coins))
        over = pay(*coins, fee=BITCOIN)
        self.refused(self.node, over, f"too many potential replacements, rejecting replacement {txid(over)}; too many "
                                      f"conflicting clusters ({MAX_CONFLICTS + 1} > {MAX_CONFLICTS})")
        made = self.send(self.node, pay(*coins[:-1], fee=BITCOIN))
        self.equal(len(self.node.rpc.getrawmempool()), 2)
        self.true(txid(made) in self.node.rpc.getrawmempool())

    def check_spenders(self):
        self.step("who spends what")
        coin = self.coin()
        first = self.send(self.node, pay(coin, fee=1000, outputs=2))
        child = self.send(self.node, pay(first))
        asked = [{"txid": txid(coin), "vout": 0}, {"txid": txid(first), "vout": 0}, {"txid": txid(first), "vout": 1}]
        found = self.node.rpc.gettxspendingprevout(asked)
        self.equal([one.get("spendingtxid") for one in found], [txid(first), txid(child), None])
        self.equal(self.node.rpc.gettxout(txid(coin), 0), None)
        self.equal(self.node.rpc.gettxout(txid(coin), 0, False)["coinbase"], True)
        out = self.node.rpc.gettxout(txid(first), 1)
        self.equal((out["confirmations"], out["scriptPubKey"]["hex"]), (0, script.ANYONE_WITNESS.hex()))
        self.equal(self.node.rpc.gettxout(txid(first), 1, False), None)
        self.equal(self.node.rpc.getrawtransaction(txid(child)), raw(child))
        self.equal(self.node.rpc.getrawtransaction(txid(child), 1)["vsize_adjusted"], vsize(child))


if __name__ == "__main__":
    main(ReplaceTest)
