# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Calls that bring about the recorded errors, and the reasons why some cannot be brought about here."""

import os
import threading

from . import blocktools
from .messages import hash_bytes
from .reference_mempool import MempoolStates
from .reference_network import NetworkStates
from .wallet_test import NOBODY

TRIES = 200
PRUNED_BLOCKS = 700
KEPT_BLOCKS = 300
ZERO = "00" * 32
SCRIPT_OF_NOBODY_KEY = "bcrt1plnumr74y85x9sghj0q52zrta3cyql0v9uhsdul3a9khrg6ed0xsqwsarz9"
TXID = "1d1d4e24ed99057e84c3f80fd8fbec79ed9e1acee37da269356ecea000000000"
TRANSACTION = "createrawtransaction"

# By reason: methods, and how the messages begin that a node as it is now cannot give.
UNREACHABLE = {
    "needs an external signer": [
        ("createwallet", "More than one external signer found."), ("createwallet", "SetupDescriptorScriptPubKeyMans: "),
        ("createwallet", "Unable to parse JSON: "), ("getnewaddress", "No addresses available")],
    "needs imported descriptors": [
        ("getnewaddress", "Error: Keypool ran out"), ("getrawchangeaddress", "Error: Keypool ran out")],
    "needs an encrypted wallet": [("listdescriptors", "Error: Please enter the wallet passphrase")],
    "needs a snapshot of the coins": [("loadwallet", "Wallet loading failed. Error loading wallet. Wallet requires")],
    "is met by rpc_blockfilter": [
        ("getblockfilter", "Index is not enabled"), ("scanblocks", "Index is not enabled"), ("scanblocks", "Invalid start_height")],
    "needs the index of transactions": [("getrawtransaction", "No such mempool or blockchain transaction.")],
    "needs the index of coin statistics": [
        ("gettxoutsetinfo", "Block not found"), ("gettxoutsetinfo", "Target block height 9999"),
        ("gettxoutsetinfo", "hash_serialized_3 hash type cannot")],
    "is of legacy records, which our wallet files never had": [
        ("loadwallet", "Wallet loading failed. Unexpected legacy entry")],
    "is of a part that starts with a node's network": [
        ("getblockcount", "Loading banlist"), ("getblockcount", "Starting network threads")],
    "is there for some milliseconds of a start": [
        ("getblockcount", "Loading block index"), ("getblockcount", "Verifying blocks"),
        ("getblockcount", "Loading wallet")],
    "tells a line of the other node's source": [("echo", "Internal bug detected")],
    "is of a transaction of the recorded chain; unit tests of policy and mempool meet the reason": [
        ("sendrawtransaction", start) for start in (
            "TRUC-violation", "bad-txns-nonstandard-inputs, ", "bad-witness-nonstandard", "datacarrier",
            "mempool min fee not met, 11 < 71", "mempool-script-verify-flag-failed (", "replacement-failed",
            "too many potential replacements", "too-large-cluster")],
    "is of broadcasts over networks of their own, which this version has not": [
        ("sendrawtransaction", "-privatebroadcast is enabled"), ("sendrawtransaction", "Private broadcast queue")],
}

