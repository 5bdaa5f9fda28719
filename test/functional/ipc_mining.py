#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The interface for miners over a node's socket: templates, solutions, waits, checks of blocks."""

import re
import time

from framework import blocktools, script
from framework.ipc import IpcTest
from framework.ipc_template import Template
from framework.messages import Block, Header, Input, Outpoint, Output, Transaction, hash_bytes, hash_text
from framework.test_case import main
from framework.wait import TIME_FACTOR

MAX_WEIGHT, MAX_SIGOPS = 4_000_000, 80_000
CUT_OFF = re.compile(re.escape("remote exception: std::exception: SpanReader::read(): end of data:"))
WEIGHT_TOO_LOW = "block_reserved_weight ({}) is lower than minimum safety value of (2000)"
WEIGHT_TOO_HIGH = "block_reserved_weight ({}) exceeds consensus maximum block weight (4000000)"
SIGOPS_TOO_MANY = "coinbase_output_max_additional_sigops ({}) exceeds consensus maximum block sigops cost (80000)"
OUTPUTS_ASKED = {"useMempool": False, "blockReservedWeight": 4000, "coinbaseOutputMaxAdditionalSigops": 80}
FOR_EVER = 1.7976931348623157e308


def elapsed(call, *params, **named):
    """What `call` gives, and how many seconds that took."""
    began = time.monotonic()
    return call(*params, **named), time.monotonic() - began


