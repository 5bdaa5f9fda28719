#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Packages: their form, what their members pay together, dust that is spent at once, version 3, clusters."""

from decimal import Decimal

from framework import script
from framework.mempool_steps import BITCOIN, NO_LIMIT, MempoolTest, least_fee, pay, raw, txid, vsize, wtxid
from framework.messages import Output
from framework.reference_mempool import data_output
from framework.test_case import main

COINS = 60
MAX_PACKAGE = 25
MAX_CLUSTER = 64
V3_CHILD_VSIZE = 1000
V3_VSIZE = 10_000


class PackageTest(MempoolTest):
    """One node."""

    def run(self):
        self.coins = iter(self.mine_coins(self.node, COINS))
        self.check_form()
        self.check_tests()
        self.check_together()
        self.check_there_already()
        self.check_dust()
        self.check_version_3()
        self.check_clusters()

    def coin(self):
        return next(self.coins)

    def submit(self, *transactions):
        return self.node.rpc.submitpackage([raw(one) for one in transactions], NO_LIMIT)

    def enters(self, *transactions):
        answer = self.submit(*transactions)
        self.equal(answer["package_msg"], "success", answer)
        for one in transactions:
            self.true(txid(one) in self.node.rpc.getrawmempool())
        return answer["tx-results"]

    def fails(self, message, *transactions):
        """Of the package as a whole, whatever becomes of its members."""
        answer = self.submit(*transactions)
        self.equal(answer["package_msg"], message, answer)
        return answer["tx-results"]

    def check_form(self):
        self.step("what is no package")
        rpc = self.node.rpc
        text = f"Array must contain between 1 and {MAX_PACKAGE} transactions."
        coin = self.coin()
        many = [raw(pay(coin, fee=1000 + i)) for i in range(MAX_PACKAGE + 1)]
        for method in (rpc.testmempoolaccept, rpc.submitpackage):
            self.rpc_fails(-8, text, method, [])
            self.rpc_fails(-8, text, method, many)
        parent = pay(coin)
        child = pay(parent)
        self.fails("package-not-sorted", child, parent)
        self.fails("package-contains-duplicates", parent, parent)
        self.fails("conflict-in-package", pay(coin, fee=2000), parent)
        self.fails("package-not-child-with-parents", parent, pay(self.coin()))
        self.fails("package-not-child-with-parents", parent, child, pay(child))
        self.pool_is(self.node)
        self.enters(parent, child)
        self.mine(self.node)

    def check_tests(self):
        self.step("testmempoolaccept of several")
        first, second = pay(self.coin()), pay(self.coin())
        child = pay(first, second)
        answers = self.test(self.node, first, second, child)
        self.equal([one["allowed"] for one in answers], [True] * 3)
        answers = self.test(self.node, child, first)
        self.equal([one["package-error"] for one in answers], ["package-not-sorted"] * 2)
        # One that is refused ends it before anything is found to be good.
        free = pay(first, fee=0)
        answers = self.test(self.node, first, free, pay(free))
        self.equal([one.get("allowed") for one in answers], [None, False, None])
        self.equal(answers[1]["reject-details"], f"min relay fee not met, 0 < {least_fee(free)}")
        chain = [pay(self.coin())]
        for _ in range(MAX_PACKAGE - 1):
            chain.append(pay(chain[-1]))
        self.equal({one["allowed"] for one in self.test(self.node, *chain)}, {True})
        self.pool_is(self.node)

    def check_together(self):
        self.step("a child that pays for its parent, and the least it has to pay")
        parent = pay(self.coin(), fee=0)
        size = vsize(parent) + vsize(pay(parent))
        least = -(-size // 10)
        poor = pay(parent, fee=least - 1)
        results = self.fails("transaction failed", parent, poor)
        self.equal(results[wtxid(poor)]["error"], f"min relay fee not met, {least - 1} < {least}")
        self.refused(self.node, parent, f"min relay fee not met, 0 < {least_fee(parent)}")
        child = pay(parent, fee=least)
        results = self.enters(parent, child)
        together = {"effective-feerate": Decimal(least * 1000 // size) / BITCOIN,
                    "effective-includes": [wtxid(parent), wtxid(child)]}
        for one, fee in ((parent, 0), (child, least)):
            found = results[wtxid(one)]
            self.equal((found["txid"], found["vsize"]), (txid(one), vsize(one)))
            self.equal(found["fees"], {"base": Decimal(fee) / BITCOIN, **together})
        self.equal(self.node.rpc.getmempoolentry(txid(parent))["descendantcount"], 2)
        self.step("parents that pay for themselves are judged by themselves")
        rich, free = pay(self.coin(), fee=5000), pay(self.coin(), fee=0)
        child = pay(rich, free, fee=5000)
        results = self.enters(rich, free, child)
        self.equal(results[wtxid(rich)]["fees"]["effective-includes"], [wtxid(rich)])
        self.equal(sorted(results[wtxid(child)]["fees"]["effective-includes"]), sorted([wtxid(free), wtxid(child)]))
        self.mine(self.node)
        self.pool_is(self.node)

    def check_there_already(self):
        self.step("members that are there already, and with another witness")
        coin = self.coin()
        parent = self.send(self.node, pay(coin))
        child = pay(parent)
        results = self.enters(parent, child)
        self.equal(set(results), {wtxid(parent), wtxid(child)})
        other = pay(parent, witness=[b"\x01", script.ANYONE])
        self.equal(txid(other), txid(child))
        answer = self.submit(parent, other)
        self.equal(answer["tx-results"][wtxid(other)], {"txid": txid(child), "other-wtxid": wtxid(child)})
        self.step("a package that replaces: one parent, one child, and more than what is there")
        better = pay(coin, fee=0)
        top = pay(better, fee=20_000)
        answer = self.submit(better, top)
        self.equal((answer["package_msg"], sorted(answer["replaced-transactions"])),
                   ("success", sorted([txid(parent), txid(child)])))
        self.pool_is(self.node, better, top)
        self.mine(self.node)

    def check_dust(self):
        self.step("dust: only with a child that spends it, of a parent without fee")
        parent = pay(self.coin(), fee=0, version=3)
        parent.outputs[0].value -= 1
        parent.outputs.append(Output(1, script.ANYONE_WITNESS))
        both = pay(parent, (parent, 1), fee=2000, version=3)
        leaving = pay(parent, fee=2000, version=3)
        self.refused(self.node, parent, f"min relay fee not met, 0 < {least_fee(parent)}")
        results = self.fails("unspent-dust", parent, leaving)
        self.true("error" in results[wtxid(leaving)], results)
        self.enters(parent, both)
        better = pay(parent, fee=50_000, version=3)
        self.refused(self.node, better, f"missing-ephemeral-spends, tx {txid(better)} (wtxid={wtxid(better)}) did not "
                                        "spend parent's ephemeral dust")
        paying = pay(self.coin(), fee=1000)
        paying.outputs[0].value -= 1
        paying.outputs.append(Output(1, script.ANYONE_WITNESS))
        self.refused(self.node, paying, "dust, tx with dust output must be 0-fee")
        self.mine(self.node)

    def padded(self, source, size, **fields):
        """A transaction of `size` virtual bytes."""
        made = pay(source, fee=size, **fields)
        made.outputs.append(data_output(size // 2))
        made.outputs[1] = data_output(size // 2 + size - vsize(made))
        if vsize(made) != size:
            made.outputs[1] = data_output(size // 2 + size - vsize(made) - 2)
        return made

    def check_version_3(self):
        self.step("version 3: sizes, one parent, one child, and a sibling that is replaced")
        parent = self.padded(self.coin(), V3_VSIZE, version=3)
        self.equal(vsize(parent), V3_VSIZE)
        over = self.padded(self.coin(), V3_VSIZE + 1, version=3)
        self.refused(self.node, over, f"TRUC-violation, version=3 tx {txid(over)} (wtxid={wtxid(over)}) is too big: "
                                      f"{V3_VSIZE + 1} > {V3_VSIZE} virtual bytes")
        parent = self.send(self.node, pay(self.coin(), outputs=2, version=3))
        over = self.padded(parent, V3_CHILD_VSIZE + 1, version=3)
        self.refused(self.node, over, f"TRUC-violation, version=3 child tx {txid(over)} (wtxid={wtxid(over)}) is too "
                                      f"big: {V3_CHILD_VSIZE + 1} > {V3_CHILD_VSIZE} virtual bytes")
        mixed = pay(parent)
        self.refused(self.node, mixed, f"TRUC-violation, non-version=3 tx {txid(mixed)} (wtxid={wtxid(mixed)}) cannot "
                                       f"spend from version=3 tx {txid(parent)} (wtxid={wtxid(parent)})")
        child = self.send(self.node, self.padded(parent, V3_CHILD_VSIZE, version=3))
        grandchild = pay(child, version=3)
        self.refused(self.node, grandchild, f"TRUC-violation, tx {txid(grandchild)} (wtxid={wtxid(grandchild)}) would "
                                            "have too many ancestors")
        sibling = self.send(self.node, pay((parent, 1), fee=5000, version=3))
        self.pool_is(self.node, parent, sibling)
        self.mine(self.node)

    def check_clusters(self):
        self.step("a cluster of as many as may be, and one more")
        many = self.send(self.node, pay(self.coin(), fee=100_000, outputs=MAX_CLUSTER))
        children = [self.send(self.node, pay((many, place))) for place in range(MAX_CLUSTER - 1)]
        last = pay((many, MAX_CLUSTER - 1), fee=50_000)
        self.refused(self.node, last, "too-large-cluster")
        found = self.node.rpc.getmempoolcluster(txid(children[0]))
        self.equal(found["txcount"], MAX_CLUSTER)
        self.equal(sorted(one for chunk in found["chunks"] for one in chunk["txs"]),
                   sorted(map(txid, [many, *children])))
        # One that replaces another makes room for itself.
        self.send(self.node, pay((many, 0), fee=10_000))
        answer = self.submit(pay(many, fee=20_000), )
        self.equal(answer["package_msg"], "success")
        self.mine(self.node)
        self.pool_is(self.node)


if __name__ == "__main__":
    main(PackageTest)
