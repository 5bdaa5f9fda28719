#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Balances, coins and history of a wallet: what came, what went, and how it is told."""

from decimal import Decimal

from framework import script
from framework.address import script_address
from framework.messages import COIN, Block, hash_text
from framework.test_case import main
from framework.wallet_test import ADDRESS_TYPES, LAST_BLOCK, NOBODY, WalletTest, to_sat

SUBSIDY = 50 * COIN
FEE = 1_500
PLACE = {"blockhash": "hex", "blockheight": "num", "blockindex": "num", "blocktime": "num"}
IDS = {"txid": "hex", "wtxid": "hex", "alternate_wtxids": ["hex"], "walletconflicts": ["hex"],
       "mempoolconflicts": ["hex"], "time": "num", "timereceived": "num"}
INCOME = {"address": "str", "parent_descs": ["str"], "category": "str", "amount": "amount", "label?": "str",
          "vout": "num", "abandoned": "bool"}
EXPENSE = {"address?": "str", "category": "str", "amount": "amount", "label?": "str", "vout": "num", "fee": "amount"}
GENERATED = {**INCOME, "confirmations": "num", "generated": "bool", **PLACE, **IDS}
RECEIVED = {**INCOME, "confirmations": "num", **PLACE, **IDS}
SENT = {**EXPENSE, "confirmations": "num", **PLACE, **IDS, "abandoned": "bool"}
COIN_SHAPE = {"txid": "hex", "vout": "num", "address": "str", "label?": "str", "redeemScript?": "hex",
              "scriptPubKey": "hex", "amount": "amount", "confirmations": "num", "spendable": "bool",
              "solvable": "bool", "desc": "str", "parent_descs": ["str"], "reused?": "bool", "safe": "bool"}
TX_OF_COINBASE = {"amount": "amount", "confirmations": "num", "generated": "bool", **PLACE, **IDS,
                  "details": [INCOME], "hex": "hex", "lastprocessedblock": LAST_BLOCK}
BALANCES = {"mine": {"trusted": "amount", "untrusted_pending": "amount", "immature": "amount", "nonmempool": "amount",
                     "used?": "amount"}, "lastprocessedblock": LAST_BLOCK}


