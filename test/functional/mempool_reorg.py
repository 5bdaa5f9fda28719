#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What a change of the chain does to the mempool: blocks connected, taken off, and exchanged for others."""

from framework import blocktools
from framework.mempool_steps import MATURE, MempoolTest, pay, txid
from framework.test_case import main

COINS = 20
DEEP = 20


class ReorgTest(MempoolTest):
    """One node whose blocks are taken off and exchanged."""

    def set_nodes(self):
        self.add_node("-checkmempool=1")

    def run(self):
        self.coins = iter(self.mine_coins(self.node, COINS))
        self.check_connected()
        self.check_taken_off()
        self.check_other_branch()
        self.check_immature()
        self.check_locks()
        self.check_deep()

    def coin(self):
        return next(self.coins)

    def fork(self, depth, transactions=()):
        """A branch better by one than the last `depth` blocks, whose first block holds `transactions`."""
        node = self.node
        height = node.height() - depth
        parent = node.rpc.getblockhash(height)
        time = node.rpc.getblockheader(node.tip())["time"]
        first = blocktools.make_block(parent, height + 1, time + 1, transactions,
                                      first=blocktools.coinbase(height + 1, extra=b"fork"))
        blocks = [first] + blocktools.make_chain(first.hash(), height + 1, time + 1, depth, extra=b"fork")
        for one in blocks:
            node.rpc.submitblock(one.hex())
        self.equal(node.tip(), blocks[-1].hash_text())

    def check_connected(self):
        self.step("a block takes its transactions out, and what conflicts with them, with what depends on that")
        coin, other = self.coin(), self.coin()
        mined, loser = pay(coin, fee=1000), pay(coin, fee=5000)
        kept = self.send(self.node, pay(other))
        self.send(self.node, loser, pay(loser))
        child = self.send(self.node, pay(kept))
        self.mine(self.node, [mined, kept])
        self.pool_is(self.node, child)
        self.equal(self.node.rpc.getmempoolentry(txid(child))["ancestorcount"], 1)
        self.mine(self.node)
        self.pool_is(self.node)

    def check_taken_off(self):
        self.step("transactions of a block taken off come back, with their places")
        parent = self.send(self.node, pay(self.coin()))
        middle = self.send(self.node, pay(parent))
        self.mine(self.node)
        child = self.send(self.node, pay(middle))
        tip = self.mine(self.node, [])
        block = self.node.rpc.getblockhash(self.node.height() - 1)
        self.node.rpc.invalidateblock(block)
        self.pool_is(self.node, parent, middle, child)
        entry = self.node.rpc.getmempoolentry(txid(child))
        self.equal((entry["ancestorcount"], entry["depends"]), (3, [txid(middle)]))
        self.node.rpc.reconsiderblock(block)
        self.equal(self.node.tip(), tip)
        self.pool_is(self.node, child)
        self.mine(self.node)
        self.pool_is(self.node)

    def check_other_branch(self):
        self.step("another branch: what it holds goes, what it spends otherwise goes, the rest comes back")
        coins = [self.coin() for _ in range(3)]
        both, lost, back = (self.send(self.node, pay(coin, fee=2000)) for coin in coins)
        dependent = pay(lost)
        self.send(self.node, dependent)
        self.mine(self.node)
        waiting = self.send(self.node, pay(back))
        self.fork(1, [both, pay(coins[1], fee=3000)])
        self.pool_is(self.node, back, waiting)
        self.refused(self.node, dependent, "bad-txns-inputs-missingorspent", code=-25)
        self.mine(self.node)
        self.pool_is(self.node)

    def check_immature(self):
        self.step("what spends a coinbase that is young again goes, with what depends on it")
        self.mine(self.node, [])
        height = self.node.height() - MATURE + 1
        young = self.block(self.node, self.node.rpc.getblockhash(height)).transactions[0]
        spending = self.send(self.node, pay(young))
        self.send(self.node, pay(spending))
        other = self.send(self.node, pay(self.coin()))
        tip = self.node.tip()
        self.node.rpc.invalidateblock(tip)
        self.pool_is(self.node, other)
        self.refused(self.node, spending, "bad-txns-premature-spend-of-coinbase, tried to spend coinbase at depth "
                                          f"{MATURE - 1}")
        self.node.rpc.reconsiderblock(tip)
        self.pool_is(self.node, other)
        self.send(self.node, spending)
        self.mine(self.node)
        self.pool_is(self.node)

    def check_locks(self):
        self.step("what a block has made final goes when it is taken off")
        source = pay(self.coin())
        first = self.mine(self.node, [source])
        tip = self.mine(self.node, [])
        lock = self.send(self.node, pay(self.coin(), locktime=self.node.height(), sequence=0))
        relative = self.send(self.node, pay(source, sequence=2))
        free = self.send(self.node, pay(self.coin()))
        self.node.rpc.invalidateblock(tip)
        self.pool_is(self.node, free)
        self.node.rpc.invalidateblock(first)
        self.pool_is(self.node, source, free)
        for one in (first, tip):
            self.node.rpc.reconsiderblock(one)
        self.pool_is(self.node, free)
        self.send(self.node, lock, relative)
        self.mine(self.node)
        self.pool_is(self.node)

    def check_deep(self):
        self.step("many blocks of one chain of transactions are exchanged for empty ones")
        last, chain = self.coin(), []
        for _ in range(DEEP):
            last = self.send(self.node, pay(last))
            chain.append(last)
            self.mine(self.node)
        self.pool_is(self.node)
        self.fork(DEEP)
        self.pool_is(self.node, *chain)
        self.equal(self.node.rpc.getmempoolentry(txid(chain[-1]))["ancestorcount"], DEEP)
        self.equal(self.node.rpc.getmempoolentry(txid(chain[0]))["descendantcount"], DEEP)
        block = self.mine(self.node)
        self.equal(self.node.rpc.getblock(block)["tx"][1:], [txid(one) for one in chain])


if __name__ == "__main__":
    main(ReorgTest)
