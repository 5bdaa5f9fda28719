#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Money is sent: sendtoaddress, sendmany, send; what the wallet keeps, the node takes and everybody is told."""

from decimal import Decimal

from framework.messages import COIN
from framework.test_case import main
from framework.wallet_test import ADDRESS_TYPES, NOBODY, WalletTest, to_sat
from framework.wait import until

RATE = 20


class WalletSendTest(WalletTest):
    """sendtoaddress, sendmany and send."""

    def set_nodes(self):
        self.add_node("-keypool=10", "-fallbackfee=0.0002")

    def run(self):
        self.rpc.createwallet("w")
        self.rpc.createwallet("other")
        self.w, self.other = self.wallet("w"), self.wallet("other")
        for kind in ADDRESS_TYPES:
            self.rpc.generatetoaddress(2, self.w.getnewaddress("", kind))
        self.rpc.generatetoaddress(100, NOBODY)
        self.synced(self.w)
        self.check_errors()
        self.check_address()
        self.check_many()
        self.check_send()
        self.check_unsent()
        self.check_chain()
        self.check_restart()

    def fee_of(self, txid):
        entry = self.rpc.getmempoolentry(txid)
        return to_sat(entry["fees"]["base"]), entry["vsize"]

    def pays_rate(self, txid, rate=RATE):
        fee, vsize = self.fee_of(txid)
        # A signature may be a byte shorter than usual.
        self.true(rate * vsize <= fee <= rate * (vsize + 1), f"{fee} satoshi for {vsize} virtual bytes")
        return fee

    def check_errors(self):
        self.step("errors")
        to = self.other.getnewaddress()
        self.fails((-5, "Invalid Bitcoin address: bad"), self.w.sendtoaddress, "bad", 1)
        self.fails((-3, "Invalid amount"), self.w.sendtoaddress, to, "1f-4")
        self.fails((-3, "Amount out of range"), self.w.sendtoaddress, to, -1)
        self.fails((-6, "Transaction amount too small"), self.w.sendtoaddress, to, 0)
        self.fails((-6, "Insufficient funds"), self.w.sendtoaddress, to, 100_000)
        self.fails((-6, "Insufficient funds"), self.other.sendtoaddress, to, 1)
        self.fails((-6, "Transaction must have at least one recipient"), self.w.sendmany, "", {})
        self.fails((-8, "TX must have at least one output"), self.w.send, [])
        self.fails((-8, 'Invalid estimate_mode parameter, must be one of: "unset", "economical", "conservative"'),
                   self.w.sendtoaddress, to, 1, "", "", False, True, 2, "bad")
        self.fails((-8, "Invalid conf_target, must be between 1 and 1008"), self.w.sendtoaddress, to, 1, conf_target=0)
        low = ("Fee rate (0.999 sat/vB) is lower than the minimum fee rate setting (1.000 sat/vB).\n"
               "Consider modifying -mintxfee (1.000 sat/vB) or -minrelaytxfee (0.100 sat/vB).")
        self.fails((-6, low), self.w.sendtoaddress, to, 1, fee_rate=0.999)
        self.fails((-4, low), self.w.send, {to: 1}, fee_rate=0.999)
        self.fails((-8, "Use fee_rate (sat/vB) instead of feeRate"), self.w.send, {to: 1}, options={"feeRate": 1})
        self.fails((-3, "Unexpected key totalFee"), self.w.send, {to: 1}, options={"totalFee": 1})
        self.fails((-4, "wallet does not have the \"avoid reuse\" feature enabled"),
                   self.w.sendtoaddress, to, 1, avoid_reuse=True)
        self.rpc.createwallet("watching", disable_private_keys=True)
        self.fails((-4, "Error: Private keys are disabled for this wallet"),
                   self.wallet("watching").sendtoaddress, to, 1)

    def check_address(self):
        self.step("sendtoaddress")
        before = to_sat(self.w.getbalance())
        to = self.other.getnewaddress("", "bech32m")
        sent = self.w.sendtoaddress(address=to, amount=Decimal("1.5"), comment="lunch", comment_to="cook", fee_rate=RATE,
                                    verbose=True)
        self.equal(list(sent), ["txid", "fee_reason"])
        fee = self.pays_rate(sent["txid"])
        self.equal(to_sat(self.w.getbalance()), before - 3 * COIN // 2 - fee)
        self.equal(to_sat(self.w.gettransaction(sent["txid"])["fee"]), -fee)
        until(lambda: to_sat(self.other.getbalances()["mine"]["untrusted_pending"]) == 3 * COIN // 2, 20, "it arrives")
        fallback = self.w.sendtoaddress(address=to, amount="0.25", verbose=True)
        self.equal(fallback["fee_reason"], "Fallback fee")
        self.pays_rate(fallback["txid"])
        whole = self.w.sendtoaddress(to, 1, "", "", True, fee_rate=RATE)
        fee = self.pays_rate(whole)
        values = sorted(to_sat(one["value"]) for one in self.rpc.getrawtransaction(whole, True)["vout"])
        self.true(COIN - fee in values, "the amount pays the fee")

    def check_many(self):
        self.step("sendmany")
        a, b = self.other.getnewaddress(), self.other.getnewaddress("", "legacy")
        txid = self.w.sendmany("", {a: 1, b: "0.5"}, 0, "both", [b], fee_rate=RATE)
        fee = self.pays_rate(txid)
        outputs = {one["scriptPubKey"]["address"]: to_sat(one["value"])
                   for one in self.rpc.getrawtransaction(txid, True)["vout"]}
        self.equal((outputs[a], outputs[b]), (COIN, COIN // 2 - fee))
        prefix = "Invalid parameter 'subtract fee from output', "
        for payers, text in (([-5], "negative position: -5"), ([5], "position too large: 5"),
                             ([0, 0], "duplicated position: 0"), ([True], "invalid value type: bool"),
                             ([NOBODY], f"destination {NOBODY} not found in tx outputs")):
            self.fails((-8, prefix + text), self.w.sendmany, "", {a: 1}, 0, "", payers)

    def check_send(self):
        self.step("send")
        to = self.other.getnewaddress()
        coin = self.w.listunspent(101)[0]
        sent = self.w.send([{to: 2}], fee_rate=RATE,
                           options={"inputs": [{"txid": coin["txid"], "vout": coin["vout"], "sequence": 7}],
                                    "add_inputs": True, "change_position": 0, "locktime": 3})
        self.equal((list(sent), sent["complete"]), (["txid", "complete"], True))
        self.pays_rate(sent["txid"])
        tx = self.rpc.getrawtransaction(sent["txid"], True)
        self.equal((tx["locktime"], tx["vin"][0]["txid"], tx["vin"][0]["sequence"]), (3, coin["txid"], 7))
        self.equal(tx["vout"][1]["scriptPubKey"]["address"], to)
        self.fails((-8, "Pass the fee_rate either as an argument, or in the options object, but not both"),
                   self.w.send, {to: 1}, None, None, 1, {"fee_rate": 1})
        self.fails((-4, "The preselected coins total amount does not cover the transaction target. Please allow other "
                        "inputs to be automatically selected or include more coins manually"),
                   self.w.send, {to: 1000}, options={"inputs": [{"txid": coin["txid"], "vout": coin["vout"]}]})

    def check_unsent(self):
        self.step("made and not sent")
        to = self.other.getnewaddress()
        before, count = self.w.getbalance(), self.rpc.getmempoolinfo()["size"]
        made = self.w.send({to: 1}, options={"add_to_wallet": False, "lock_unspents": True})
        self.equal((list(made), made["complete"]), (["psbt", "txid", "hex", "complete"], True))
        self.equal(self.rpc.decoderawtransaction(made["hex"])["txid"], made["txid"])
        psbt = self.w.send({to: 1}, options={"psbt": True})
        self.true(psbt["psbt"].startswith("cHNidP8"), "a PSBT")
        self.equal((self.rpc.getmempoolinfo()["size"], self.w.getbalance()), (count, before))
        self.equal(self.rpc.testmempoolaccept([made["hex"]])[0]["allowed"], True)

    def check_chain(self):
        self.step("what was sent gets into a block")
        self.rpc.generatetoaddress(1, NOBODY)
        self.equal(self.rpc.getmempoolinfo()["size"], 0)
        self.synced(self.w)
        self.synced(self.other)
        self.true(all(one["confirmations"] > 0 for one in self.w.listtransactions("*", 100)), "all are confirmed")
        self.equal(to_sat(self.other.getbalances()["mine"]["untrusted_pending"]), 0)

    def check_restart(self):
        self.step("what waits is there after a restart")
        txid = self.w.sendtoaddress(self.other.getnewaddress(), 1)
        balance = self.w.getbalance()
        self.node.restart()
        for name in ("w", "other"):
            if name not in self.rpc.listwallets():
                self.rpc.loadwallet(name)
        self.equal(self.w.getbalance(), balance)
        self.equal(self.w.gettransaction(txid)["confirmations"], 0)


main(WalletSendTest)
