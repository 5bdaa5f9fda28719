#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""getblocktemplate: blocks made from templates, their order and limits, proposals, long polls, and who gets none."""

import threading
import time

from framework import blocktools, script
from framework.mempool_steps import BITCOIN, MempoolTest, pay, raw, txid
from framework.messages import Block, Header, Output, Transaction, hash_bytes, hash_text
from framework.p2p import Peer, V1Transport
from framework.test_case import main
from framework.wait import TIME_FACTOR, until

SEGWIT = {"rules": ["segwit"]}
COINS = 30
MAIN_MAGIC = bytes.fromhex("f9beb4d9")
SMALL_WEIGHT = 8_000
RESERVED_WEIGHT = 2_000
# Satoshi for 1,000 virtual bytes.
FLOOR_RATE = 5_000


class TemplateTest(MempoolTest):
    """A node with the limits of the network, one with small blocks and a floor; one on main, one on signet."""

    def set_nodes(self):
        self.add_node()
        self.add_node(f"-blockmaxweight={SMALL_WEIGHT}", f"-blockreservedweight={RESERVED_WEIGHT}",
                      f"-blockmintxfee={FLOOR_RATE / BITCOIN:.8f}")
        self.add_node("-listen=1", "-bind=127.0.0.1", chain="main")
        self.add_node(chain="signet")

    def run(self):
        self.rpc = self.node.rpc
        self.coins = self.mine_coins(self.node, COINS)
        self.check_empty()
        self.check_transactions()
        self.check_block()
        self.check_proposals()
        self.check_priorities()
        self.check_limits()
        self.check_long_poll()
        self.check_requests()
        self.check_main()
        self.check_signet()

    def template(self, node=None, **more):
        return (node or self.node).rpc.getblocktemplate({**SEGWIT, **more})

    def chosen(self, node=None):
        return [one["txid"] for one in self.template(node)["transactions"]]

    @staticmethod
    def block_of(template):
        """The block that a miner makes of it: a coinbase of its own, and work."""
        first = blocktools.coinbase(template["height"])
        first.outputs = [Output(template["coinbasevalue"], script.ANYONE),
                         Output(0, bytes.fromhex(template["default_witness_commitment"]))]
        first.inputs[0].witness = [blocktools.RESERVED_VALUE]
        header = Header(version=template["version"], previous=hash_bytes(template["previousblockhash"]),
                        time=template["curtime"], bits=int(template["bits"], 16))
        others = [Transaction.parse(bytes.fromhex(one["data"])) for one in template["transactions"]]
        return blocktools.solve(Block(header, [first, *others]))

    def check_empty(self):
        self.step("a template without transactions")
        given = self.template()
        tip = self.rpc.getblockheader(self.node.tip())
        self.equal((given["previousblockhash"], given["height"], given["transactions"]),
                   (tip["hash"], tip["height"] + 1, []))
        self.equal((given["coinbasevalue"], given["mintime"]),
                   (blocktools.subsidy(given["height"]), tip["mediantime"] + 1))
        self.equal((given["rules"], given["capabilities"]), (["csv", "!segwit", "taproot"], ["proposal"]))
        self.equal((given["sigoplimit"], given["sizelimit"], given["weightlimit"]), (80_000, 4_000_000, 4_000_000))
        self.true(given["longpollid"].startswith(tip["hash"]), "what to wait with names the tip")
        self.true(abs(given["curtime"] - time.time()) < 600, "the present time")

    def check_transactions(self):
        self.step("transactions: best rate first, after what they depend on")
        low = pay(self.coins[0], fee=1_000)
        child = pay(low, fee=9_000)
        high = pay(self.coins[1], fee=20_000)
        self.send(self.node, low, child, high)
        given = self.template()["transactions"]
        self.equal([one["txid"] for one in given], [txid(high), txid(low), txid(child)])
        self.equal([one["depends"] for one in given], [[], [], [2]])
        self.equal([one["fee"] for one in given], [20_000, 1_000, 9_000])
        for one, made in zip(given, (high, low, child)):
            self.equal((one["data"], one["hash"], one["weight"], one["sigops"]),
                       (raw(made), hash_text(made.wtxid()), made.weight(), 0))
        self.equal(self.template()["coinbasevalue"], blocktools.subsidy(self.node.height() + 1) + 30_000)

    def check_block(self):
        self.step("the block made of it is taken")
        block = self.block_of(self.template())
        self.equal(self.rpc.submitblock(block.serialise().hex()), None)
        self.equal((self.node.tip(), self.rpc.getrawmempool()), (hash_text(block.hash()), []))
        self.equal(self.rpc.submitblock(block.serialise().hex()), "duplicate")

    def propose(self, block):
        return self.template(mode="proposal", data=block.serialise().hex())

    def check_proposals(self):
        self.step("blocks proposed: judged without work, nothing is kept")
        self.send(self.node, pay(self.coins[2], fee=5_000))
        given = self.template()
        block = self.block_of(given)
        while block.header.has_work():
            block.header.nonce += 1
        self.equal(self.propose(block), None)
        tips = self.rpc.getchaintips()
        flaws = (("bad-txnmrklroot", lambda one: setattr(one.header, "merkle_root", bytes(32))),
                 ("bad-diffbits", lambda one: setattr(one.header, "bits", 0x1d00ffff)),
                 ("time-too-old", lambda one: setattr(one.header, "time", given["mintime"] - 1)),
                 ("inconclusive-not-best-prevblk", lambda one: setattr(one.header, "previous", bytes(32))))
        for reason, spoil in flaws:
            spoilt = self.block_of(given)
            spoil(spoilt)
            self.equal(self.propose(spoilt), reason)
        rich = self.block_of(given)
        rich.transactions[0].outputs[0].value += 1
        self.equal(self.propose(blocktools.solve(rich)), "bad-cb-amount")
        self.equal(self.rpc.getchaintips(), tips)
        self.equal(self.rpc.submitblock(block.serialise().hex()), "high-hash")

    def check_priorities(self):
        self.step("what is said to pay nothing is left out")
        self.mine(self.node)
        first, second = pay(self.coins[3], fee=10_000), pay(self.coins[4], fee=5_000)
        self.send(self.node, first, second)
        self.equal(self.chosen(), [txid(first), txid(second)])
        self.rpc.prioritisetransaction(txid(first), 0, -10_000)
        self.equal(self.chosen(), [txid(second)])
        self.equal(self.template()["coinbasevalue"], blocktools.subsidy(self.node.height() + 1) + 5_000)
        self.rpc.prioritisetransaction(txid(first), 0, 10_000)
        self.equal(sorted(self.chosen()), sorted([txid(first), txid(second)]))
        self.mine(self.node)

    def check_limits(self):
        self.step("-blockmaxweight and -blockreservedweight: those that pay best get in")
        small = self.nodes[1]
        coins = self.mine_coins(small, COINS)
        made = [pay(coin, fee=10_000 + number) for number, coin in enumerate(coins)]
        self.send(small, *made)
        room = (SMALL_WEIGHT - RESERVED_WEIGHT) // made[0].weight()
        self.true(0 < room < COINS - 1, f"{room} of {COINS} fit")
        # The last ones pay more.
        self.equal(self.chosen(small), [txid(one) for one in reversed(made)][:room])
        self.step("and those that are said to")
        small.rpc.prioritisetransaction(txid(made[0]), 0, 50_000)
        chosen = [txid(made[0]), *(txid(one) for one in made[-room + 1:])]
        self.equal(sorted(self.chosen(small)), sorted(chosen))
        # What is paid is paid all the same.
        paid = {one["txid"]: one["fee"] for one in self.template(small)["transactions"]}
        self.equal(paid[txid(made[0])], 10_000)
        self.step("-blockmintxfee")
        small.rpc.generatetodescriptor(COINS // room + 1, f"raw({script.ANYONE.hex()})")
        self.equal(self.chosen(small), [])
        coins = self.mine_coins(small, 2)
        size = (pay(coins[0]).weight() + 3) // 4
        floor = -(-size * FLOOR_RATE // 1000)
        below, at = pay(coins[0], fee=floor - 1), pay(coins[1], fee=floor)
        self.send(small, below, at)
        self.equal(self.chosen(small), [txid(at)])

    def long_poll(self, node, known, found):
        began = time.monotonic()
        answer = node.rpc.getblocktemplate({**SEGWIT, "longpollid": known})
        found.append((answer, time.monotonic() - began))

    def check_long_poll(self):
        self.step("a long poll ends with the next block, not with a transaction within the first minute")
        known = self.template()["longpollid"]
        found = []
        thread = threading.Thread(target=self.long_poll, args=(self.node, known, found))
        thread.start()
        until(lambda: any(call["method"] == "getblocktemplate" for call in self.rpc.getrpcinfo()["active_commands"]),
              what="it waits")
        self.send(self.node, pay(self.coins[5], fee=5_000))
        time.sleep(1)
        self.equal(found, [])
        self.mine(self.node, [])
        thread.join(30 * TIME_FACTOR)
        (answer, _), = found
        self.equal((answer["previousblockhash"], len(answer["transactions"])), (self.node.tip(), 1))
        self.step("and ends at once when its block is not the tip any more")
        self.equal(self.template(longpollid=known)["previousblockhash"], self.node.tip())

    def check_requests(self):
        self.step("requests that are none")
        for request, code, message in (
                ({"rules": []}, -8, 'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})'),
                ({**SEGWIT, "mode": "x"}, -8, "Invalid mode"), ({**SEGWIT, "mode": "proposal"}, -3, "Missing data String key for proposal"),
                ({**SEGWIT, "mode": "proposal", "data": "zz"}, -22, "Block decode failed")):
            self.rpc_fails(code, message, self.rpc.getblocktemplate, request)

    def check_main(self):
        self.step("where blocks are worth something: not without peers, not before the tip is known")
        node = self.nodes[2]
        self.rpc_fails(-9, "Quanta is not connected!", node.rpc.getblocktemplate, SEGWIT)
        with Peer(node.port, transport=V1Transport(MAIN_MAGIC)):
            self.rpc_fails(-10, "Quanta is in initial sync and waiting for blocks...", node.rpc.getblocktemplate, SEGWIT)

    def check_signet(self):
        self.step("on signet its rule must be known, too")
        node = self.nodes[3]
        self.rpc_fails(-8, "getblocktemplate must be called with the signet rule set (call with {\"rules\": "
                           "[\"segwit\", \"signet\"]})", node.rpc.getblocktemplate, SEGWIT)
        given = node.rpc.getblocktemplate({"rules": ["segwit", "signet"]})
        self.true("!signet" in given["rules"] and given["signet_challenge"], given)


if __name__ == "__main__":
    main(TemplateTest)
