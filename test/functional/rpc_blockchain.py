#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The methods that tell about blocks, the chain and its coins: fields, their order and types, and errors."""

from decimal import Decimal

from framework import blocktools, script
from framework.address import key_hash_address
from framework.blocktools import REGTEST_GENESIS
from framework.messages import COIN, Transaction, hash_text
from framework.secp256k1 import public_key, x_only_key
from framework.test_case import TestCase, main

UNKNOWN = "534f84548c77ba3ee0e3b195286860b3e1b877fb68669dee82935ecf5ed27b35"
EMPTY_SET_HASH = "56944c5d3f98413ef45cf54545538103cc9f298e0575820ad3591376e2e0f65d"
EMPTY_MUHASH = "dd5ad2a105c2d29495f577245c357409002329b9f4d6182c0af3dc2f462555c8"
TARGET = "7fffff" + "0" * 58
HEADER_KEYS = ["hash", "confirmations", "height", "version", "versionHex", "merkleroot", "time", "mediantime",
               "nonce", "bits", "target", "difficulty", "chainwork", "nTx", "previousblockhash", "nextblockhash"]
BLOCK_KEYS = HEADER_KEYS + ["strippedsize", "size", "weight", "coinbase_tx", "tx"]
TX_KEYS = ["txid", "hash", "version", "size", "vsize", "weight", "locktime", "vin", "vout", "fee", "hex"]
INFO_KEYS = ["chain", "blocks", "headers", "bestblockhash", "bits", "target", "difficulty", "time", "mediantime",
             "verificationprogress", "initialblockdownload", "chainwork", "size_on_disk", "pruned", "warnings"]
KEY = public_key(7)


