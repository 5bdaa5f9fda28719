#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Peers that stall, keep silent, lie about headers, send blocks that are invalid, altered or none at all, withhold blocks or
leave at any moment: each costs its own connection, and the node gets the honest chain from the one peer that has it."""

import json

from framework import blocktools, p2p_messages as p2p
from framework.blocktools import REGTEST_GENESIS_TIME
from framework.messages import Block, hash_text
from framework.p2p import Peer, called_by
from framework.p2p_chain import (Chain, ChainPeer, Quitter, Spoiler, Withholder, cut_short, duplicate_last, other_transactions,
                                 other_witness, without_work)
from framework.p2p_steps import ANY_AGE, LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until

TIME_LIMIT = 600
FULL_RELAY = "outbound-full-relay"
# Not the sender's fault: clocks differ.
FORGIVEN = ("time-too-new",)
# More than a node fetches ahead of the first block it lacks.
LONG = 1200
# From here on blocks have many transactions.
FIRST_LARGE = 120
MIN_WORK_BLOCKS = 3000
RESPONSE_SECONDS = 130
MOST_SILENT = 9
BLOCK_INTERVAL = 600
SECONDS = 60


class FaultsTest(NetworkTest):
    """Each node under test knows nothing or a part of the chain at first."""

    def set_nodes(self):
        pass

    def run(self):
        self.folder_of_cases = self.data("data", "signed-small", "invalid")
        self.manifest = json.loads(self.data("data", "signed-small", "manifest.json").read_text())
        self.chain = Chain.of_files([self.data("data", "signed-small", "blk00000.dat")])
        self.check_lies_about_headers()
        self.check_low_work()
        self.check_silence()
        self.check_crowd()
        self.check_withheld_window()
        self.check_withheld_tip()
        self.check_spoilt_blocks()
        self.check_invalid_blocks()

    # Steps.

    def check_lies_about_headers(self):
        self.step("headers that do not continue, without work, too many, beyond the end of others")
        node = self.fresh()
        chain = self.chain.cut(20)
        hole = p2p.headers([chain.header(1), chain.header(3)])
        lazy = p2p.headers([without_work(chain.header(1))])
        many = p2p.headers([chain.header(1)] * (p2p.MAX_HEADERS + 1))
        second_lazy = p2p.headers([chain.header(1), without_work(chain.header(2))])
        for payload in (hole, lazy, many, second_lazy):
            with Peer(node.port) as liar:
                self.is_left(liar, liar.send, "headers", payload)
        self.equal(node.rpc.getblockchaininfo()["headers"], 0)
        with Peer(node.port) as peer:
            unconnecting = p2p.headers([chain.header(height) for height in range(5, 9)])
            asked, times = peer.counts["getheaders"], 12
            for _ in range(times):
                self.stays(peer, peer.send, "headers", unconnecting)
            self.true(peer.counts["getheaders"] <= asked + times, "more questions than answers")
            self.stays(peer, peer.send, "headers", p2p.many([]))
        self.same_as(node, self.chain.cut(20))
        node.stop()

    def check_low_work(self):
        self.step("chains of too little work are not kept")
        node = self.fresh(f"-minimumchainwork={2 * MIN_WORK_BLOCKS:x}")
        light = [blocktools.make_block(node.tip(), 1, REGTEST_GENESIS_TIME + 600)]
        for height in range(2, 2 * p2p.MAX_HEADERS + 1):
            light += blocktools.make_chain(light[-1].hash(), height - 1, light[-1].header.time, 1)
        light = Chain(block.serialise() for block in light)
        with ChainPeer(node.port, chain=light.cut(2500)) as liar:
            liar.wait_for("getheaders", 2)
            liar.sync()
            self.equal(node.rpc.getblockchaininfo()["headers"], 0)
            self.true(not liar.asked_for, "blocks of little work were fetched")
            self.stays(liar, liar.announce)
        with called_by(node, FULL_RELAY, ChainPeer, chain=light.cut(2500)) as liar:
            liar.wait_for("getheaders", 1)
            self.equal(node.rpc.getblockchaininfo()["headers"], 0)
        with ChainPeer(node.port, chain=light) as honest:
            until(lambda: node.height() == light.height, SECONDS, "a chain of enough work is taken")
            self.true(honest.counts["getheaders"] >= 4, "its headers were looked at twice")
        node.stop()

    def check_silence(self):
        self.step("a peer that says nothing, one that has nothing, and one that has the chain")
        node = self.fresh()
        chain = self.chain.cut(50)
        with Peer(node.port) as silent:
            silent.wait_for("getheaders")
            with ChainPeer(node.port, chain=self.chain.cut(0)) as poor, ChainPeer(node.port, chain=chain) as honest:
                self.equal(poor.counts["getheaders"] + honest.counts["getheaders"], 0)
                node.rpc.mockscheduler(RESPONSE_SECONDS)
                self.reaches(node, chain)
                self.true(not honest.closed.is_set() and not poor.closed.is_set(), "who did nothing wrong has been left")
        node.stop()

    def check_crowd(self):
        self.step("silent, quitting and spoiling peers around an honest one")
        node = self.fresh()
        others = [called_by(node, FULL_RELAY) for _ in range(3)]
        others += [Peer(node.port) for _ in range(3)]
        quitters = [Quitter(node.port, chain=self.chain, after=1 + 7 * number) for number in range(4)]
        quitters.append(called_by(node, FULL_RELAY, Quitter, chain=self.chain, after=20))
        spoiler = called_by(node, FULL_RELAY, Spoiler, chain=self.chain, spoil=lambda height: height % 5 == 0,
                            alter=other_transactions)
        honest = called_by(node, FULL_RELAY, ChainPeer, chain=self.chain)
        self.pass_time(node, honest, lambda: honest.counts["getheaders"])
        self.reaches(node, self.chain)
        self.equal(node.utxo_hash(), self.manifest["utxo"]["hash_serialized_3"])
        self.true(not honest.closed.is_set(), "the honest peer has been left")
        for peer in (*others, *quitters, spoiler, honest):
            peer.close()
        node.stop()

    def check_withheld_window(self):
        self.step("a peer that withholds a block keeps others waiting two seconds")
        node = self.fresh()
        blocks = blocktools.make_chain(node.tip(), 0, REGTEST_GENESIS_TIME + 600, LONG)
        chain = Chain(block.serialise() for block in blocks)
        bad = called_by(node, FULL_RELAY, Withholder, chain=chain, withhold=lambda height: height < 10)
        until(lambda: bad.asked_for, SECONDS, "it is asked for blocks")
        good = [called_by(node, FULL_RELAY, ChainPeer, chain=chain) for _ in range(2)]
        for peer in good:
            peer.announce()
        self.reaches(node, chain)
        bad.wait_for_end()
        self.true(not any(peer.closed.is_set() for peer in good), "an honest peer has been left")
        for peer in (bad, *good):
            peer.close()
        node.stop()

    def check_withheld_tip(self):
        self.step("a peer that announces a block and does not give it")
        node = self.fresh()
        chain = self.chain.cut(30)
        with Withholder(node.port, chain=chain, withhold=lambda height: height == 30) as bad:
            until(lambda: 30 in bad.asked_for, SECONDS, "it is asked for the last block")
            with ChainPeer(node.port, chain=chain) as good:
                good.announce()
                good.sync()
                self.equal(node.height(), 29)
                # One interval, and half of one for each other peer that owes something.
                node.rpc.mockscheduler(BLOCK_INTERVAL + 10)
                bad.wait_for_end()
                self.reaches(node, chain)
                self.true(not good.closed.is_set(), "the honest peer has been left")
        with Peer(node.port) as liar:
            self.step("notfound for what was announced, again and again")
            following = blocktools.make_chain(node.tip(), 30, self.chain.header(30).time, 1)
            liar.send("headers", p2p.headers([block.header for block in following]))
            asked = p2p.read_inv(liar.wait_for("getdata"))
            self.equal([digest for _, digest in asked], [following[0].hash()])
            self.stays(liar, liar.send, "notfound", p2p.inv(asked))
            with ChainPeer(node.port, chain=chain.extended(following)) as good:
                good.announce()
                until(lambda: node.height() == 31, SECONDS, "another peer gives it")
        node.stop()

    def check_spoilt_blocks(self):
        self.step("blocks altered on the way")
        node = self.fresh()
        height = FIRST_LARGE
        for alter in (other_transactions, other_witness, duplicate_last, cut_short):
            height += 1
            while len(Block.parse(self.chain.raw[height]).transactions) % 2 == 0:
                height += 1
            chain = self.chain.cut(height)
            self.same_as(node, self.chain.cut(height - 1))
            with called_by(node, FULL_RELAY, Spoiler, chain=chain, alter=alter,
                           spoil=lambda at, spoilt=height: at == spoilt) as liar:
                liar.announce()
                liar.wait_for_end()
            self.equal(node.height(), height - 1, alter.__name__)
            # It was not the block that was bad: whoever has it as it was gives it.
            self.same_as(node, chain)
        node.stop()

    def check_invalid_blocks(self):
        self.step("every invalid block of the collection")
        node = self.add_node(*LISTENING, ANY_AGE, "-dbcache=50",
                             f"-loadblock={self.data('data', 'signed-small', 'blk00000.dat')}")
        node.wait_for_height(self.chain.height)
        expected = json.loads((self.folder_of_cases / "expected.json").read_text())["cases"]
        cases = [json.loads(path.read_text()) for path in sorted(self.folder_of_cases.glob("[0-9]*.json"))]
        honest = Peer(node.port)
        before, wrong = (node.tip(), node.utxo_hash()), []
        for case in sorted(cases, key=lambda case: case["name"] == "base"):
            wanted = expected[case["name"]]
            fault = self.fault_of(node, case, wanted)
            if fault:
                wrong.append(f"{case['name']}: {fault}")
        self.equal(wrong, [])
        self.equal((node.tip(), node.utxo_hash()), before)
        honest.sync()
        self.true(not honest.closed.is_set(), "the honest peer has been left")
        honest.close()
        self.step(f"{len(cases)} blocks")
        node.stop()

    # What steps are made of.

    def fault_of(self, node, case, wanted):
        """Offers one block. What is not as recorded, or None."""
        answer, tip = wanted["submitblock"], node.tip()
        valid = wanted["verdict"] == "valid"
        with Peer(node.port) as peer:
            peer.send("block", bytes.fromhex(case["block"]))
            if valid:
                until(lambda: node.tip() == case["hash"] or peer.closed.is_set(), SECONDS, f"{case['name']} is taken")
                if peer.closed.is_set():
                    return "its sender was left"
                node.rpc.invalidateblock(case["hash"])
            elif answer in FORGIVEN:
                peer.sync()
                if peer.closed.is_set():
                    return "its sender was left"
            elif not peer.closed.wait(SECONDS):
                return f"its sender was kept in spite of {answer}"
        return None if node.tip() == tip else "the tip has changed"

    def pass_time(self, node, honest, done):
        """Lets one silent peer after another have had its time."""
        for _ in range(MOST_SILENT):
            node.rpc.mockscheduler(RESPONSE_SECONDS)
            honest.sync()
            if done():
                return
        raise AssertionError("the honest peer was never asked")

    def fresh(self, *arguments):
        return self.add_node(*LISTENING, ANY_AGE, "-dbcache=50", *arguments)

    def reaches(self, node, chain):
        until(lambda: node.tip() == hash_text(chain.tip), SECONDS, f"the tip at height {chain.height}")

    def same_as(self, node, chain):
        """An honest peer brings `node` to the end of `chain`."""
        with ChainPeer(node.port, chain=chain) as honest:
            honest.announce()
            self.reaches(node, chain)
            self.true(not honest.closed.is_set(), "the honest peer has been left")


if __name__ == "__main__":
    main(FaultsTest)
