#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Rules that begin at a height: the last block that may break each one, and the first that may not."""

from framework import blocktools, script
from framework.address import script_address
from framework.blocktools import REGTEST_GENESIS
from framework.messages import Block, Output, hash_bytes
from framework.test_case import TestCase, main

PERIOD = 144
TESTDUMMY_BIT = 1 << 28
SIGNALS, SILENT = 0x20000000 | TESTDUMMY_BIT, 0x20000000
NEVER_ENDS = 0x7FFFFFFFFFFFFFFF
ADDRESS = script_address(script.ANYONE_WITNESS)


class Chain:
    """The blocks of one node, and what the next one begins as."""

    def __init__(self, test, node):
        self.test = test
        self.node = node
        self.tip = Block.parse(node.rpc.getblock(REGTEST_GENESIS, 0))
        self.height = 0
        self.sources = []

    def next_block(self, transactions=(), version=0x20000000, time=None, first=None):
        first = first or blocktools.coinbase(self.height + 1)
        block = blocktools.make_block(self.tip.hash(), self.height + 1, time or self.tip.header.time + 1,
                                      transactions, first)
        block.header.version = version
        return blocktools.solve(block)

    def accepts(self, block):
        self.test.equal(self.node.rpc.submitblock(block.hex()), None)
        self.tip, self.height = block, self.height + 1
        self.sources.append(block.transactions[0])

    def refuses(self, block, reason):
        self.test.equal(self.node.rpc.submitblock(block.hex()), reason)
        self.test.equal(self.node.tip(), self.tip.hash_text())

    def grow_to(self, height):
        while self.height < height:
            self.accepts(self.next_block())