# Methods with parameters; the path when a wallet is meant.
CALLS = [
    (TRANSACTION, [[], {NOBODY: -1}]),
    (TRANSACTION, [[{}], {}]),
    (TRANSACTION, [[], "foo"]),
    (TRANSACTION, [[], {"foo": 1}]),
    (TRANSACTION, [[], {"data": "foo"}]),
    (TRANSACTION, [[{"txid": TXID, "vout": 0, "sequence": 0xFFFFFFFF}], {}, 0, True]),
    (TRANSACTION, [[], [{"data": "99"}, {"data": "99"}]]),
    (TRANSACTION, [[], [{SCRIPT_OF_NOBODY_KEY: 1}, {SCRIPT_OF_NOBODY_KEY: 1}]]),
    (TRANSACTION, [[], [{"a": 1, "b": 1}]]),
    (TRANSACTION, [[], ["foo"]]),
    (TRANSACTION, [[{"txid": TXID, "vout": -1}], {}]),
    (TRANSACTION, [[{"txid": "ZZZ7bb8b1697ea987f3b223ba7819250cae33efacb068d23dc24859824a77844"}], {}]),
    ("getrawtransaction", [TXID, 0, "abcd1234"]),
    ("createpsbt", [[], {}, -1]),
    ("createpsbt", [[{"txid": TXID}], {}]),
    ("createpsbt", [[{"txid": "zz"}], {}]),
    ("analyzepsbt", ["zz"]),
    ("decodepsbt", ["zz"]),
    ("finalizepsbt", ["zz"]),
    ("utxoupdatepsbt", ["zz"]),
    ("joinpsbts", [["zz", "zz"]]),
    ("joinpsbts", [[]]),
    ("combinepsbt", [[]]),
    ("getblockhash", [9999]),
    ("gettransaction", ["zz"], "/wallet/w"),
    ("getaddressesbylabel", [""], "/wallet/watching"),
    ("getwalletinfo", [], "/wallet/nope"),
    ("getnewaddress", [], "/wallet/nope"),
    ("createwallet", ["w2"]),
    ("createwallet", ["a1"]),
    ("createwallet", ["w8/bad"]),
    ("createwallet", ["./"]),
    ("loadwallet", ["w8_symlink"]),
    ("loadwallet", ["empty_wallet_dir"]),
    ("loadwallet", ["nope"]),
    ("loadwallet", ["wallets"]),
    ("loadwallet", ["mixed_crypt"]),
]
# Bodies of requests that are wrong themselves, and the method whose errors record them.
REQUESTS = [
    ({"jsonrpc": "2.1", "id": 1, "method": "getblockcount"}, "getblockcount"),
    ({"jsonrpc": "2.1", "id": 1, "method": "getblockhash", "params": [0]}, "getblockhash"),
    ({"jsonrpc": 2, "id": 1, "method": "getblockcount"}, "getblockcount"),
    ({"jsonrpc": "2.0", "id": 1}, "getblockcount"),
    ({"jsonrpc": "2.0", "id": 1, "params": [0]}, "getblockhash"),
]