class WalletHistoryTest(WalletTest):
    """getbalance, getbalances, listtransactions, gettransaction and listunspent."""

    def set_nodes(self):
        self.add_node("-keypool=5")

    def run(self):
        self.rpc.createwallet("w")
        self.addresses = {kind: self.rpc.getnewaddress(f"to {kind}", kind) for kind in ADDRESS_TYPES}
        self.check_empty()
        self.check_maturity()
        self.check_generated()
        self.check_coins()
        self.check_coin_filters()
        self.check_spending()
        self.check_sent()
        self.check_labels()
        self.check_pages()
        self.check_balance_arguments()
        self.check_reuse()

    def check_empty(self):
        self.step("nothing yet")
        self.equal(self.rpc.getbalance(), 0)
        self.has_shape(self.rpc.getbalance(), "amount")
        self.equal((self.rpc.listtransactions(), self.rpc.listunspent(0)), ([], []))
        self.has_shape(self.rpc.getbalances(), BALANCES)
        self.rpc_fails(-5, "Invalid or non-wallet transaction id", self.rpc.gettransaction, "00" * 32)
        self.rpc_fails(-8, "txid must be of length 64 (not 2, for 'zz')", self.rpc.gettransaction, "zz")
        self.rpc_fails(-8, f"txid must be hexadecimal string (not '{'zz' * 32}')", self.rpc.gettransaction, "zz" * 32)

    def check_maturity(self):
        self.step("coinbases mature with 100 blocks on top")
        for kind in ADDRESS_TYPES:
            self.rpc.generatetoaddress(1, self.addresses[kind])
        self.rpc.generatetoaddress(96, NOBODY)
        for mature in range(5):
            self.equal(self.balances(self.rpc), (mature * SUBSIDY, (4 - mature) * SUBSIDY))
            self.equal([line["category"] for line in self.rpc.listtransactions()],
                       ["generate"] * mature + ["immature"] * (4 - mature))
            self.equal((len(self.rpc.listunspent()), self.rpc.getbalance()), (mature, 50 * mature))
            self.rpc.generatetoaddress(1, NOBODY)
        balances = self.rpc.getbalances()
        self.has_shape(balances, BALANCES)
        self.equal(balances["lastprocessedblock"], {"hash": self.node.tip(), "height": self.node.height()})
        self.equal(self.rpc.getwalletinfo()["txcount"], 4)

    def check_generated(self):
        self.step("lines and transactions of coinbases")
        lines = self.rpc.listtransactions()
        self.equal([line["label"] for line in lines], [f"to {kind}" for kind in ADDRESS_TYPES])
        for height, line in enumerate(lines, 1):
            self.has_shape(line, GENERATED)
            block = Block.parse(self.rpc.getblock(line["blockhash"], 0))
            first = block.transactions[0]
            expected = {"address": self.addresses[ADDRESS_TYPES[height - 1]], "category": "generate", "amount": 50,
                        "vout": 0, "abandoned": False, "confirmations": self.node.height() - height + 1,
                        "generated": True, "blockhash": self.rpc.getblockhash(height), "blockheight": height,
                        "blockindex": 0, "blocktime": block.header.time, "txid": hash_text(first.txid()),
                        "wtxid": hash_text(first.wtxid()), "alternate_wtxids": [], "walletconflicts": [],
                        "mempoolconflicts": []}
            self.equal({key: line[key] for key in expected}, expected)
            whole = self.rpc.gettransaction(line["txid"])
            self.has_shape(whole, TX_OF_COINBASE)
            self.equal(whole["details"], [{key: line[key] for key in INCOME if key.rstrip("?") == key} | {
                "label": line["label"]}])
            self.equal((whole["amount"], whole["hex"]), (50, first.serialise().hex()))
            self.equal({key: whole[key] for key in (*PLACE, *IDS)}, {key: line[key] for key in (*PLACE, *IDS)})

    def check_coins(self):
        self.step("coins")
        coins = self.rpc.listunspent()
        for kind, coin in zip(ADDRESS_TYPES, coins):
            self.has_shape(coin, COIN_SHAPE)
            info = self.rpc.getaddressinfo(self.addresses[kind])
            self.equal((coin["address"], coin["label"], coin["desc"], coin["parent_descs"], coin["scriptPubKey"]),
                       (self.addresses[kind], f"to {kind}", info["desc"], [info["parent_desc"]], info["scriptPubKey"]))
            self.equal(coin.get("redeemScript"), info.get("hex"))
            self.equal((coin["spendable"], coin["solvable"], coin["safe"]), (True, True, True))

    def check_coin_filters(self):
        self.step("what listunspent is asked for")
        ask, most = self.rpc.listunspent, self.node.height()

        def kinds(*arguments, **named):
            found = {coin["address"] for coin in ask(*arguments, **named)}
            return [kind for kind in ADDRESS_TYPES if self.addresses[kind] in found]

        self.equal(kinds(most), ["legacy"])
        self.equal(kinds(most + 1), [])
        self.equal(kinds(0, most - 2), ["bech32", "bech32m"])
        self.equal(kinds(most - 1, most - 1), ["p2sh-segwit"])
        self.equal(kinds(1, 9999999, [self.addresses["bech32"], NOBODY]), ["bech32"])
        self.equal(kinds(query_options={"maximumCount": 2}), ["legacy", "p2sh-segwit"])
        self.equal(kinds(query_options={"minimumSumAmount": Decimal("50.00000001")}), ["legacy", "p2sh-segwit"])
        self.equal(kinds(query_options={"minimumSumAmount": 50}), ["legacy"])
        self.equal(kinds(query_options={"minimumAmount": "50.00000001"}), [])
        self.equal(kinds(query_options={"maximumAmount": Decimal("49.99999999")}), [])
        self.equal(len(kinds(query_options={"minimumAmount": 50, "maximumAmount": 50})), 4)
        one = self.addresses["bech32"]
        self.rpc_fails(-5, "Invalid Bitcoin address: bad", ask, 1, 9, ["bad"])
        self.rpc_fails(-8, f"Invalid parameter, duplicated address: {one}", ask, 1, 9, [one, one])
        self.rpc_fails(-3, "Unexpected key x", ask, 1, 9, [], True, {"x": 1})
        self.rpc_fails(-3, None, ask, "1")
        self.rpc_fails(-3, None, ask, query_options={"minimumAmount": -1})

    def check_spending(self):
        self.step("a payment of all kinds of coins, to oneself and to others, with change")
        self.rpc.setlabel(NOBODY, "theirs")
        self.change = self.rpc.getrawchangeaddress("bech32m")
        self.back = self.rpc.getnewaddress("back")
        self.stranger = script_address(script.pay_to_witness_script(script.script(script.OP_16)))
        outputs = [(self.back, 7 * COIN), (NOBODY, 20 * COIN), (self.change, 4 * SUBSIDY - 57 * COIN - FEE),
                   (self.stranger, 30 * COIN)]
        self.payment = self.spend_of(self.rpc, self.rpc.listunspent(), outputs)
        self.paid = self.mine([self.payment])
        left = 4 * SUBSIDY - 50 * COIN - FEE
        self.equal(self.balances(self.rpc), (left, 0))
        self.equal(to_sat(self.rpc.getbalance()), left)
        self.equal(sorted(coin["address"] for coin in self.rpc.listunspent()), sorted([self.back, self.change]))
        self.true("label" not in next(one for one in self.rpc.listunspent() if one["address"] == self.change), "change")

    def check_sent(self):
        self.step("how it is told")
        txid = hash_text(self.payment.txid())
        lines = [line for line in self.rpc.listtransactions() if line["txid"] == txid]
        self.equal([(line["category"], line["vout"], to_sat(line["amount"]), line.get("label")) for line in lines],
                   [("receive", 0, 7 * COIN, "back"), ("send", 3, -30 * COIN, None), ("send", 1, -20 * COIN, "theirs"),
                    ("send", 0, -7 * COIN, "back")])
        self.has_shape(lines[0], RECEIVED)
        for line in lines[1:]:
            self.has_shape(line, SENT)
            self.equal(to_sat(line["fee"]), -FEE)
        whole = self.rpc.gettransaction(txid, verbose=True)
        self.equal(list(whole)[:3], ["amount", "fee", "confirmations"])
        self.equal((to_sat(whole["amount"]), to_sat(whole["fee"])), (-50 * COIN, -FEE))
        self.equal([(line["category"], line["vout"]) for line in whole["details"]],
                   [("send", 0), ("send", 1), ("send", 3), ("receive", 0)])
        self.equal((whole["blockhash"], whole["blockindex"], whole["wtxid"]),
                   (self.paid.hash_text(), 1, hash_text(self.payment.wtxid())))
        self.equal(whole["hex"], self.payment.serialise().hex())
        decoded = self.rpc.decoderawtransaction(whole["hex"]) if "decoderawtransaction" in self.rpc.help() else None
        self.equal((whole["decoded"]["txid"], len(whole["decoded"]["vin"])), (txid, 4))
        self.true(decoded is None or decoded == whole["decoded"], "decoded as by decoderawtransaction")
        self.true("decoded" not in self.rpc.gettransaction(txid), "only when asked for")

    def check_labels(self):
        self.step("listtransactions by label")
        ask = self.rpc.listtransactions
        self.equal([line["category"] for line in ask("back")], ["receive"])
        self.equal(ask("theirs"), [])
        self.equal(ask("nosuch"), [])
        self.equal([line["address"] for line in ask("to bech32")], [self.addresses["bech32"]])
        self.equal(len(ask("*")), 8)
        self.rpc_fails(-8, 'Label argument must be a valid label name or "*".', ask, "")

    def check_pages(self):
        self.step("listtransactions in pages")
        ask = self.rpc.listtransactions
        self.rpc.generatetoaddress(20, self.rpc.getnewaddress("many"))
        every = ask("*", 1000)
        self.equal(len(every), 28)
        self.equal(ask(), every[-10:])
        self.equal(ask("*", 0), [])
        self.equal(ask("*", 3), every[-3:])
        self.equal(ask("*", 3, 0), every[-3:])
        self.equal(ask(count=7, skip=19), every[2:9])
        self.equal(ask("*", 10, 25), every[:3])
        self.equal(ask("*", 10, 28), [])
        self.equal(ask("*", 2_147_483_647, 2_147_483_647), [])
        # A page may end within a transaction.
        self.equal([line["category"] for line in ask("*", 2, 21)], ["send", "send"])
        self.equal(len(ask("many", 100)), 20)
        self.equal(ask("many", 2, 18), ask("many", 100)[:2])
        self.equal([line["blockheight"] for line in every], sorted(line["blockheight"] for line in every))
        self.rpc_fails(-8, "Negative count", ask, "*", -1)
        self.rpc_fails(-8, "Negative from", ask, "*", 1, -1)
        self.rpc_fails(-3, None, ask, "*", "x")

    def check_balance_arguments(self):
        self.step("what getbalance is asked for")
        whole = self.rpc.getbalance()
        self.equal(self.rpc.getbalance("*"), whole)
        self.equal(self.rpc.getbalance("*", 21), whole)
        self.equal(self.rpc.getbalance("*", 22), 0)
        self.rpc_fails(-32, 'dummy first argument must be excluded or set to "*".', self.rpc.getbalance, "")
        self.rpc_fails(-4, 'wallet does not have the "avoid reuse" feature enabled', self.rpc.getbalance, "*", 0, False,
                       True)

    def check_reuse(self):
        self.step("a wallet that keeps reused addresses apart")
        self.rpc.createwallet(wallet_name="apart", avoid_reuse=True)
        apart, own = self.wallet("apart"), self.wallet("w")
        one, two = apart.getnewaddress(), apart.getnewaddress()

        def pay(address, value):
            coin = max(own.listunspent(), key=lambda each: each["amount"])
            rest = to_sat(coin["amount"]) - value
            self.mine([self.spend_of(own, [coin], [(address, value), (own.getrawchangeaddress(), rest)])])

        pay(one, 2 * COIN)
        self.equal([coin["reused"] for coin in apart.listunspent()], [False])
        self.mine([self.spend_of(apart, apart.listunspent(), [(two, 2 * COIN)])])
        pay(one, 1 * COIN)
        balances = apart.getbalances()
        self.has_shape(balances, BALANCES)
        self.equal((balances["mine"]["trusted"], balances["mine"]["used"]), (2, 1))
        self.equal((apart.getbalance(), apart.getbalance("*", 0, False, True), apart.getbalance("*", 0, False, False)),
                   (2, 2, 3))
        self.equal({coin["address"]: coin["reused"] for coin in apart.listunspent()}, {one: True, two: False})
        for coin in apart.listunspent():
            self.has_shape(coin, COIN_SHAPE)
        self.true("used" not in own.getbalances()["mine"], "of other wallets")


if __name__ == "__main__":
    main(WalletHistoryTest)