class SoftForkTest(TestCase):
    """-testactivationheight for the buried rules, -vbparams for signalling, -test=bip94."""

    def set_nodes(self):
        pass

    def run(self):
        self.check_bad_values()
        self.check_versions()
        self.check_height_in_coinbase()
        self.check_locks()
        self.check_witness()
        self.check_signalling()
        self.check_signalling_window()
        self.check_no_activation()
        self.check_time_warp()

    def chain(self, *arguments):
        return Chain(self, self.add_node(*arguments))

    def close(self, chain):
        chain.node.stop()

    def check_bad_values(self):
        self.step("values that are refused name the option")
        node = self.add_node(start=False)
        for value in ("bip34", "bip34@", "bip34@-1", "bip34@x", "bip99@5", "@5", "bip34@5000000000"):
            node.fails_to_start([f"-testactivationheight={value}"], "testactivationheight|[Aa]ctivation height")
        for value in ("testdummy", "testdummy:1", "testdummy:x:1", "testdummy:1:x", "nosuch:0:1", "testdummy:0:1:x"):
            node.fails_to_start([f"-vbparams={value}"], "(?i)vbparams|version bits|deployment|timeout|start|activation_height")
        node.fails_to_start(["-test=nosuch"], "-test")

    def check_versions(self):
        self.step("block versions: BIP34, BIP66, BIP65")
        chain = self.chain("-testactivationheight=bip34@10", "-testactivationheight=dersig@20",
                           "-testactivationheight=cltv@30")
        for version, height in ((1, 10), (2, 20), (3, 30)):
            chain.grow_to(height - 2)
            chain.accepts(chain.next_block(version=version))
            chain.refuses(chain.next_block(version=version), f"bad-version(0x{version:08x})")
            chain.accepts(chain.next_block(version=version + 1))
        self.close(chain)

    def check_height_in_coinbase(self):
        self.step("the height in the coinbase: BIP34")
        chain = self.chain("-testactivationheight=bip34@12")
        chain.grow_to(10)
        wrong = [blocktools.coinbase(99), blocktools.coinbase(99)]
        chain.accepts(chain.next_block(first=wrong[0]))
        for number in (11, 13):
            chain.refuses(chain.next_block(first=blocktools.coinbase(number)), "bad-cb-height")
        padded = blocktools.coinbase(12)
        padded.inputs[0].script = script.push(b"\x0c\x00") + script.push(b"\x00")
        chain.refuses(chain.next_block(first=padded), "bad-cb-height")
        chain.accepts(chain.next_block())
        self.close(chain)

    def check_locks(self):
        self.step("CHECKLOCKTIMEVERIFY, strict signatures, and BIP68 with BIP112 and BIP113")
        chain = self.chain("-testactivationheight=cltv@105", "-testactivationheight=csv@110",
                           "-testactivationheight=dersig@107")
        chain.grow_to(102)
        locked = {"cltv": script.script((script.push_number(500),), script.OP_CHECKLOCKTIMEVERIFY),
                  "csv": script.script((script.push_number(50),), script.OP_CHECKSEQUENCEVERIFY),
                  "dersig": script.script(b"\x30\x01\x01", bytes(33), script.OP_CHECKSIG, 0x91)}
        fund = {}
        for source, (name, inner) in zip(chain.sources, locked.items()):
            fund[name] = blocktools.spend(source, pay_to=inner)
            fund[name].outputs = [Output(one.value // 4, one.script) for one in fund[name].outputs * 4]
        chain.accepts(chain.next_block(list(fund.values())))

        def use(name, index, **fields):
            return blocktools.spend(fund[name], index, **fields)

        def block_with(tx):
            return chain.next_block([tx])

        flag = "block-script-verify-flag-failed"
        for name, height, why in (
                ("cltv", 105, "Locktime requirement not satisfied"), ("dersig", 107, "Non-canonical DER signature"),
                ("csv", 110, "Locktime requirement not satisfied")):
            chain.grow_to(height - 2)
            chain.accepts(block_with(use(name, 0)))
            chain.refuses(block_with(use(name, 1)), f"{flag} ({why})")
        self.check_sequence_locks(chain)
        self.close(chain)

    def check_sequence_locks(self, chain):
        self.step("relative lock of an input, and the median time for absolute ones")
        coin = blocktools.spend(chain.sources[5])
        chain.accepts(chain.next_block([coin]))
        child = blocktools.spend(coin, sequence=3)
        chain.refuses(chain.next_block([child]), "bad-txns-nonfinal")
        chain.grow_to(chain.height + 1)
        chain.refuses(chain.next_block([child]), "bad-txns-nonfinal")
        chain.grow_to(chain.height + 1)
        chain.accepts(chain.next_block([child]))
        late = blocktools.spend(chain.sources[6], sequence=0)
        late.locktime = chain.tip.header.time - 5
        chain.refuses(chain.next_block([late]), "bad-txns-nonfinal")
        chain.grow_to(chain.height + 1)
        chain.accepts(chain.next_block([late]))

    def check_witness(self):
        self.step("witnesses: BIP141")
        chain = self.chain("-testactivationheight=segwit@110")
        chain.grow_to(101)
        first = blocktools.spend(chain.sources[0], pay_to=script.ANYONE_WITNESS)
        dummy = blocktools.spend(chain.sources[1], pay_to=script.script(script.OP_0, script.OP_0,
                                                                        script.OP_CHECKMULTISIG))
        dummy.outputs = [Output(one.value // 2, one.script) for one in dummy.outputs * 2]
        chain.accepts(chain.next_block([first, dummy]))
        chain.grow_to(108)
        flag = "block-script-verify-flag-failed"
        not_null = {"script": script.script(script.OP_1)}
        spend, bare = blocktools.spend(first), blocktools.spend(first, witness=[])
        chain.refuses(chain.next_block([spend]), "unexpected-witness")
        chain.refuses(chain.next_block([bare]), f"{flag} (Witness program was passed an empty witness)")
        chain.accepts(chain.next_block([blocktools.spend(dummy, 0, **not_null)]))
        chain.refuses(chain.next_block([blocktools.spend(dummy, 1, **not_null)]),
                      f"{flag} (Dummy CHECKMULTISIG argument must be zero)")
        broken = chain.next_block([spend])
        broken.transactions[0].inputs[0].witness = [bytes(31)]
        chain.refuses(broken, "bad-witness-nonce-size")
        chain.accepts(chain.next_block([spend]))
        self.close(chain)

    def versions(self, node, heights):
        """Whether the blocks at `heights`, made by the node, signal the test deployment."""
        found = []
        for height in heights:
            version = node.rpc.getblockheader(node.rpc.getblockhash(height))["version"]
            found.append(bool(version & TESTDUMMY_BIT))
        return found

    def check_signalling(self):
        self.step("BIP9: started, locked in, active, seen by the versions the node gives its blocks")
        node = self.add_node(f"-vbparams=testdummy:0:{NEVER_ENDS}")
        node.rpc.generatetoaddress(3 * PERIOD, ADDRESS)
        edges = (1, PERIOD - 1, PERIOD, 2 * PERIOD, 3 * PERIOD - 1)
        self.equal(self.versions(node, edges), [False, False, True, True, True])
        node.rpc.generatetoaddress(2, ADDRESS)
        self.equal(self.versions(node, (3 * PERIOD, 3 * PERIOD + 1)), [False, False])
        node.stop()

    def check_signalling_window(self):
        self.step("BIP9: a threshold missed by one block, then reached, and a first height")
        chain = self.chain(f"-vbparams=testdummy:0:{NEVER_ENDS}:{5 * PERIOD}")
        node, threshold = chain.node, 108
        chain.grow_to(PERIOD - 1)
        for signalling in (threshold - 1, threshold):
            for step in range(PERIOD):
                chain.accepts(chain.next_block(version=SIGNALS if step < signalling else SILENT))
        made = node.rpc.generatetoaddress(2 * PERIOD + 2, ADDRESS)
        self.equal(len(made), 2 * PERIOD + 2)
        self.equal(self.versions(node, (3 * PERIOD, 4 * PERIOD, 5 * PERIOD - 1, 5 * PERIOD)),
                   [True, True, True, False])
        node.stop()

    def check_no_activation(self):
        self.step("BIP9: never started")
        node = self.add_node(f"-vbparams=testdummy:{NEVER_ENDS - 1}:{NEVER_ENDS}")
        node.rpc.generatetoaddress(2 * PERIOD + 2, ADDRESS)
        self.equal(self.versions(node, (PERIOD, 2 * PERIOD)), [False, False])
        node.stop()
        self.step("BIP9: timed out after a period without signals")
        chain = self.chain("-vbparams=testdummy:0:1")
        chain.grow_to(2 * PERIOD - 1)
        chain.node.rpc.generatetoaddress(PERIOD + 1, ADDRESS)
        self.equal(self.versions(chain.node, (2 * PERIOD, 3 * PERIOD)), [False, False])
        self.close(chain)

    def check_time_warp(self):
        self.step("-test=bip94: the first block of a period is at most 600 s before the last")
        for arguments, answers in ((["-test=bip94"], ("time-timewarp-attack", None)), ([], (None, None))):
            chain = self.chain(*arguments)
            chain.grow_to(PERIOD - 2)
            ahead = chain.tip.header.time + 10000
            chain.accepts(chain.next_block(time=ahead))
            for time, answer in zip((ahead - 601, ahead - 600), answers):
                block = chain.next_block(time=time)
                self.equal(chain.node.rpc.submitblock(block.hex()), answer)
                if answer is None:
                    break
            self.equal(hash_bytes(chain.node.tip()), block.hash())
            self.close(chain)


if __name__ == "__main__":
    main(SoftForkTest)