class ErrorStates:
    """Brings a node into the states that errors need, and makes the calls. `test` has call(), which notes errors."""

    def __init__(self, test):
        self.test = test
        self.rpc = test.node.rpc

    def before_wallets(self):
        """The chain has 111 blocks, and no wallet is loaded. Makes what stands where wallets could be but are none."""
        self.test.call("getblockstats", [9999])
        self.test.call("getwalletinfo", [])
        self.test.call("listdescriptors", [])
        folder = self.test.node.chain_folder / "wallets"
        folder.mkdir(exist_ok=True)
        (folder / "empty_wallet_dir").mkdir()
        (folder / "w8").write_text("no folder")
        (folder / "w8_symlink").symlink_to("w8")

    def make_all(self):
        self.make_wallet_files()
        for method, params, *path in CALLS:
            if method in self.test.declared:
                self.test.call(method, params, *path)
        for body, method in REQUESTS:
            self.test.send(self.test.node, body, "/", method)
        self.several_wallets()
        self.loading()
        self.forks()
        self.psbts()
        self.pruned_node()
        NetworkStates(self.test).make_all()
        MempoolStates(self.test).make_all()
        self.test.call("estimatesmartfee", [2], of=self.test.nodes[2])

    def make_wallet_files(self):
        """Wallets that are loaded, and one with damage in the middle of its file."""
        folder = self.test.node.chain_folder / "wallets"
        # Some of them were made by recorded calls already.
        for name in ("a1", "w2", "w3", "mixed_crypt"):
            self.test.call("createwallet", [name])
            self.test.call("loadwallet", [name])
        self.rpc.createwallet("watching", True)
        self.rpc.unloadwallet("mixed_crypt")
        path = folder / "mixed_crypt" / "wallet.dat"
        data = bytearray(path.read_bytes())
        half = len(data) // 2
        data[4096:half] = bytes(half - 4096)
        path.write_bytes(data)

    def several_wallets(self):
        self.test.call("getwalletinfo", [])
        self.test.call("getnewaddress", [])
        for method, params in (("getnewaddress", []), ("getrawchangeaddress", []), ("listdescriptors", [True])):
            self.test.call(method, params, "/wallet/watching")

    def loading(self):
        """A wallet that another node holds, a folder of another node, and two that load the same."""
        other = self.test.nodes[1]
        (other.datadir / "node1_wallet").mkdir()
        self.test.call("loadwallet", [str(other.datadir / "node1_wallet")])
        folder = self.test.node.chain_folder / "wallets"
        os.symlink("a1", folder / "alias")
        self.test.call("loadwallet", ["alias"])
        wanted = ("loadwallet", -4, "Wallet already loading.")
        for _ in range(TRIES):
            self.test.call("unloadwallet", ["w3"])
            together = [threading.Thread(target=self.test.call, args=("loadwallet", ["w3"])) for _ in range(6)]
            for one in together:
                one.start()
            for one in together:
                one.join()
            if wanted in self.test.met:
                break

    def forks(self):
        """Transactions of different blocks, a block aside, and one of which only the header is there."""
        first, second = (self.rpc.getblock(self.rpc.getblockhash(height))["tx"][0] for height in (1, 2))
        self.test.call("gettxoutproof", [[first, second]])
        self.test.call("getrawtransaction", [first, 0, self.rpc.getblockhash(2)])
        aside = self.rpc.getbestblockhash()
        self.rpc.invalidateblock(aside)
        self.rpc.generatetoaddress(2, NOBODY)
        self.rpc.reconsiderblock(aside)
        self.test.call("getchaintxstats", [1, aside])
        tip = self.rpc.getblockheader(self.rpc.getbestblockhash())
        block = blocktools.make_block(hash_bytes(tip["hash"]), tip["height"] + 1, tip["time"] + 1)
        self.rpc.submitheader(block.header.serialise().hex())
        self.test.call("getblock", [block.hash_text()])
        self.test.call("gettxoutproof", [[first], block.hash_text()])

    def psbts(self):
        if "converttopsbt" not in self.test.declared:
            return
        coinbase = self.rpc.getblock(self.rpc.getblockhash(1), 2)["tx"][0]
        self.test.call("converttopsbt", [coinbase["hex"]])
        made = [self.rpc.createpsbt([{"txid": coinbase["txid"], "vout": at}], {"data": "00"}) for at in (0, 1)]
        self.test.call("combinepsbt", [made])
        self.test.call("descriptorprocesspsbt", [made[0], ["wpkh(zz)"]])
        version_two = self.rpc.createpsbt([], {"data": "00"}, psbt_version=2)
        self.test.call("joinpsbts", [[made[0], version_two]])
        old = [self.rpc.createpsbt([{"txid": coinbase["txid"], "vout": at}], {"data": "00"}, psbt_version=0)
               for at in (0, 1)]
        self.test.check_shape("joinpsbts", self.rpc.joinpsbts(old), "of two")

    def pruned_node(self):
        """A node without wallets that has pruned, and whose last files are then destroyed."""
        node = self.test.nodes[1]
        node.rpc.generatetoaddress(PRUNED_BLOCKS, NOBODY)
        pruned = node.rpc.pruneblockchain(node.rpc.getblockcount() - KEPT_BLOCKS)
        self.test.check_shape("pruneblockchain", pruned, "of early blocks")
        self.test.call("getwalletinfo", [], of=node)
        self.ask_for_block(node, node.rpc.getblockhash(1))
        tip = node.rpc.getbestblockhash()
        for name in ("rev", "blk"):
            path = sorted((node.chain_folder / "blocks").glob(f"{name}[0-9]*.dat"))[-1]
            path.write_bytes(bytes(path.stat().st_size))
            self.ask_for_block(node, tip, 2)
            self.ask_for_block(node, tip, 1)

    def ask_for_block(self, node, *params):
        self.test.call("getblock", params, of=node)
