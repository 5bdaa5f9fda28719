#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Transactions that others have begun are funded and signed: fundrawtransaction, walletcreatefundedpsbt,
walletprocesspsbt, signrawtransactionwithwallet, simulaterawtransaction, sendall."""

from framework.messages import COIN
from framework.test_case import main
from framework.wallet_test import ADDRESS_TYPES, NOBODY, WalletTest, to_sat


class WalletFundTest(WalletTest):
    """Methods that fund and sign."""

    def set_nodes(self):
        self.add_node("-keypool=10", "-fallbackfee=0.0002")

    def run(self):
        for name in ("w", "other"):
            self.rpc.createwallet(name)
        self.w, self.other = self.wallet("w"), self.wallet("other")
        for kind in ADDRESS_TYPES:
            self.rpc.generatetoaddress(2, self.w.getnewaddress("", kind))
        self.rpc.generatetoaddress(100, NOBODY)
        self.synced(self.w)
        self.check_raw()
        self.check_raw_options()
        self.check_psbt()
        self.check_sign_errors()
        self.check_simulation()
        self.check_sendall()

    def check_raw(self):
        self.step("fundrawtransaction and signrawtransactionwithwallet")
        to = self.other.getnewaddress()
        raw = self.rpc.createrawtransaction([], [{to: 60}], 5)
        funded = self.w.fundrawtransaction(raw, {"fee_rate": 10})
        self.equal(list(funded), ["hex", "fee", "changepos"])
        tx = self.rpc.decoderawtransaction(funded["hex"])
        self.equal((tx["locktime"], len(tx["vout"])), (5, 2))
        self.true(all(one["scriptSig"]["hex"] == "" for one in tx["vin"]), "no signatures")
        signed = self.w.signrawtransactionwithwallet(funded["hex"])
        self.equal((list(signed), signed["complete"]), (["hex", "complete"], True))
        accepted = self.rpc.testmempoolaccept([signed["hex"]])[0]
        self.true(accepted["allowed"], accepted)
        self.equal(to_sat(accepted["fees"]["base"]), to_sat(funded["fee"]))
        self.true(abs(to_sat(funded["fee"]) - 10 * accepted["vsize"]) <= 10, "the rate asked for")
        # Inputs that are there stay, first.
        again = self.w.fundrawtransaction(funded["hex"], {"add_inputs": True})
        self.equal(self.rpc.decoderawtransaction(again["hex"])["vin"][0]["txid"], tx["vin"][0]["txid"])

    def check_raw_options(self):
        self.step("options of fundrawtransaction")
        to = self.other.getnewaddress()
        raw = self.rpc.createrawtransaction([], [{to: 1}])
        self.fails((-22, "TX decode failed"), self.w.fundrawtransaction, "00")
        self.fails((-3, "Unexpected key foo"), self.w.fundrawtransaction, raw, {"foo": "bar"})
        self.fails((-8, "changePosition out of bounds"), self.w.fundrawtransaction, raw, {"changePosition": 2})
        self.fails((-5, "Change address must be a valid bitcoin address"),
                   self.w.fundrawtransaction, raw, {"changeAddress": "foobar"})
        self.fails((-4, "Insufficient funds"), self.other.fundrawtransaction, raw)
        change = self.w.getnewaddress("", "bech32m")
        funded = self.w.fundrawtransaction(raw, {"changeAddress": change, "changePosition": 0, "lockUnspents": True,
                                                 "subtractFeeFromOutputs": [0], "feeRate": "0.0001"})
        outputs = self.rpc.decoderawtransaction(funded["hex"])["vout"]
        self.equal((funded["changepos"], outputs[0]["scriptPubKey"]["address"]), (0, change))
        self.equal(to_sat(outputs[1]["value"]), COIN - to_sat(funded["fee"]))
        bare = self.w.fundrawtransaction(raw, {"change_type": "legacy"})
        change = self.rpc.decoderawtransaction(bare["hex"])["vout"][bare["changepos"]]
        self.equal(change["scriptPubKey"]["type"], "pubkeyhash")

    def check_psbt(self):
        self.step("PSBTs: created, updated, signed, sent")
        to = self.other.getnewaddress()
        for version in (0, 2):
            made = self.w.walletcreatefundedpsbt([], [{to: 3}], 0, {"fee_rate": 8}, True, 2, version)
            self.equal(list(made), ["psbt", "fee", "changepos"])
            self.equal(self.rpc.decodepsbt(made["psbt"]).get("psbt_version", 0), version)
            self.equal(self.rpc.analyzepsbt(made["psbt"])["next"], "signer")
            stranger = self.other.walletprocesspsbt(made["psbt"])
            self.equal((list(stranger), stranger["complete"]), (["psbt", "complete"], False))
            unsigned = self.w.walletprocesspsbt(made["psbt"], False)
            self.equal(unsigned["complete"], False)
            done = self.w.walletprocesspsbt(stranger["psbt"])
            self.equal((list(done), done["complete"]), (["psbt", "complete", "hex"], True))
            self.true(self.rpc.testmempoolaccept([done["hex"]])[0]["allowed"], "accepted")
        txid = self.rpc.sendrawtransaction(done["hex"])
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)
        self.equal(self.w.gettransaction(txid)["confirmations"], 1)
        self.fails((-8, "TX must have at least one output"), self.w.walletcreatefundedpsbt, [], [])
        self.fails((-22, "TX decode failed invalid base64"), self.w.walletprocesspsbt, "AA")
        self.fails((-8, "'BAD' is not a valid sighash parameter."), self.w.walletprocesspsbt, done["psbt"], True, "BAD")

    def check_sign_errors(self):
        self.step("errors of signrawtransactionwithwallet")
        self.fails((-22, "TX decode failed. Make sure the tx has at least one input."),
                   self.w.signrawtransactionwithwallet, "00")
        raw = self.rpc.createrawtransaction([{"txid": "11" * 32, "vout": 0}], [{NOBODY: 1}])
        self.fails((-8, "'all' is not a valid sighash parameter."), self.w.signrawtransactionwithwallet, raw, [], "all")
        signed = self.w.signrawtransactionwithwallet(raw)
        self.equal((signed["complete"], signed["errors"][0]["error"]), (False, "Input not found or already spent"))
        coin = self.w.listunspent()[0]
        raw = self.rpc.createrawtransaction([{"txid": coin["txid"], "vout": coin["vout"]}], [{NOBODY: 1}])
        self.equal(self.other.signrawtransactionwithwallet(raw)["complete"], False)
        self.equal(self.w.signrawtransactionwithwallet(raw, [], "ALL|ANYONECANPAY")["complete"], True)

    def check_simulation(self):
        self.step("simulaterawtransaction")
        self.equal(to_sat(self.w.simulaterawtransaction([])["balance_change"]), 0)
        raw = self.rpc.createrawtransaction([], [{self.other.getnewaddress(): 2}])
        funded = self.w.fundrawtransaction(raw)
        change = self.w.simulaterawtransaction([funded["hex"]])["balance_change"]
        self.equal(to_sat(change), -2 * COIN - to_sat(funded["fee"]))
        self.fails((-22, "Transaction hex string decoding failure."), self.w.simulaterawtransaction, ["00"])
        self.fails((-8, "Transaction(s) are spending the same output more than once"),
                   self.w.simulaterawtransaction, [funded["hex"], funded["hex"]])

    def check_sendall(self):
        self.step("sendall")
        to, other = self.other.getnewaddress(), self.other.getnewaddress()
        self.fails((-8, "Must provide at least one address without a specified amount"), self.w.sendall, [])
        self.fails((-5, "Invalid Bitcoin address: bad"), self.w.sendall, ["bad"])
        self.fails((-8, f"Invalid parameter, duplicated address: {to}"), self.w.sendall, [to, to])
        self.fails((-8, "Invalid minconf (minconf cannot be negative): -2"), self.w.sendall, [to], options={"minconf": -2})
        self.fails((-6, "Assigned more value to outputs than available funds."), self.w.sendall, [{other: 100_000}, to])
        coin = self.w.listunspent()[0]
        inputs = [{"txid": coin["txid"], "vout": coin["vout"]}]
        self.fails((-8, "Cannot combine send_max with specific inputs."), self.w.sendall, [to],
                   options={"inputs": inputs, "send_max": True})
        one = self.w.sendall([to], options={"inputs": inputs, "fee_rate": 5})
        tx = self.rpc.getrawtransaction(one["txid"], True)
        self.equal((len(tx["vin"]), len(tx["vout"])), (1, 1))
        self.fails((-8, f"Input not available. UTXO ({coin['txid']}:{coin['vout']}) was already spent."),
                   self.w.sendall, [to], options={"inputs": inputs})
        rest = self.w.sendall([{other: 1}, to], fee_rate=7)
        self.equal((list(rest), rest["complete"]), (["txid", "complete"], True))
        self.equal(to_sat(self.w.getbalance()), 0)
        entry = self.rpc.getmempoolentry(rest["txid"])
        self.true(7 * entry["vsize"] <= to_sat(entry["fees"]["base"]) <= 7 * (entry["vsize"] + 4), "the rate")
        self.rpc.generatetoaddress(1, NOBODY)
        self.synced(self.w)
        self.equal(self.w.listunspent(0), [])


main(WalletFundTest)
