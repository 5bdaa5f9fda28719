#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Fees are raised: bumpfee and psbtbumpfee replace what waits, and everybody is told what became of it."""

from framework.messages import COIN
from framework.test_case import main
from framework.wallet_test import NOBODY, WalletTest, to_sat


class WalletBumpTest(WalletTest):
    """bumpfee and psbtbumpfee."""

    def set_nodes(self):
        self.add_node("-keypool=10", "-fallbackfee=0.0002")

    def run(self):
        for name in ("w", "other"):
            self.rpc.createwallet(name)
        self.w, self.other = self.wallet("w"), self.wallet("other")
        self.rpc.generatetoaddress(10, self.w.getnewaddress())
        self.rpc.generatetoaddress(100, NOBODY)
        self.synced(self.w)
        self.check_errors()
        self.check_bump()
        self.check_rates()
        self.check_psbt()
        self.check_outputs()

    def send(self, rate=5):
        return self.w.sendtoaddress(address=self.other.getnewaddress(), amount=1, fee_rate=rate)

    def check_errors(self):
        self.step("errors")
        self.fails((-8, "txid must be of length 64 (not 2, for 'zz')"), self.w.bumpfee, "zz")
        self.fails((-5, "Invalid or non-wallet transaction id"), self.w.bumpfee, "00" * 32)
        self.fails((-5, "Invalid or non-wallet transaction id"), self.w.psbtbumpfee, "00" * 32)
        txid = self.send()
        self.fails((-3, "Unexpected key x"), self.w.bumpfee, txid, {"x": 1})
        self.fails((-8, "Change position is out of range"), self.w.bumpfee, txid, {"original_change_index": 2})
        self.fails((-4, "Transaction contains inputs that don't belong to this wallet"), self.other.bumpfee, txid)
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)
        self.fails((-4, "Transaction has been mined, or is conflicted with a mined transaction"), self.w.bumpfee, txid)

    def check_bump(self):
        self.step("a transaction is replaced")
        before = to_sat(self.w.getbalance())
        old = self.send()
        bumped = self.w.bumpfee(old)
        self.equal(list(bumped), ["txid", "origfee", "fee", "errors"])
        self.equal(bumped["errors"], [])
        self.true(bumped["fee"] > bumped["origfee"], "it pays more")
        pool = self.rpc.getrawmempool()
        self.true(bumped["txid"] in pool and old not in pool, "the new one is there, the old one is not")
        self.synced(self.w)
        self.equal(to_sat(self.w.getbalance()), before - COIN - to_sat(bumped["fee"]))
        self.fails((-4, f"Cannot bump transaction {old} which was already bumped by transaction {bumped['txid']}"),
                   self.w.bumpfee, old)
        again = self.w.bumpfee(bumped["txid"], {"fee_rate": 60})
        self.true(again["origfee"] == bumped["fee"] and again["fee"] > bumped["fee"], "once more")
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)
        self.equal(to_sat(self.w.getbalance()), before - COIN - to_sat(again["fee"]))
        self.equal(self.w.gettransaction(again["txid"])["confirmations"], 1)
        self.true(self.w.gettransaction(old)["confirmations"] < 0, "the old one is excluded")

    def check_rates(self):
        self.step("rates that do not do")
        txid = self.send()
        error = self.error_of(self.w.bumpfee, txid, {"fee_rate": 5})
        self.true(error[0] == -8 and error[1].startswith("Insufficient total fee 0.00000"), error)
        error = self.error_of(self.w.bumpfee, txid, {"fee_rate": 100_000})
        self.true(error[0] == -4 and error[1].startswith("Specified or calculated fee"), error)
        child = self.w.send({self.other.getnewaddress(): 1},
                            options={"inputs": [self.change_of(txid)], "add_inputs": True})
        self.equal(child["complete"], True)
        self.fails((-8, "Transaction has descendants in the wallet"), self.w.bumpfee, txid)
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)

    def change_of(self, txid):
        for at, output in enumerate(self.rpc.getrawtransaction(txid, True)["vout"]):
            if self.w.getaddressinfo(output["scriptPubKey"]["address"])["ischange"]:
                return {"txid": txid, "vout": at}
        raise AssertionError("no change")

    def check_psbt(self):
        self.step("psbtbumpfee leaves signing to others")
        old = self.send()
        made = self.w.psbtbumpfee(old, {"fee_rate": 40})
        self.equal(list(made), ["psbt", "origfee", "fee", "errors"])
        self.true(old in self.rpc.getrawmempool(), "nothing is sent")
        signed = self.w.walletprocesspsbt(made["psbt"])
        self.equal(signed["complete"], True)
        new = self.rpc.sendrawtransaction(signed["hex"])
        self.true(old not in self.rpc.getrawmempool() and new in self.rpc.getrawmempool(), "replaced")
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)

    def check_outputs(self):
        self.step("other outputs instead")
        old = self.send()
        to = self.other.getnewaddress()
        bumped = self.w.bumpfee(old, {"outputs": [{to: 2}], "fee_rate": 30})
        outputs = self.rpc.getrawtransaction(bumped["txid"], True)["vout"]
        self.true(any(one["scriptPubKey"]["address"] == to and to_sat(one["value"]) == 2 * COIN for one in outputs),
                  "the new payment")


main(WalletBumpTest)
