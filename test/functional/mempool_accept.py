#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What is taken into the mempool: each reason to refuse, as testmempoolaccept and sendrawtransaction tell it."""

from decimal import Decimal

from framework import blocktools, script
from framework.mempool_steps import (BITCOIN, MATURE, NO_LIMIT, PAYOUT, MempoolTest, least_fee, money, pay, raw, txid,
                                     vsize, wtxid)
from framework.messages import Outpoint, Output
from framework.reference_mempool import data_output
from framework.test_case import main

COINS = 12
SMALL_DATA = 83
# A dust output of a witness script hash, satoshi.
DUST = 330
MAX_MONEY = 21_000_000 * BITCOIN
BARE_MULTISIG = script.script(script.OP_1, b"\x02" + b"\x11" * 32, script.OP_1, script.OP_CHECKMULTISIG)


class AcceptTest(MempoolTest):
    """One node with the policy of the network, and one with another."""

    def set_nodes(self):
        self.add_node()
        self.add_node(f"-datacarriersize={SMALL_DATA}", "-permitbaremultisig=0", "-minrelaytxfee=0.00002")

    def run(self):
        self.coins = self.mine_coins(self.node, COINS)
        self.check_answers()
        self.check_form()
        self.check_inputs()
        self.check_limits()
        self.check_fees()
        self.check_caps()
        self.check_options()

    def with_outputs(self, coin, *outputs, fee=1000):
        """Spends a coin to `outputs`; what is left over goes to one more."""
        made = pay(self.coins[coin], fee=fee)
        made.outputs[0].value -= sum(one.value for one in outputs)
        made.outputs += outputs
        return made

    def fails(self, transaction, reason, detail=None, node=None):
        """Both methods refuse it with the same words."""
        node = node or self.node
        text = f"{reason}, {detail}" if detail else reason
        (answer,) = self.test(node, transaction)
        self.equal(answer, {"txid": txid(transaction), "wtxid": wtxid(transaction), "allowed": False,
                            "reject-reason": reason, "reject-details": text})
        self.refused(node, transaction, text)

    def holds(self, transaction, node=None):
        (answer,) = self.test(node or self.node, transaction)
        self.true(answer["allowed"], answer)

    def check_answers(self):
        self.step("a transaction that is taken")
        rpc = self.node.rpc
        one = pay(self.coins[0], fee=1000)
        (answer,) = self.test(self.node, one)
        rate = Decimal(1000 * 1000 // vsize(one)) / BITCOIN
        self.equal(answer, {"txid": txid(one), "wtxid": wtxid(one), "allowed": True, "vsize_adjusted": vsize(one),
                            "vsize": vsize(one), "vsize_bip141": vsize(one),
                            "fees": {"base": Decimal("0.00001000"), "effective-feerate": rate,
                                     "effective-includes": [wtxid(one)]}})
        self.pool_is(self.node)
        self.send(self.node, one, one)
        self.pool_is(self.node, one)
        (answer,) = self.test(self.node, one)
        self.equal(answer["reject-reason"], "txn-already-in-mempool")
        other = pay(self.coins[0], fee=1000, witness=[b"\x01", script.ANYONE])
        (answer,) = self.test(self.node, other)
        self.equal(answer["reject-reason"], "txn-same-nonwitness-data-in-mempool")
        self.mine(self.node)
        self.pool_is(self.node)
        self.refused(self.node, one, "Transaction outputs already in utxo set", code=-27)
        (answer,) = self.test(self.node, one)
        self.equal(answer["reject-reason"], "txn-already-known")
        self.refused(self.node, pay(self.coins[0], fee=3000), "bad-txns-inputs-missingorspent", code=-25)
        self.rpc_fails(-22, "TX decode failed. Make sure the tx has at least one input.", rpc.sendrawtransaction, "00")

    def check_form(self):
        self.step("what is wrong by itself")
        no_outputs = pay(self.coins[1])
        no_outputs.outputs = []
        self.fails(no_outputs, "bad-txns-vout-empty")
        for values, reason in (([-1], "bad-txns-vout-negative"), ([MAX_MONEY + 1], "bad-txns-vout-toolarge"),
                               ([MAX_MONEY, 1], "bad-txns-txouttotal-toolarge")):
            made = pay(self.coins[1])
            made.outputs = [Output(value, script.ANYONE_WITNESS) for value in values]
            self.fails(made, reason)
        twice = pay(self.coins[1])
        twice.inputs *= 2
        self.fails(twice, "bad-txns-inputs-duplicate")
        null = pay(self.coins[1])
        null.inputs += pay(self.coins[2]).inputs
        null.inputs[1].outpoint = Outpoint(bytes(32), 0xFFFFFFFF)
        self.fails(null, "bad-txns-prevout-null")
        self.fails(blocktools.coinbase(1), "coinbase")
        for version, good in ((0, False), (1, True), (2, True), (3, True), (4, False)):
            made = pay(self.coins[1], version=version)
            if good:
                self.holds(made)
            else:
                self.fails(made, "version")

    def check_inputs(self):
        self.step("what is spent, and when")
        unknown = pay(pay(self.coins[1]))
        (answer,) = self.test(self.node, unknown)
        self.equal((answer["allowed"], answer["reject-reason"]), (False, "missing-inputs"))
        self.true("reject-details" not in answer)
        self.refused(self.node, unknown, "bad-txns-inputs-missingorspent", code=-25)
        young = self.node.rpc.getblockhash(self.node.height() - MATURE + 2)
        self.fails(pay(self.block(self.node, young).transactions[0]), "bad-txns-premature-spend-of-coinbase",
                   f"tried to spend coinbase at depth {MATURE - 1}")
        old = self.node.rpc.getblockhash(self.node.height() - MATURE + 1)
        self.holds(pay(self.block(self.node, old).transactions[0]))
        value = self.coins[1].outputs[0].value
        self.fails(pay(self.coins[1], fee=-1), "bad-txns-in-belowout",
                   f"value in ({money(value)}) < value out ({money(value + 1)})")
        height = self.node.height()
        self.holds(pay(self.coins[1], locktime=height, sequence=0))
        self.fails(pay(self.coins[1], locktime=height + 1, sequence=0), "non-final")
        self.holds(pay(self.coins[1], locktime=height + 1))
        # The coin is in block 2.
        self.holds(pay(self.coins[1], sequence=height - 1))
        self.fails(pay(self.coins[1], sequence=height), "non-BIP68-final")
        wrong = pay(self.coins[1], witness=[script.script(script.OP_0)])
        (answer,) = self.test(self.node, wrong)
        self.equal(answer["reject-reason"], "mempool-script-verify-flag-failed (Witness program hash mismatch)")
        bare = pay(self.coins[1], witness=[])
        (answer,) = self.test(self.node, bare)
        self.equal(answer["reject-reason"],
                   "mempool-script-verify-flag-failed (Witness program was passed an empty witness)")

    def check_limits(self):
        self.step("what is not standard, both sides of each limit")
        small = pay(self.coins[1])
        small.outputs = [data_output(2)]
        self.fails_small(small)
        small.outputs = [data_output(3)]
        (answer,) = self.node.rpc.testmempoolaccept([raw(small)], NO_LIMIT)
        self.true(answer["allowed"], answer)
        self.fails(self.with_outputs(1, Output(DUST - 1, script.ANYONE_WITNESS)), "dust",
                   "tx with dust output must be 0-fee")
        self.holds(self.with_outputs(1, Output(DUST, script.ANYONE_WITNESS)))
        self.fails(self.with_outputs(1, Output(BITCOIN, script.script(script.OP_1, script.OP_1))), "scriptpubkey")
        pushes = pay(self.coins[1], script=bytes([script.OP_DUP]))
        self.fails(pushes, "scriptsig-not-pushonly")
        self.fails(pay(self.coins[1], script=bytes(1651)), "scriptsig-size")
        # Of 400,000 weight units: what a data output of 97,000 bytes leaves.
        large = self.with_outputs(1, data_output(99_750), fee=50_000)
        over = (400_000 - large.weight()) // 4
        large.outputs[1] = data_output(99_750 + over)
        self.true(399_996 < large.weight() <= 400_000, large.weight())
        self.holds(large)
        large.outputs[1] = data_output(99_751 + over)
        self.fails(large, "tx-size")

    def fails_small(self, transaction):
        (answer,) = self.node.rpc.testmempoolaccept([raw(transaction)], NO_LIMIT)
        self.equal(answer["reject-reason"], "tx-size-small")
        self.refused(self.node, transaction, "tx-size-small")

    def check_fees(self):
        self.step("the least fee that is relayed")
        least = least_fee(pay(self.coins[1]))
        self.fails(pay(self.coins[1], fee=least - 1), "min relay fee not met", f"{least - 1} < {least}")
        self.holds(pay(self.coins[1], fee=least))
        rate = pay(self.coins[1], fee=least)
        self.node.rpc.prioritisetransaction(txid(rate), 0, -1)
        self.fails(rate, "min relay fee not met", f"{least - 1} < {least}")
        self.node.rpc.prioritisetransaction(txid(rate), 0, 1)
        self.holds(rate)
        self.equal(self.node.rpc.getprioritisedtransactions(), {})

    def check_caps(self):
        self.step("limits of the caller")
        rpc = self.node.rpc
        dear = pay(self.coins[1], fee=BITCOIN)
        text = "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"
        self.rpc_fails(-25, text, rpc.sendrawtransaction, raw(dear))
        (answer,) = rpc.testmempoolaccept([raw(dear)])
        self.equal((answer["allowed"], answer["reject-reason"]), (False, "max-fee-exceeded"))
        self.holds(dear)
        self.rpc_fails(-8, "Fee rates larger than or equal to 1BTC/kvB are not accepted", rpc.sendrawtransaction,
                       raw(dear), 1)
        burning = self.with_outputs(1, data_output(4, value=1000))
        text = "Unspendable output exceeds maximum configured by user (maxburnamount)"
        self.rpc_fails(-25, text, rpc.sendrawtransaction, raw(burning))
        self.rpc_fails(-25, text, rpc.sendrawtransaction, raw(burning), NO_LIMIT, "0.00000999")
        self.equal(rpc.sendrawtransaction(raw(burning), NO_LIMIT, "0.00001000"), txid(burning))
        self.mine(self.node)

    def check_options(self):
        self.step("options that change what is standard")
        other = self.nodes[1]
        for height in range(1, self.node.height() + 1):
            other.rpc.submitblock(self.node.rpc.getblock(self.node.rpc.getblockhash(height), 0))
        self.equal(other.tip(), self.node.tip())
        fits = self.with_outputs(2, data_output(SMALL_DATA - 3))
        fits.outputs[1] = Output(0, bytes([script.OP_RETURN]) + script.push(bytes(SMALL_DATA - 3)))
        self.equal(len(fits.outputs[1].script), SMALL_DATA)
        self.holds(fits, other)
        self.fails(self.with_outputs(2, data_output(SMALL_DATA - 2)), "datacarrier", node=other)
        self.holds(self.with_outputs(2, data_output(SMALL_DATA - 2)))
        multisig = self.with_outputs(2, Output(BITCOIN, BARE_MULTISIG))
        self.holds(multisig)
        self.fails(multisig, "bare-multisig", node=other)
        least = least_fee(pay(self.coins[2]), 2000)
        self.fails(pay(self.coins[2], fee=least - 1), "min relay fee not met", f"{least - 1} < {least}", node=other)
        self.holds(pay(self.coins[2], fee=least), other)
        self.equal(other.rpc.getmempoolinfo()["minrelaytxfee"], Decimal("0.00002000"))
        loose = self.add_node("-acceptnonstdtxn")
        loose.rpc.generatetodescriptor(MATURE + 1, PAYOUT)
        coin = self.block(loose, loose.rpc.getblockhash(1)).transactions[0]
        self.holds(pay(coin, version=4), loose)


if __name__ == "__main__":
    main(AcceptTest)
