#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Transactions from node to node: announced, asked for, kept until parents come, in packages, and told until asked for;
a recorded mempool that is accepted whole."""

import json
import time

from framework import p2p_messages as p2p
from framework.mempool_steps import MIN_RELAY, NO_LIMIT, MempoolTest, least_fee, pay, raw, txid, wtxid
from framework.p2p import MODERN, Peer
from framework.p2p_steps import ANY_AGE, LISTENING
from framework.test_case import main
from framework.wait import until

TIME_LIMIT = 600
COINS = 30
SECONDS = 60
# Announcements wait for seconds; what nobody asks for is told again after minutes.
REBROADCAST = 15 * 60
DATA = "signed-small"


class Teller(Peer):
    """A peer that gives the transactions it is asked for."""

    def __init__(self, port):
        self.has = {}
        self.asked = []
        super().__init__(port, choices=MODERN, on={"getdata": self.give})

    def give(self, peer, payload):
        for kind, digest in p2p.read_inv(payload):
            self.asked.append((kind, digest))
            if digest in self.has:
                peer.send("tx", self.has[digest].serialise())

    def tell(self, *transactions):
        """Has `transactions` and announces them."""
        for one in transactions:
            self.has[one.txid()] = self.has[one.wtxid()] = one
        self.send("inv", p2p.inv([(p2p.WTX, one.wtxid()) for one in transactions]))

    def told(self):
        return {digest for payload in self.of_kind("inv") for _, digest in p2p.read_inv(payload)}


class RelayTest(MempoolTest):
    """Three nodes in a row, and peers in Python."""

    def set_nodes(self):
        for _ in range(3):
            self.add_node(*LISTENING)

    def run(self):
        first, second, third = self.nodes
        self.coins = iter(self.mine_coins(first, COINS))
        self.check_unbroadcast()
        self.join(third, second)
        self.same_tip(first, second, third)
        self.check_row()
        self.check_orphans()
        self.check_packages()
        self.check_fee_filters()
        self.check_block()
        self.check_recorded()

    def coin(self):
        return next(self.coins)

    def hurry(self, *nodes):
        """What waits for its time is done now."""
        for node in nodes or self.nodes[:3]:
            node.rpc.mockscheduler(5)

    def spreads(self, *transactions):
        def everywhere():
            self.hurry()
            return all({txid(one) for one in transactions} <= set(node.rpc.getrawmempool()) for node in self.nodes[:3])
        until(everywhere, SECONDS, "transactions are everywhere")

    def check_unbroadcast(self):
        self.step("what was sent without peers is told to the first that comes, until it is asked for")
        first, second = self.nodes[:2]
        one = self.send(first, pay(self.coin()))
        self.true(first.rpc.getmempoolentry(txid(one))["unbroadcast"])
        self.equal(first.rpc.getmempoolinfo()["unbroadcastcount"], 1)
        self.join(second, first)
        self.same_tip(first, second)
        first.rpc.mockscheduler(REBROADCAST)

        def asked():
            self.hurry(first)
            return not first.rpc.getmempoolentry(txid(one))["unbroadcast"]
        until(asked, SECONDS, "it has been asked for")
        self.comes(second, one)
        self.equal(second.rpc.getmempoolentry(txid(one))["unbroadcast"], False)
        self.equal(first.rpc.getmempoolinfo()["unbroadcastcount"], 0)

    def check_row(self):
        self.step("from node to node, in both directions, parents and children together")
        first, _, third = self.nodes[:3]
        parent = self.send(first, pay(self.coin()))
        child = self.send(first, pay(parent))
        other = self.send(third, pay(self.coin()))
        self.spreads(parent, child, other)
        self.step("a replacement goes the same way")
        coin = self.coin()
        one = self.send(first, pay(coin))
        self.spreads(one)
        better = self.send(third, pay(coin, fee=5000))
        self.spreads(better)
        self.true(txid(one) not in first.rpc.getrawmempool())

    def check_orphans(self):
        self.step("a child without its parent is kept, and its parent asked for")
        node = self.nodes[0]
        parent = pay(self.coin())
        child = pay(parent)
        with Teller(node.port) as peer:
            peer.tell(child)
            until(lambda: node.rpc.getorphantxs() == [txid(child)], SECONDS, "it is kept")
            (found,) = node.rpc.getorphantxs(2)
            self.equal((found["wtxid"], found["bytes"], found["weight"], found["hex"]),
                       (wtxid(child), len(child.serialise()), child.weight(), raw(child)))
            self.equal(found["from"], [self.info_of(node, peer)["id"]])
            self.true("hex" not in node.rpc.getorphantxs(1)[0])
            until(lambda: (p2p.WITNESS_TX, parent.txid()) in peer.asked, SECONDS, "its parent is asked for")
            self.pool_lacks(node, parent, child)
            peer.send("tx", parent.serialise())
            self.comes(node, parent, child)
            self.equal(node.rpc.getorphantxs(), [])
        self.spreads(parent, child)
        self.step("orphans go with the peer that sent them")
        with Teller(node.port) as peer:
            peer.tell(pay(pay(self.coin())))
            until(node.rpc.getorphantxs, SECONDS, "it is kept")
        until(lambda: not node.rpc.getorphantxs(), SECONDS, "it is gone")

    def pool_lacks(self, node, *transactions):
        self.equal({txid(one) for one in transactions} & set(node.rpc.getrawmempool()), set())

    def check_packages(self):
        self.step("a parent that pays too little comes with a child that pays for both, through all nodes")
        parent = pay(self.coin(), fee=0, version=3)
        child = pay(parent, fee=5000, version=3)
        with Teller(self.nodes[0].port) as peer:
            peer.tell(parent)
            until(lambda: (p2p.WTX, parent.wtxid()) in peer.asked, SECONDS, "it is asked for")
            peer.sync()
            self.pool_lacks(self.nodes[0], parent)
            peer.tell(child)
            self.comes(self.nodes[0], parent, child)
        self.spreads(parent, child)
        self.equal(self.nodes[2].rpc.getmempoolentry(txid(parent))["descendantcount"], 2)

    def check_fee_filters(self):
        self.step("peers are told the least rate, and what pays less than they want is not announced")
        node = self.nodes[0]
        with Teller(node.port) as peer, Teller(node.port) as other:
            rate = int.from_bytes(peer.wait_for("feefilter"), "little")
            self.true(MIN_RELAY <= rate <= 2 * MIN_RELAY, rate)
            peer.send("feefilter", p2p.feefilter(10_000))
            peer.sync()
            cheap = pay(self.coin())
            cheap = self.send(node, pay(self.coin(), fee=least_fee(cheap, 9_000)))
            dear = self.send(node, pay(self.coin(), fee=least_fee(cheap, 11_000)))

            def told():
                self.hurry(node)
                return {cheap.wtxid(), dear.wtxid()} <= other.told() and dear.wtxid() in peer.told()
            until(told, SECONDS, "both are announced")
            peer.sync()
            self.true(cheap.wtxid() not in peer.told())
        self.spreads(cheap, dear)

    def check_block(self):
        self.step("a block of what all have empties every mempool")
        self.mine(self.nodes[0])
        self.same_tip(*self.nodes[:3])
        for node in self.nodes[:3]:
            self.pool_is(node)

    def check_recorded(self):
        lines = self.data("data", DATA, "mempool.jsonl").read_text().splitlines()
        entries = [json.loads(line) for line in lines]
        blocks = self.data("data", DATA, "blk00000.dat")
        height = json.loads(self.data("data", DATA, "manifest.json").read_text())["height"]
        for node in self.nodes:
            node.stop()
        self.step(f"a recorded mempool of {len(entries)} transactions is accepted whole")
        one, two = (self.add_node(*LISTENING, ANY_AGE, "-checkmempool=0") for _ in range(2))
        for node in (one, two):
            node.restart(f"-loadblock={blocks}")
            node.wait_for_height(height)
        began = time.monotonic()
        for entry in entries:
            self.equal(one.rpc.sendrawtransaction(entry["hex"], NO_LIMIT), entry["txid"])
        self.step(f"{len(entries) / (time.monotonic() - began):.0f} transactions a second by one client")
        found = one.rpc.getrawmempool(True)
        self.equal(len(found), len(entries))
        for entry in entries:
            shown = found[entry["txid"]]
            self.equal((shown["wtxid"], shown["vsize"], int(shown["fees"]["base"] * 100_000_000)),
                       (entry["wtxid"], entry["vsize"], entry["fee"]))
        self.step("and goes on to another node")
        self.join(two, one)
        one.rpc.mockscheduler(REBROADCAST)

        def there():
            self.hurry(one)
            return two.rpc.getmempoolinfo()["size"] == len(entries)
        until(there, 240, "all have come")


if __name__ == "__main__":
    main(RelayTest)