class MiningTest(IpcTest):
    """Every call of Mining and BlockTemplate, with blocks solved here."""

    def run(self):
        self.connection = self.connect()
        self.mining = self.connection.object("makeMining")
        self.spare = self.connection.thread_map().object("makeThread", name="spare")
        self.check_state()
        self.check_options()
        self.check_template()
        self.check_solutions()
        self.check_bad_solutions()
        self.check_wait_tip_changed()
        self.check_wait_next()
        self.check_check_block()
        self.check_submit_block()
        self.check_transactions()
        self.check_cooldown()

    # Short hands.

    def template(self, **options):
        return Template(self.mining.object("createNewBlock", options={**OUTPUTS_ASKED, **options}))

    def tip(self):
        return hash_bytes(self.node.tip())

    def mine(self):
        """A block on the tip by the node itself, from another side."""
        return self.node.rpc.generatetoaddress(1, "bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202")[0]

    def refused(self, verdict, reason, debug=""):
        self.equal(verdict, {"reason": reason, "debug": debug, "result": False})

    def accepted(self, verdict):
        self.equal(verdict, {"reason": "", "debug": "", "result": True})

    # The checks.

    def check_state(self):
        self.step("the state of the node")
        self.equal(self.mining.call("isTestChain"), True)
        self.equal(self.mining.call("isInitialBlockDownload"), True)
        genesis = {"hash": hash_bytes(blocktools.REGTEST_GENESIS).hex(), "height": 0}
        self.equal(self.mining.call("getTip"), {"result": genesis, "hasResult": True})

    def check_options(self):
        self.step("options of templates")
        for options, text in (
                ({"blockReservedWeight": 0}, WEIGHT_TOO_LOW.format(0)),
                ({"blockReservedWeight": 1999}, WEIGHT_TOO_LOW.format(1999)),
                ({"blockReservedWeight": MAX_WEIGHT + 1}, WEIGHT_TOO_HIGH.format(MAX_WEIGHT + 1)),
                ({"blockReservedWeight": 2**64 - 1}, WEIGHT_TOO_HIGH.format(2**64 - 1)),
                ({"coinbaseOutputMaxAdditionalSigops": MAX_SIGOPS + 1}, SIGOPS_TOO_MANY.format(MAX_SIGOPS + 1))):
            self.remote_fails(text, self.mining.call, "createNewBlock", options=options)
        for options in ({}, {"blockReservedWeight": 2000}, {"blockReservedWeight": MAX_WEIGHT},
                        {"coinbaseOutputMaxAdditionalSigops": MAX_SIGOPS},
                        {"coinbaseOutputMaxAdditionalSigops": 0}):
            self.equal(self.mining.call("createNewBlock", options=options), "object")
        # No options at all are the defaults: a struct that is not there must not read as zeros.
        self.equal(self.mining.call("createNewBlock"), "object")
        self.equal(self.mining.call("createNewBlock", cooldown=False), "object")

    def check_template(self):
        self.step("what a template holds")
        made = self.template()
        remote, block = made.remote, made.block
        self.equal(made.header.serialise(), block.header.serialise())
        self.equal((block.header.previous, made.height()), (self.tip(), 1))
        self.true(abs(block.header.time - time.time()) < 600 and block.header.version & 0xE0000000 == 0x20000000,
                  "time and version")
        self.equal([remote.call(method) for method in ("getTxFees", "getTxSigops", "getCoinbaseMerklePath")], [[]] * 3)
        first, wanted = block.transactions[0], made.coinbase_tx
        self.equal((wanted["version"], wanted["sequence"], wanted["lockTime"], wanted["blockRewardRemaining"]),
                   (first.version, first.inputs[0].sequence, first.locktime, blocktools.subsidy(1)))
        self.true(first.inputs[0].script.startswith(bytes.fromhex(wanted["scriptSigPrefix"])), "the prefix")
        self.true(wanted["scriptSigPrefix"].startswith(script.push_number(1).hex()), "the height comes first")
        self.equal(wanted["witness"], blocktools.RESERVED_VALUE.hex())
        self.equal([bytes.fromhex(one) for one in wanted["requiredOutputs"]],
                   [one.serialise() for one in first.outputs if blocktools.COMMITMENT_PREFIX in one.script[:8]])
        self.equal((wanted["sequence"], wanted["lockTime"]), (0xFFFFFFFE, 0))
        self.equal(remote.call("destroy"), {})
        self.ipc_fails(re.compile("the object was destroyed"), remote.call, "getBlock")

    def check_solutions(self):
        self.step("solutions")
        made = self.template()
        solution = made.solve()
        self.accepted(made.remote.call("submitSolution", **solution))
        self.equal(self.mining.call("getTip")["result"], {"hash": made.solved.hash().hex(), "height": 1})
        self.equal(self.node.tip(), hash_text(made.solved.hash()))
        stored = Block.parse(self.node.rpc.getblock(self.node.tip(), 0))
        self.equal(stored.transactions[0].serialise(), solution["coinbase"])
        # Once more, and another for the same height.
        self.refused(made.remote.call("submitSolution", **solution), "duplicate")
        self.refused(made.remote.call("submitSolution", **made.solve(made.coinbase(b"late"))), "inconclusive")
        self.equal(self.mining.call("isInitialBlockDownload"), False)
        self.step("solutions in the old way, and without witness")
        made = self.template()
        self.equal(made.remote.call("submitSolutionOld7", **made.solve()), True)
        self.equal(self.node.tip(), hash_text(made.solved.hash()))
        made = self.template()
        bare = {**made.solve(), "coinbase": made.coinbase().serialise(witness=False)}
        self.refused(made.remote.call("submitSolution", **bare), "bad-witness-nonce-size",
                     "CheckWitnessMalleation : invalid witness reserved value size")
        self.accepted(made.remote.call("submitSolution", **made.solve()))

    def check_bad_solutions(self):
        self.step("bad solutions")
        made = self.template()
        solution = made.solve()
        weak = {**solution, "nonce": self.nonce_without_work(made.solved)}
        before = self.tip()
        for data in (solution["coinbase"][:-1], solution["coinbase"][:20], b"\x01"):
            for method in ("submitSolution", "submitSolutionOld7"):
                self.ipc_fails(CUT_OFF, made.remote.call, method, **{**solution, "coinbase": data})
        self.equal(made.remote.call("submitSolutionOld7", **{**solution, "coinbase": b""}), False)
        self.equal(made.remote.call("submitSolution", **{**solution, "coinbase": b""})["result"], False)
        self.refused(made.remote.call("submitSolution", **made.solve(version=0)), "bad-version(0x00000000)",
                     "rejected nVersion=0x00000000 block")
        self.equal(made.remote.call("submitSolutionOld7", **made.solve(version=0)), False)
        self.refused(made.remote.call("submitSolution", **weak), "high-hash", "proof of work failed")
        greedy = made.coinbase()
        greedy.outputs[0].value += 1
        self.equal(made.remote.call("submitSolution", **made.solve(greedy))["reason"], "bad-cb-amount")
        self.equal((self.tip(), made.remote.call("submitSolutionOld7", **made.solve(greedy))), (before, False))
        self.accepted(made.remote.call("submitSolution", **made.solve()))

    @staticmethod
    def nonce_without_work(header):
        header = Header.parse(header.serialise())
        while header.has_work():
            header.nonce += 1
        return header.nonce

    def check_wait_tip_changed(self):
        self.step("waiting for another tip")
        tip = self.tip()
        found, took = elapsed(self.mining.call, "waitTipChanged", currentTip=tip, timeout=300.0)
        self.equal(found, {"hash": tip.hex(), "height": self.node.height()})
        self.true(took >= 0.3, f"waited {took} s")
        # What is not the tip ends no wait: it is over at once.
        for other in (bytes(32), b"\xff" * 32):
            self.equal(self.mining.call("waitTipChanged", currentTip=other)["hash"], tip.hex())
        for timeout in (0.0, -1.0):
            self.equal(self.mining.call("waitTipChanged", currentTip=tip, timeout=timeout)["hash"], tip.hex())
        self.ipc_fails(re.compile("32 bytes"), self.mining.call, "waitTipChanged", currentTip=b"short")
        self.step("a tip that comes")
        for timeout in ({}, {"timeout": 60_000.0}, {"timeout": FOR_EVER}):
            waiting = self.mining.start("waitTipChanged", currentTip=self.tip(), **timeout)
            self.mining.call("getTip", thread=self.spare)
            new, height = self.mine(), self.node.height()
            self.equal(waiting.wait(), {"result": {"hash": hash_bytes(new).hex(), "height": height}})
        self.step("an interrupt")
        behind = len(self.node.log())
        waiting = self.mining.start("waitTipChanged", currentTip=self.tip())
        self.node.wait_for_log("post request", behind)
        self.equal(self.mining.call("interrupt"), {})
        self.equal(waiting.wait(), {"result": None})
        # It has ended no wait but that one.
        self.equal(self.mining.call("waitTipChanged", currentTip=self.tip(), timeout=1.0)["hash"], self.tip().hex())

    def check_wait_next(self):
        self.step("waiting for another template")
        first = self.template()
        found, took = elapsed(first.remote.call, "waitNext", options={"timeout": 300.0})
        self.equal(found, None)
        self.true(took >= 0.3, f"waited {took} s")
        self.step("three at once on one thread, and a tip")
        names = [self.connection.remote() for _ in range(3)]
        waits = [first.remote.start("waitNext", names={"result": one.name}) for one in names]
        self.mining.call("getTip", thread=self.spare)
        new = hash_bytes(self.mine())
        self.equal([one.wait() for one in waits], [{"result": "object"}] * 3)
        for one in names:
            self.equal(Template(one).header.previous, new)
        self.step("an equal one after a while")
        second = Template(names[0])
        same = Template(second.remote.object("waitNext", options={"feeThreshold": 0}))
        self.equal((same.header.previous, same.coinbase_tx), (second.header.previous, second.coinbase_tx))
        self.equal(second.remote.call("waitNext", options={"feeThreshold": 1, "timeout": 1500.0}), None)
        self.step("an interrupt")
        behind = len(self.node.log())
        waiting = second.remote.start("waitNext")
        self.node.wait_for_log("post request", behind)
        self.equal(second.remote.call("interruptWait"), {})
        self.equal(waiting.wait(), {"result": None})
        self.step("the template of a wait is worked on")
        waiting = self.connection.remote()
        call = second.remote.start("waitNext", names={"result": waiting.name})
        self.mine()
        call.wait()
        made = Template(waiting)
        self.accepted(made.remote.call("submitSolution", **made.solve()))
        # A template stays what it is when the tip has moved on.
        self.refused(second.remote.call("submitSolution", **second.solve()), "inconclusive")

    def block_on_tip(self, **header):
        made = self.template()
        made.solve(**header)
        return Block(made.solved, [made.coinbase()])

    def check(self, block, **options):
        return self.mining.call("checkBlock", block=block.serialise(), options=options)

    def check_check_block(self):
        self.step("checks of blocks")
        block = self.block_on_tip()
        self.accepted(self.check(block))
        self.accepted(self.mining.call("checkBlock", block=block.serialise()))
        height = self.node.height()
        unsolved = Block.parse(block.serialise())
        while unsolved.header.has_work():
            unsolved.header.nonce += 1
        self.refused(self.check(unsolved), "high-hash", "proof of work failed")
        self.accepted(self.check(unsolved, checkPow=False))
        other = Block.parse(block.serialise())
        other.header.merkle_root = b"\x01" * 32
        while not other.header.has_work():
            other.header.nonce += 1
        self.refused(self.check(other), "bad-txnmrklroot", "hashMerkleRoot mismatch")
        self.refused(self.check(other, checkPow=False), "bad-txnmrklroot", "hashMerkleRoot mismatch")
        self.accepted(self.check(other, checkMerkleRoot=False))
        known = Block.parse(self.node.rpc.getblock(self.node.tip(), 0))
        self.equal(self.check(known)["reason"], "inconclusive-not-best-prevblk")
        self.refused(self.check(self.block_on_tip(version=0)), "bad-version(0x00000000)",
                     "rejected nVersion=0x00000000 block")
        self.refused(self.check(self.late_block()), "bad-txns-nonfinal", "non-final transaction")
        bare = Block.parse(block.serialise())
        bare.transactions[0].inputs[0].witness = []
        self.refused(self.check(bare), "bad-witness-nonce-size",
                     "CheckWitnessMalleation : invalid witness reserved value size")
        whole = block.serialise()
        for data in (b"", whole[:79], whole[:80], whole[:-1]):
            self.ipc_fails(CUT_OFF, self.mining.call, "checkBlock", block=data)
        self.equal(self.node.height(), height, "a check changes nothing")

    def late_block(self):
        """A block with a transaction whose time has not come."""
        made = self.template()
        late = Transaction([Input(Outpoint(b"\x07" * 32, 0), sequence=0)], [Output(1, script.ANYONE)], locktime=2**31)
        block = Block(Header.parse(made.header.serialise()), [made.coinbase(), late])
        blocktools.commit_to_witness(block)
        return blocktools.solve(block)

    def submit(self, block):
        return self.mining.call("submitBlock", block=block.serialise())

    def check_submit_block(self):
        self.step("blocks that are submitted")
        block, rival = self.block_on_tip(), self.block_on_tip()
        rival.transactions[0].inputs[0].script += script.push(b"rival")
        blocktools.solve(rival)
        self.accepted(self.submit(block))
        self.equal(self.node.tip(), block.hash_text())
        self.refused(self.submit(block), "duplicate")
        self.refused(self.submit(rival), "inconclusive")
        self.equal(self.node.tip(), block.hash_text())
        self.refused(self.submit(self.block_on_tip(version=0)), "bad-version(0x00000000)",
                     "rejected nVersion=0x00000000 block")
        late = self.late_block()
        self.refused(self.submit(late), "bad-txns-nonfinal", "non-final transaction")
        self.refused(self.submit(late), "duplicate-invalid", f"block {late.hash_text()} was previously marked invalid")
        greedy = self.block_on_tip()
        greedy.transactions[0].outputs[0].value += 1
        blocktools.solve(greedy)
        self.equal(self.submit(greedy)["reason"], "bad-cb-amount")
        self.equal(self.submit(greedy)["reason"], "duplicate-invalid")
        orphan = self.block_on_tip()
        orphan.header.previous = b"\x09" * 32
        blocktools.solve(orphan)
        self.equal(self.submit(orphan)["reason"], "prev-blk-not-found")
        for data in (b"", b"\x00" * 80, block.serialise()[:-1]):
            self.ipc_fails(CUT_OFF, self.mining.call, "submitBlock", block=data)

    def check_transactions(self):
        self.step("transactions that are asked for")
        coinbase = Block.parse(self.node.rpc.getblock(self.node.tip(), 0)).transactions[0]
        for method, name in (("getTransactionsByTxID", "txids"), ("getTransactionsByWitnessID", "wtxids")):
            self.equal(self.mining.call(method, **{name: []}), [])
            self.equal(self.mining.call(method, **{name: [bytes(32), b"\x01" * 32, coinbase.txid()]}), ["", "", ""])

    def check_cooldown(self):
        self.step("headers ahead of blocks")
        tip, height, now = self.tip(), self.node.height(), int(time.time())
        ahead = blocktools.make_chain(tip, height, now, 5)
        for block in ahead:
            self.node.rpc.submitheader(block.header.serialise().hex())
        self.equal(self.mining.call("createNewBlock", cooldown=False, options=OUTPUTS_ASKED), "object")
        behind = len(self.node.log())
        waiting = self.mining.start("createNewBlock", options=OUTPUTS_ASKED)
        self.node.wait_for_log("post request", behind)
        self.mining.call("getTip", thread=self.spare)
        self.true(not waiting.done(), "a template is made while headers are ahead")
        self.mining.call("interrupt")
        self.equal(waiting.wait(), {"result": None})
        self.step("the blocks come")
        waiting = self.mining.start("createNewBlock", options=OUTPUTS_ASKED)
        for block in ahead:
            self.accepted(self.mining.call("submitBlock", block=block.serialise(), thread=self.spare))
        found, took = elapsed(waiting.wait)
        self.equal(found, {"result": "object"})
        self.true(took < 3 * TIME_FACTOR, f"a template came {took} s after the last block")


if __name__ == "__main__":
    main(MiningTest)