class BlockchainTest(TestCase):
    """A chain of 104 blocks with a spend in it, seen through every method."""

    def run(self):
        self.rpc = self.node.rpc
        self.check_genesis()
        self.build()
        self.check_info()
        self.check_header()
        self.check_block()
        self.check_block_with_transactions()
        self.check_coins()
        self.check_coin_set()
        self.check_marks()
        self.check_control()

    def check_genesis(self):
        self.step("the genesis block")
        self.equal(self.rpc.getbestblockhash(), REGTEST_GENESIS)
        header = self.rpc.getblockheader(REGTEST_GENESIS)
        self.equal(list(header), HEADER_KEYS[:-2])
        self.equal((header["time"], header["mediantime"], header["nonce"], header["confirmations"]),
                   (1296688602, 1296688602, 2, 1))
        self.equal(header["merkleroot"], "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
        self.equal(str(header["difficulty"]), "4.656542373906925E-10")
        self.equal(header["chainwork"], "0" * 63 + "2")
        self.equal(self.rpc.getchaintips(), [{"height": 0, "hash": REGTEST_GENESIS, "branchlen": 0, "status": "active"}])
        coins = self.rpc.gettxoutsetinfo()
        self.equal(list(coins), ["height", "bestblock", "txouts", "bogosize", "hash_serialized_3", "total_amount",
                                 "transactions", "disk_size"])
        self.equal((coins["txouts"], coins["hash_serialized_3"], str(coins["total_amount"])),
                   (0, EMPTY_SET_HASH, "0E-8"))
        self.equal(self.rpc.gettxoutsetinfo("muhash")["muhash"], EMPTY_MUHASH)

    def build(self):
        """Blocks 1 to 103 with our scripts, then one that spends the first coinbase to several types."""
        self.step("build a chain")
        scripts = [script.pay_to_pubkey_hash(KEY), script.pay_to_witness_key(KEY), script.pay_to_pubkey(KEY),
                   script.pay_to_taproot(x_only_key(7)), script.pay_to_script_hash(script.ANYONE)]
        self.blocks, previous, time = [], REGTEST_GENESIS, blocktools.REGTEST_GENESIS_TIME
        for height in range(1, 104):
            pay_to = script.ANYONE if height == 1 else scripts[height % len(scripts)]
            first = blocktools.coinbase(height, pay_to)
            self.add(blocktools.make_block(previous, height, time + height, first=first))
            previous = self.blocks[-1].hash()
        source = self.blocks[0].transactions[0]
        self.tx = blocktools.spend(source, pay_to=script.ANYONE_WITNESS, fee=1000)
        child = blocktools.spend(self.tx, pay_to=script.script(script.OP_RETURN, b"words"), fee=234)
        self.child = child
        first = blocktools.coinbase(104, fees=1234)
        block = blocktools.make_block(previous, 104, time + 104, [self.tx, child], first)
        self.add(block)

    def add(self, block):
        self.equal(self.rpc.submitblock(block.hex()), None)
        self.blocks.append(block)

    def hash_at(self, height):
        return self.blocks[height - 1].hash_text()

    def check_info(self):
        self.step("getblockchaininfo and the short questions")
        info = self.rpc.getblockchaininfo()
        self.equal(list(info), INFO_KEYS)
        tip = self.blocks[-1]
        self.equal((info["chain"], info["blocks"], info["headers"]), ("regtest", 104, 104))
        self.equal((info["bestblockhash"], info["bits"], info["target"]), (tip.hash_text(), "207fffff", TARGET))
        self.equal((info["time"], info["mediantime"]), (tip.header.time, tip.header.time - 5))
        self.equal(info["chainwork"], f"{2 * 105:064x}")
        self.equal((info["pruned"], info["initialblockdownload"]), (False, True))
        self.true(0 < info["verificationprogress"] <= 1, "progress is a share")
        self.true(info["size_on_disk"] > sum(len(block.serialise()) for block in self.blocks), "size on disk")
        self.equal(self.rpc.getblockcount(), 104)
        self.equal(self.rpc.getblockhash(0), REGTEST_GENESIS)
        self.equal(self.rpc.getblockhash(104), tip.hash_text())
        for height in (-1, 105):
            self.rpc_fails(-8, "Block height out of range", self.rpc.getblockhash, height)

    def check_header(self):
        self.step("getblockheader")
        block = self.blocks[49]
        header = self.rpc.getblockheader(block.hash_text())
        self.equal(list(header), HEADER_KEYS)
        self.equal(header["previousblockhash"], self.hash_at(49))
        self.equal(header["nextblockhash"], self.hash_at(51))
        self.equal((header["height"], header["confirmations"], header["nTx"]), (50, 55, 1))
        self.equal((header["version"], header["versionHex"]), (0x20000000, "20000000"))
        self.equal(header["merkleroot"], hash_text(block.header.merkle_root))
        self.equal(self.rpc.getblockheader(block.hash_text(), False), block.header.serialise().hex())
        tip = self.rpc.getblockheader(self.hash_at(104))
        self.equal(list(tip), HEADER_KEYS[:-1])
        self.check_hash_argument(self.rpc.getblockheader, "hash")

    def check_hash_argument(self, call, name):
        """The errors of a parameter that is a block's hash."""
        self.rpc_fails(-5, "Block not found", call, UNKNOWN)
        self.rpc_fails(-8, f"{name} must be of length 64 (not 8, for 'nonsense')", call, "nonsense")
        text = "ZZZ" + UNKNOWN[3:]
        self.rpc_fails(-8, f"{name} must be hexadecimal string (not '{text}')", call, text)

    def check_block(self):
        self.step("getblock without transactions")
        block = self.blocks[103]
        for verbosity in (0, False):
            self.equal(self.rpc.getblock(block.hash_text(), verbosity), block.hex())
        found = self.rpc.getblock(self.hash_at(50))
        self.equal(list(found), BLOCK_KEYS)
        found = self.rpc.getblock(block.hash_text())
        self.equal(list(found), [key for key in BLOCK_KEYS if key != "nextblockhash"])
        stripped, size = len(block.serialise(witness=False)), len(block.serialise())
        self.equal((found["strippedsize"], found["size"], found["weight"]), (stripped, size, 3 * stripped + size))
        self.equal(found["tx"], [hash_text(tx.txid()) for tx in block.transactions])
        first = block.transactions[0]
        self.equal(found["coinbase_tx"], {"version": 2, "locktime": 0, "sequence": 0xFFFFFFFF,
                                          "coinbase": first.inputs[0].script.hex(), "witness": "00" * 32})
        self.equal(self.rpc.getblock(block.hash_text(), True), found)
        self.equal(self.rpc.getblock(block.hash_text(), 1), found)
        self.check_hash_argument(self.rpc.getblock, "blockhash")
        self.rpc_fails(-3, "JSON value of type string is not of expected type number",
                       self.rpc.getblock, block.hash_text(), "a")

    def check_block_with_transactions(self):
        self.step("getblock with transactions")
        block = self.blocks[103]
        first, tx, child = self.rpc.getblock(block.hash_text(), 2)["tx"]
        self.equal(list(first), [key for key in TX_KEYS if key != "fee"])
        self.equal(list(first["vin"][0]), ["coinbase", "txinwitness", "sequence"])
        self.equal(list(tx), TX_KEYS)
        self.equal((str(tx["fee"]), str(child["fee"])), ("0.00001000", "0.00000234"))
        self.equal(list(tx["vin"][0]), ["txid", "vout", "scriptSig", "sequence"])
        self.equal(tx["vin"][0]["scriptSig"], {"asm": "", "hex": ""})
        self.equal(list(child["vin"][0]), ["txid", "vout", "scriptSig", "txinwitness", "sequence"])
        self.equal(child["vin"][0]["txinwitness"], ["51"])
        self.equal((tx["txid"], tx["hash"]), (hash_text(self.tx.txid()), hash_text(self.tx.wtxid())))
        self.equal((child["size"], child["vsize"], child["weight"]),
                   (len(self.child.serialise()), -(-self.child.weight() // 4), self.child.weight()))
        self.equal(Transaction.parse(child["hex"]), self.child)
        self.equal(str(tx["vout"][0]["value"]), "49.99999000")
        self.equal(list(tx["vout"][0]), ["value", "n", "scriptPubKey"])
        self.equal(list(tx["vout"][0]["scriptPubKey"]), ["asm", "desc", "hex", "address", "type"])
        self.equal(child["vout"][0]["scriptPubKey"]["asm"], "OP_RETURN 776f726473")
        self.equal(child["vout"][0]["scriptPubKey"]["type"], "nulldata")
        with_spent = self.rpc.getblock(block.hash_text(), 3)["tx"]
        source = with_spent[1]["vin"][0]
        self.equal(list(source), ["txid", "vout", "scriptSig", "prevout", "sequence"])
        self.equal(list(source["prevout"]), ["generated", "height", "value", "scriptPubKey"])
        self.equal((source["prevout"]["generated"], source["prevout"]["height"]), (True, 1))
        self.equal((with_spent[2]["vin"][0]["prevout"]["generated"], with_spent[2]["vin"][0]["prevout"]["height"]),
                   (False, 104))

    def check_coins(self):
        self.step("gettxout")
        spent = hash_text(self.blocks[0].transactions[0].txid())
        self.equal(self.rpc.gettxout(spent, 0), None)
        expected = (("pubkeyhash", f"addr({key_hash_address(KEY)})#"), ("witness_v0_keyhash", "addr(bcrt1q"),
                    ("pubkey", f"pk({KEY.hex()})#"), ("witness_v1_taproot", f"rawtr({x_only_key(7).hex()})#"),
                    ("scripthash", "addr(2"))
        for height, (kind, start) in zip(range(95, 100), expected):
            coin = self.rpc.gettxout(hash_text(self.blocks[height - 1].transactions[0].txid()), 0)
            self.equal(list(coin), ["bestblock", "confirmations", "value", "scriptPubKey", "coinbase"])
            self.equal((coin["bestblock"], coin["confirmations"]), (self.hash_at(104), 105 - height))
            self.equal((str(coin["value"]), coin["coinbase"]), ("50.00000000", True))
            self.equal(coin["scriptPubKey"]["type"], kind)
            self.true(coin["scriptPubKey"]["desc"].startswith(start), coin["scriptPubKey"]["desc"])
        self.equal(self.rpc.gettxout(hash_text(self.tx.txid()), 0), None)
        self.equal(self.rpc.gettxout(UNKNOWN, 0), None)
        self.rpc_fails(-8, "txid must be of length 64 (not 2, for 'zz')", self.rpc.gettxout, "zz", 0)

    def check_coin_set(self):
        self.step("gettxoutsetinfo")
        info = self.rpc.gettxoutsetinfo()
        self.equal((info["height"], info["bestblock"]), (104, self.hash_at(104)))
        self.equal((info["txouts"], info["transactions"]), (103, 103))
        self.equal(info["total_amount"], Decimal(103 * 50 * COIN + 1234) / COIN)
        plain = self.rpc.gettxoutsetinfo("none")
        self.equal(list(plain), ["height", "bestblock", "txouts", "bogosize", "total_amount", "transactions",
                                 "disk_size"])
        self.equal(list(self.rpc.gettxoutsetinfo("muhash"))[4], "muhash")
        self.rpc_fails(-8, "'bad' is not a valid hash_type", self.rpc.gettxoutsetinfo, "bad")
        for kind in ("none", "muhash", "hash_serialized_3"):
            self.rpc_fails(-8, "Querying specific block heights requires coinstatsindex",
                           self.rpc.gettxoutsetinfo, kind, 50)

    def check_marks(self):
        self.step("invalidateblock, reconsiderblock, preciousblock")
        rpc, before = self.rpc, self.node.utxo_hash()
        for call in (rpc.invalidateblock, rpc.reconsiderblock, rpc.preciousblock):
            self.check_hash_argument(call, "blockhash")
        self.equal(rpc.invalidateblock(self.hash_at(101)), None)
        self.equal(self.node.height(), 100)
        self.equal(rpc.getchaintips(), [
            {"height": 104, "hash": self.hash_at(104), "branchlen": 4, "status": "invalid"},
            {"height": 100, "hash": self.hash_at(100), "branchlen": 0, "status": "active"}])
        self.equal(rpc.getblockheader(self.hash_at(101))["confirmations"], -1)
        self.equal(rpc.submitblock(self.blocks[103].hex()), "duplicate-invalid")
        rival = blocktools.make_chain(self.blocks[99].hash(), 100, self.blocks[99].header.time, 4, b"\x01")
        for block in rival:
            self.equal(rpc.submitblock(block.hex()), None)
        self.equal(self.node.tip(), rival[-1].hash_text())
        self.equal(rpc.reconsiderblock(self.hash_at(104)), None)
        self.equal(self.node.tip(), self.hash_at(104), "of two equal chains the one received first counts")
        self.equal(sorted(tip["status"] for tip in rpc.getchaintips()), ["active", "valid-fork"])
        for block in (rival[-1], self.blocks[-1]):
            self.equal(rpc.preciousblock(block.hash_text()), None)
            self.equal(self.node.tip(), block.hash_text())
        self.equal(self.node.utxo_hash(), before)
        self.equal(rpc.submitblock(self.blocks[103].hex()), "duplicate")

    def check_control(self):
        self.step("verifychain, submitheader, help, uptime")
        rpc = self.rpc
        self.equal([rpc.verifychain(), rpc.verifychain(4, 0), rpc.verifychain(checklevel=0)], [True] * 3)
        self.rpc_fails(-1, "Cannot prune blocks because node is not in prune mode.", rpc.pruneblockchain, 10)
        self.check_headers()
        text = rpc.help()
        for name in ("getblock", "stop", "submitblock"):
            self.contains(text, f"\n{name}")
        for name in ("invalidateblock", "generatetoaddress"):
            self.true(f"\n{name}" not in text, f"{name} is hidden")
        self.contains(rpc.help("getblock"), "verbosity")
        self.equal(rpc.help("nosuchmethod"), "help: unknown command: nosuchmethod")
        self.rpc_fails(-1, None, rpc.help, "foo", "bar")
        self.rpc_fails(-8, "Unknown named parameter random", rpc.help, random="x")
        self.true(0 <= rpc.uptime() < 600, "uptime in seconds")
        self.rpc_fails(-3, 'Wrong type passed:\n{\n    "Position 1 (wait)": '
                           '"JSON value of type string is not of expected type number"\n}', rpc.stop, "x")

    def check_headers(self):
        rpc, tip = self.rpc, self.blocks[-1]
        ahead = blocktools.make_chain(tip.hash(), 104, tip.header.time, 2)
        missing = ahead[0].hash_text()
        self.rpc_fails(-25, f"Must submit previous header ({missing}) first", rpc.submitheader,
                       ahead[1].header.serialise().hex())
        self.rpc_fails(-22, "Block header decode failed", rpc.submitheader, "00")
        for block in ahead:
            self.equal(rpc.submitheader(block.header.serialise().hex()), None)
        info = rpc.getblockchaininfo()
        self.equal((info["blocks"], info["headers"]), (104, 106))
        self.contains(rpc.getchaintips(), {"height": 106, "hash": ahead[1].hash_text(), "branchlen": 2,
                                           "status": "headers-only"})
        self.rpc_fails(-1, "Block not available (not fully downloaded)", rpc.getblock, ahead[1].hash_text())
        for text in ("", "zz", "00", tip.hex()[:-2]):
            self.rpc_fails(-22, "Block decode failed", rpc.submitblock, text)
        self.equal(rpc.submitblock(ahead[1].hex()), "inconclusive")
        self.equal(rpc.submitblock(ahead[0].hex()), None)
        self.equal(self.node.height(), 106)


if __name__ == "__main__":
    main(BlockchainTest)
